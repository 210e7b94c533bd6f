package trace

import (
	"fmt"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// checkDecodedAgain decodes the raw bytes of a trace once more, whole and byte
// by byte, and compares the frames with those that were recorded live.
func checkDecodedAgain(t *testing.T, l *Log) {
	t.Helper()
	for conn := 1; conn <= len(l.streams); conn++ {
		for _, size := range []int{1 << 30, 1, 7} {
			got := decodeAgain(l, conn, size)
			for dir := range got {
				want := recorded(l, conn, wire.Direction(dir))
				if fmt.Sprint(got[dir]) != fmt.Sprint(want) {
					t.Errorf("connection %d %s, by %d:\n%v\nrecorded:\n%v", conn, wire.Direction(dir), size, got[dir], want)
				}
			}
		}
	}
}

func recorded(l *Log, conn int, dir wire.Direction) (frames []wire.Frame) {
	for _, e := range l.Events(0) {
		if e.IsFrame() && e.Conn == conn && e.Dir == dir {
			frames = append(frames, e.Frame)
		}
	}
	return frames
}

func decodeAgain(l *Log, conn, size int) (frames [2][]wire.Frame) {
	c := wire.NewConn("http1")
	for dir := range frames {
		b := l.Stream(conn, wire.Direction(dir))
		for len(b) > 0 {
			n := min(size, len(b))
			frames[dir] = fold(frames[dir], c.Decode(wire.Direction(dir), b[:n]))
			b = b[n:]
		}
	}
	for dir := range frames {
		frames[dir] = fold(frames[dir], c.End(wire.Direction(dir)))
	}
	return frames
}

// fold puts amendments where they belong.
func fold(frames, more []wire.Frame) []wire.Frame {
	for _, f := range more {
		if !f.Amend {
			frames = append(frames, f)
			continue
		}
		for i := range frames {
			if frames[i].Layer == f.Layer && frames[i].Start == f.Start {
				frames[i].End = f.End
			}
		}
	}
	return frames
}
