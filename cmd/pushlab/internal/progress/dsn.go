package progress

import (
	"net/url"
	"path/filepath"
	"strings"
)

// pragmas hold for every connection. They stand in the data source name, since
// the pool of database/sql opens connections when it likes.
//
//   - busy_timeout: wait this many ms for another process instead of failing
//   - journal_mode WAL: readers and the writer do not wait for each other
//   - synchronous FULL: a commit returns after its sync, so that it survives
//     power loss; NORMAL would sync at checkpoints only
//   - secure_delete: what is deleted is overwritten with zeros
var pragmas = []string{
	"_pragma=busy_timeout(5000)",
	"_pragma=journal_mode(WAL)",
	"_pragma=synchronous(FULL)",
	"_pragma=secure_delete(1)",
}

// dsn returns the data source name of the database at the absolute path.
func dsn(path string, more ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // Windows: C:/… is file:///C:/…
		path = "/" + path
	}
	u := url.URL{Scheme: "file", Path: path}
	u.RawQuery = strings.Join(append(pragmas[:len(pragmas):len(pragmas)], more...), "&")
	return u.String()
}
