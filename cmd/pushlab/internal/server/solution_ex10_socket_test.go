package server

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// readSocket does the same over a WebSocket.
func (w *watcher) readSocket() {
	address := w.lab + "/ws?check=EX10"
	if w.comesWith() != "" {
		address = w.lab + "/ws"
	}
	c := w.call(address)
	defer c.conn.Close()
	if id := w.comesWith(); id != "" {
		c.say(fmt.Sprintf(`{"op":"resume","after":%q}`, id))
	}
	for {
		c.conn.SetReadDeadline(time.Now().Add(w.patience()))
		op, payload, err := c.frame()
		if err != nil || op == wire.OpClose {
			return
		}
		w.hear(payload)
	}
}

// hear takes a message.
func (w *watcher) hear(payload []byte) {
	var m struct{ Type, ID, Token string }
	if err := json.Unmarshal(payload, &m); err != nil {
		w.Fatalf("%q: %v", payload, err)
	}
	if m.Type != "heartbeat" {
		w.dispatch(m.Type, m.ID, m.Token)
	}
}

// readPacked does it with compressed messages. A query asks for an answer, so a
// client that comes back has only deflate there.
func (w *watcher) readPacked() {
	address := strings.Replace(w.lab, "http", "ws", 1) + "/ws?deflate=on"
	if w.lastID == "" {
		address += "&check=EX10"
	}
	c, err := websocket.Dial(w.Context(), address, websocket.DialOptions{Deflate: true})
	if err != nil {
		w.Fatal(err)
	}
	defer c.NetConn().Close()
	if w.lastID != "" {
		c.Write(w.Context(), websocket.OpText, []byte(`{"op":"resume","after":"`+w.lastID+`"}`)) // a failure ends the next read
	}
	for {
		ctx, stop := context.WithTimeout(w.Context(), w.patience())
		m, err := c.Read(ctx)
		stop()
		if err != nil {
			return
		}
		w.hear(m.Data)
	}
}
