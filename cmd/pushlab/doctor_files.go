package main

import (
	"context"
	"fmt"
)

// roomFiles is what a full room needs: 300 learners with 3 streams each, which
// are 2 sockets where they pass the edge, as many connections again for pages
// and control sockets, and the database.
const roomFiles = 4096

// openFiles looks at the limit. Go has raised it as far as it may already.
func (m machine) openFiles(context.Context) finding {
	switch {
	case m.files == 0:
		return good("this system does not tell its limit")
	case m.files >= roomFiles:
		return good(fmt.Sprintf("up to %d open at once", m.files))
	}
	return doubtful(fmt.Sprintf("at most %d open at once, which is enough for about %d learners", m.files, m.files*300/roomFiles),
		fmt.Sprintf("say ulimit -n %d before pushlab in the same shell; where that is refused, raise the hard limit (ulimit -Hn) as an administrator", roomFiles))
}
