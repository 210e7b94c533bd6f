package check

import (
	"encoding/json"
	"slices"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// A socket is what an exchange became behind its 101: frames in both directions
// (RFC 6455 §5.2). Its handshake is the exchange itself.
type socket struct {
	opened   *trace.Event // the 101 is whole; nil: no WebSocket came of the request
	frames   []frame      // of both directions, in the order of the trace
	messages []message    // whole ones, of both directions
	sent     *trace.Event // the newest bytes of the client, frames or not
}

// A frame is one that was sent. What can not be read as one, behind a frame that
// broke a rule or behind a Close, is garbage: it has no header.
type frame struct {
	trace.Event // Frame.Err is the rule that it breaks, 0 for none
	wire.FrameHeader
	sent    []byte // as far as it came
	payload []byte // unmasked
	garbage bool
}

// A message is what the other side's application gets of its frames.
type message struct {
	opcode wire.Opcode // OpText or OpBinary
	dir    wire.Direction
	parts  []frame // its fragments: one, if it was not cut
	data   []byte  // joined
}

// addFrame takes the next frame.
func (s *socket) addFrame(log *trace.Log, e trace.Event) {
	f := readFrame(log, e)
	s.frames = append(s.frames, f)
	if f.garbage || f.rule() != 0 || f.Opcode >= wire.OpClose {
		return
	}
	if f.Opcode != wire.OpContinuation {
		s.messages = append(s.messages, message{opcode: f.Opcode, dir: f.Dir})
	}
	if m := s.unfinished(f.Dir); m != nil {
		m.parts, m.data = append(m.parts, f), append(m.data, f.payload...)
		if f.Frame.Packed && f.Fin && len(m.parts) == 1 {
			m.data = log.Dissect(e).Inflated
		}
	}
}

// unfinished returns the message of a direction whose last frame has not come.
func (s *socket) unfinished(dir wire.Direction) *message {
	for i := len(s.messages) - 1; i >= 0; i-- {
		if m := &s.messages[i]; m.dir == dir {
			if m.whole() {
				return nil
			}
			return m
		}
	}
	return nil
}

func readFrame(log *trace.Log, e trace.Event) frame {
	b := log.Bytes(e)
	h, complete := wire.ParseFrameHeader(b)
	f := frame{Event: e, FrameHeader: h, sent: b, garbage: !complete || e.Frame.Kind == wire.KindGarbage}
	if !f.garbage {
		f.payload = slices.Clone(b[h.Size:])
		if h.Masked {
			wire.Mask(h.Key, 0, f.payload)
		}
	}
	return f
}

// rule is what the frame breaks, 0 for nothing. One of the rules is that TCP must
// not end within it.
func (f frame) rule() wire.Rule { return f.Frame.Err }

// closing returns the status code and the reason of a Close frame.
func (f frame) closing() (code int, reason string) {
	code, reason, _ = wire.ParseClose(f.payload)
	return code, reason
}

// whole: the message's last frame is there.
func (m message) whole() bool { return len(m.parts) > 0 && m.parts[len(m.parts)-1].Fin }

// from returns the frames of one direction: wire.ToServer is what the client sent.
func (s *socket) from(dir wire.Direction) (list []frame) {
	for _, f := range s.frames {
		if f.Dir == dir {
			list = append(list, f)
		}
	}
	return list
}

// broken returns the first frame of the client that breaks a rule; nil: none does.
func (s *socket) broken() *frame {
	for i, f := range s.frames {
		if f.Dir == wire.ToServer && f.rule() != 0 && !f.garbage {
			return &s.frames[i]
		}
	}
	return nil
}

// close returns the first Close frame of a direction; nil: there is none.
func (s *socket) close(dir wire.Direction) *frame {
	for i, f := range s.frames {
		if f.Dir == dir && f.Opcode == wire.OpClose && !f.garbage {
			return &s.frames[i]
		}
	}
	return nil
}

// nonces returns what the lab's nonce message says under a name, and the event
// of its frame: {"type":"nonce","nonce":"…"}. ok: it has come.
func (s *socket) nonces() (of map[string]string, e trace.Event, ok bool) {
	for _, m := range s.messages {
		if m.dir == wire.ToClient && m.whole() && strings.HasPrefix(string(m.data), `{"type":"nonce",`) {
			err := json.Unmarshal(m.data, &of)
			return of, m.parts[0].Event, err == nil
		}
	}
	return nil, trace.Event{}, false
}

// usedKey begins the note with which the lab says that it has seen the key of a
// handshake before; the key follows.
const usedKey = "this Sec-WebSocket-Key was used before: "

// usedBefore returns the lab's note about the key of a handshake. It stands
// between the request and its response.
func (a *attempt) usedBefore(x *exchange, key string) (note trace.Event, ok bool) {
	for _, e := range a.used {
		if e.Text == usedKey+key && e.N > x.request.N && (x.status == 0 || e.N < x.response.N) {
			return e, true
		}
	}
	return trace.Event{}, false
}

// handshakes returns the exchanges of the attempt that asked one of the lab's
// addresses for a WebSocket, whether or not they got one.
func (a *attempt) handshakes() (list []*exchange) {
	for _, x := range a.exchanges {
		if n := x.name(); (n == "echo" || n == "ws") && x.query("check") == a.exercise {
			list = append(list, x)
		}
	}
	return list
}

// header is the frame's header as it was sent; of garbage, the first bytes.
func (f frame) header() []byte {
	if f.garbage {
		return f.sent[:min(len(f.sent), 6)]
	}
	return f.sent[:f.Size]
}
