package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// endingDelay is how long a connection of the theatre is open in a recording.
const endingDelay = 100 // ms

// chromiumSays are the Close frames that Chromium 156 sends by itself, to frames
// that break a rule. All others it echoes.
var chromiumSays = map[string]string{
	"masked":  "\x03\xeaMasked frame from server",
	"utf8":    "\x03\xeaInvalid UTF-8 in text frame",
	"1006":    "\x03\xea",
	"ping126": "\x03\xeaWebSocket Protocol Error",
}

// ending plays one ending of the close theatre, on a connection of its own and
// with the frames of Chromium: it echoes a Close and lets the server end TCP, and
// it breaks off by itself where a rule is broken.
func (s *studio) ending(slug string) error {
	at := slices.IndexFunc(demo.Endings, func(e demo.Ending) bool { return e.Slug == slug })
	if at < 0 {
		return fmt.Errorf("the theatre has no ending %q", slug)
	}
	ws, err := s.webSocket(fmt.Sprintf("d/closing?ending=%s&delay=%d", slug, endingDelay), "")
	if err != nil && (slug == "401" || slug == "accept") {
		return s.untilQuiet(func() bool { return s.recorded() && s.over() }) // the handshake was the ending
	}
	if err != nil {
		return err
	}
	conn := ws.NetConn().(*countedConn)
	if err := s.answerEnding(ws, conn, demo.Endings[at]); err != nil {
		return err
	}
	if err := conn.hangUp(); err != nil {
		return err
	}
	return s.untilQuiet(s.over) // the lab may have a word behind the client's end, too
}

// over: each exchange of the recording is.
func (s *studio) over() bool {
	open := 0
	for _, e := range s.run.Log.Events(0) {
		switch e.Kind {
		case "conn.open":
			open++
		case "http.end":
			open--
		}
	}
	return open == 0
}

// answerEnding reads what the server sends, and answers it.
func (s *studio) answerEnding(ws *websocket.Conn, conn *countedConn, e demo.Ending) error {
	frames := make([]byte, len(e.Sends))
	if _, err := io.ReadFull(conn, frames); err != nil {
		return err
	}
	if e.Sends == "" { // FIN or RST
		io.Copy(io.Discard, conn) // a reset is what was asked for
		return nil
	}
	payload, breaks := chromiumSays[e.Slug]
	if !breaks {
		payload = string(frames[2:])
	}
	if err := ws.WriteRaw(ws.Frame(wire.OpClose, []byte(payload))); err != nil || breaks {
		return err
	}
	if _, err := io.Copy(io.Discard, conn); err != nil {
		return errors.Join(errors.New("the server's FIN did not come"), err)
	}
	return nil
}
