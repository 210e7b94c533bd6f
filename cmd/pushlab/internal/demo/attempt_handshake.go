package demo

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"pushlab/cmd/pushlab/internal/websocket"
)

// Some exercises are about the handshake of a WebSocket, or about what is sent
// by hand behind it. A handshake with check=EX07 in its query begins an attempt
// before it is answered, so that one which is refused counts as well. The
// handshakes that follow belong to the same attempt, until it is passed.
//
//	client: GET /r/{run}/echo?check=EX08, Upgrade: websocket
//	server: 101
//	server: {"type":"nonce","a":"…","b":"…"}     if the exercise has nonces
//	client: frames

// beginHandshake begins the attempt that a handshake asks for, or goes on with
// it, and returns the knobs without what is done by that.
func (l *lab) beginHandshake(run *Run, k Knobs, r *http.Request) (Knobs, exercise) {
	used := l.runs.keys.use(r.Header.Get("Sec-WebSocket-Key"))
	e, ok := findExercise(k.Check)
	if !ok || !e.handshake {
		return k, exercise{}
	}
	l.begin(run, e.name, "")
	if used {
		run.note("this Sec-WebSocket-Key was used before: %s", r.Header.Get("Sec-WebSocket-Key")) // check reads it
	}
	k.Check = ""
	return k, e
}

// checkMessage refuses a message of a WebSocket that would begin an attempt of
// which its handshake is a part.
func checkMessage(k Knobs) error {
	if e, _ := findExercise(k.Check); e.handshake {
		return badRequest("check=%s belongs into the address of the WebSocket: its handshake is a part of the exercise.", e.name)
	}
	return nil
}

// sendNonces sends what the client is to send back, as the first message.
func (s *socket) sendNonces(e exercise) {
	if len(e.nonces) == 0 {
		return
	}
	text := `{"type":"nonce"`
	for _, name := range e.nonces {
		text += fmt.Sprintf(`,"%s":"%s"`, name, strings.ToUpper(s.run.runs.draw(nonceLength)))
	}
	s.conn.Write(context.Background(), websocket.OpText, []byte(text+"}")) // a failure ends the next read
}

// mostKeys is how many of the last keys are known again.
const mostKeys = 1000

// usedKeys has the keys of the last handshakes, of all runs. A client must
// choose one at random for each connection (RFC 6455 §4.1).
type usedKeys struct {
	mu   sync.Mutex
	seen map[wsKey]bool
	ring []wsKey // the oldest is at next, when it is full
	next int
}

type wsKey [16]byte

// use keeps a key and says whether it was there. What is no key is not kept.
func (u *usedKeys) use(text string) (before bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(b) != len(wsKey{}) {
		return false
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	key := wsKey(b)
	if u.seen[key] {
		return true
	}
	u.keep(key)
	return false
}

func (u *usedKeys) keep(key wsKey) {
	if u.seen == nil {
		u.seen = map[wsKey]bool{}
	}
	u.seen[key] = true
	if len(u.ring) < mostKeys {
		u.ring = append(u.ring, key)
		return
	}
	delete(u.seen, u.ring[u.next])
	u.ring[u.next] = key
	u.next = (u.next + 1) % mostKeys
}
