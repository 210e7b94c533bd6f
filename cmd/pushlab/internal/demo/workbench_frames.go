package demo

import (
	"encoding/binary"
	"encoding/hex"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/wire"
)

// maxShownPayload is how much of a payload an answer shows, in bytes.
const maxShownPayload = 1 << 10

// A peerFrame is one frame that a peer sent.
type peerFrame struct {
	Name    string `json:"name"` // "TEXT"
	Fin     bool   `json:"fin"`
	Length  int    `json:"length"`         // of the payload, in bytes
	Text    string `json:"text,omitempty"` // the payload, where it is text
	Hex     string `json:"hex,omitempty"`  // the payload, where it is not
	Code    int    `json:"code,omitempty"` // of a Close
	Reason  string `json:"reason,omitempty"`
	opcode  wire.Opcode
	payload []byte
}

// cutFrames takes whole frames off the front of b and returns the rest.
func cutFrames(b []byte) (frames []peerFrame, rest []byte) {
	for {
		h, ok := wire.ParseFrameHeader(b)
		if !ok || h.Length > uint64(len(b)-h.Size) {
			return frames, b
		}
		end := h.Size + int(h.Length)
		payload := append([]byte(nil), b[h.Size:end]...)
		if h.Masked {
			wire.Mask(h.Key, 0, payload)
		}
		frames = append(frames, newPeerFrame(h, payload))
		b = b[end:]
	}
}

func newPeerFrame(h wire.FrameHeader, payload []byte) peerFrame {
	f := peerFrame{Name: wire.OpcodeName(h.Opcode), Fin: h.Fin, Length: len(payload), opcode: h.Opcode, payload: payload}
	shown := payload[:min(len(payload), maxShownPayload)]
	switch {
	case h.Opcode == wire.OpClose && len(payload) >= 2:
		f.Code, f.Reason = int(binary.BigEndian.Uint16(payload)), string(payload[2:])
	case h.Opcode == wire.OpText && utf8.Valid(payload):
		for !utf8.Valid(shown) { // not in the middle of a character
			shown = shown[:len(shown)-1]
		}
		f.Text = string(shown)
	default:
		f.Hex = hex.EncodeToString(shown)
	}
	return f
}

// closes says that the bytes have a Close frame; border, that they end with a
// whole frame, so that another may follow.
func closes(raw []byte) (closes, border bool) {
	frames, rest := cutFrames(raw)
	for _, f := range frames {
		closes = closes || f.opcode == wire.OpClose
	}
	return closes, len(rest) == 0
}
