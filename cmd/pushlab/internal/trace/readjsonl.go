package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// maxRead is the limit of a trace that is read, in bytes: what fits in a live
// one fits here too.
const maxRead = 4 * defaultLimit

// ReadJSONL reads what WriteJSONL wrote. The frames are decoded from the bytes
// again; their lines only say when each of them came.
func ReadJSONL(r io.Reader) (*Log, error) {
	p := &replay{log: NewLog(LogConfig{Limit: maxRead})}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if text := bytes.TrimSpace(line); len(text) > 0 {
			if err := p.line(text); err != nil {
				return nil, fmt.Errorf("trace: line %d: %w", n, err)
			}
		}
		if err == io.EOF {
			return p.log, p.release(nil)
		}
		if err != nil {
			return nil, fmt.Errorf("trace: reading line %d: %w", n, err)
		}
	}
}

// A replay makes a Log from lines.
type replay struct {
	log   *Log
	conns []*replayConn
	block *heldFrame // waits for the line of its header, which is the next one
}

// A replayConn decodes a connection. Frames wait there for their lines.
type replayConn struct {
	wire   *wire.Conn
	layers *wire.HTTP2Layers // when it is HTTP/2
	frames [2][]wire.Frame
	grown  [2]wire.Frame // an event whose LF has not come
}

// A jsonLine is what reading needs of a line; the rest is there for people.
type jsonLine struct {
	kind     kind
	Kind     string
	T        float64
	C, R     int
	Dir      string
	Off, N   int64
	HL       [][2]string
	Err      string
	Size     int
	Op       byte
	Flags    byte
	Packed   *int
	Hex      string
	G        string
	I        int
	Remote   string
	Place    string
	Link     int
	MS       int64
	By, How  string
	Fault    string
	Why      string
	SHA256   string
	Nonce    string
	Deadline string
	Exercise string
	Text     string
}

func (p *replay) line(text []byte) error {
	var j jsonLine
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	k := kindOf(j.Kind)
	if j.Kind != k.String() {
		return fmt.Errorf("no event is of the kind %q", j.Kind)
	}
	if j.C < 0 || j.R < 0 || j.R > math.MaxInt32 || j.I < 0 || j.I > math.MaxInt32 || j.Link < 0 || j.Link > len(p.conns) || j.C > len(p.conns) && k != connOpen {
		return errors.New("a number that can not be")
	}
	p.log.exchanges = max(p.log.exchanges, int32(j.R))
	j.kind = k
	if err := p.release(&j); err != nil {
		return err
	}
	return p.event(k, &j)
}

func (p *replay) event(k kind, j *jsonLine) error {
	r := record{
		kind: k, conn: int32(j.C), exchange: int32(j.R), seq: int32(j.I), parent: -1,
		at: time.Duration(math.Round(j.T*1000)) * time.Microsecond, flags: directed(j.dir(k)),
	}
	switch {
	case k == connOpen:
		return p.open(r, j)
	case k == rawBytes || k.isFrame():
		if j.C == 0 {
			return errors.New("bytes without a connection")
		}
		if k == rawBytes {
			return p.bytes(r, j)
		}
		return p.frame(r, j)
	case k == httpEnd && j.How == "idle" && j.C > 0 && p.conns[j.C-1].wire != nil:
		p.conns[j.C-1].wire.Idle()
	}
	return p.fits(p.log.addNote(r, j.text(k), j.G))
}

// dir returns the direction of a line. Only lines of bytes say it.
func (j *jsonLine) dir(k kind) wire.Direction {
	switch {
	case j.Dir == "out", k == httpEnd, k == wsOpen, k == faultDone && j.C > 0, k == edgeHold, k == connClose && j.By != "client":
		return wire.ToClient
	}
	return wire.ToServer
}

// text puts Event.Text together again.
func (j *jsonLine) text(k kind) string {
	if k == edgeHold {
		return heldText(j.N, time.Duration(j.MS)*time.Millisecond)
	}
	words := map[string]string{
		"remote": j.Remote, "by": j.By, "how": j.How, "fault": j.Fault, "why": j.Why, "sha256": j.SHA256,
		"nonce": j.Nonce, "deadline": j.Deadline, "exercise": j.Exercise, "text": j.Text,
	}
	var text []byte
	for i, key := range keysOf(k) {
		if i > 0 && words[key] != "" {
			text = append(text, ' ')
		}
		text = append(text, words[key]...)
	}
	return string(text)
}
