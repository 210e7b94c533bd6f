package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
	"golang.org/x/net/http2"

	"pushlab/cmd/pushlab/internal/wire"
)

const (
	streamSize = 4 << 20                // bytes of the stream that is decoded again and again
	readSize   = 32 << 10               // bytes of a read
	decodeTime = 300 * time.Millisecond // of one measurement
)

// A reading is a way to read a whole stream.
type reading func(stream []byte) error

// measureDecode reads the same bytes with wire's decoders and with those that
// others use, by turns.
func measureDecode(rounds int) error {
	fmt.Printf("decode, medians of %d rounds, %d MiB in reads of %d KiB\n", rounds, streamSize>>20, readSize>>10)
	fmt.Printf("  %-34s %10s %10s %7s %12s %12s\n", "stream", "ours", "peer", "ratio", "ours", "peer")
	fmt.Printf("  %-34s %10s %10s %7s %12s %12s\n", "", "MB/s", "MB/s", "", "allocs/frame", "allocs/frame")
	for _, size := range []int{16, 1 << 10, 64 << 10} {
		stream, frames := webSocketStream(size)
		name := fmt.Sprintf("websocket, text of %s (gobwas/ws)", bytesText(size))
		if err := compareReadings(name, rounds, stream, frames, readWire("websocket-server"), readGobwas); err != nil {
			return err
		}
	}
	for _, size := range []int{16, 1 << 10, 16 << 10} {
		stream, frames := http2Stream(size)
		name := fmt.Sprintf("http2, DATA of %s (x/net Framer)", bytesText(size))
		if err := compareReadings(name, rounds, stream, frames, readWire("http2-client"), readFramer); err != nil {
			return err
		}
	}
	for _, size := range []int{16, 1 << 10, 64 << 10} {
		stream, frames := eventStream(size)
		if err := compareReadings("sse, data of "+bytesText(size), rounds, stream, frames, readWire("sse"), nil); err != nil {
			return err
		}
	}
	return nil
}

func bytesText(n int) string {
	if n >= 1<<10 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// compareReadings prints one line of the table.
func compareReadings(name string, rounds int, stream []byte, frames int, ours, peer reading) error {
	var mine, theirs, ratio, allocs, peerAllocs []float64
	for range rounds {
		speed, a, err := timeReading(stream, frames, ours)
		if err != nil {
			return fmt.Errorf("%s, ours: %w", name, err)
		}
		mine, allocs = append(mine, speed), append(allocs, a)
		if peer == nil {
			continue
		}
		other, b, err := timeReading(stream, frames, peer)
		if err != nil {
			return fmt.Errorf("%s, peer: %w", name, err)
		}
		theirs, peerAllocs, ratio = append(theirs, other), append(peerAllocs, b), append(ratio, speed/other)
	}
	if peer == nil {
		fmt.Printf("  %-34s %10.0f %10s %7s %12.3f\n", name, median(mine), "", "", median(allocs))
		return nil
	}
	fmt.Printf("  %-34s %10.0f %10.0f %7.2f %12.3f %12.3f\n", name, median(mine), median(theirs), median(ratio), median(allocs), median(peerAllocs))
	return nil
}

// timeReading reads a stream for a while: MB/s, and allocations for each frame.
func timeReading(stream []byte, frames int, read reading) (speed, allocs float64, err error) {
	if err := read(stream); err != nil { // warm
		return 0, 0, err
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began, times := time.Now(), 0
	for ; time.Since(began) < decodeTime; times++ {
		if err := read(stream); err != nil {
			return 0, 0, err
		}
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	speed = float64(len(stream)) * float64(times) / took.Seconds() / 1e6
	return speed, float64(after.Mallocs-before.Mallocs) / float64(frames*times), nil
}

// readWire reads with a decoder of ours.
func readWire(protocol string) reading {
	return func(stream []byte) error {
		d, err := wire.NewDecoder(protocol)
		if err != nil {
			return err
		}
		for rest := stream; len(rest) > 0; {
			n := min(readSize, len(rest))
			for _, f := range d.Decode(rest[:n]) {
				if f.Err != 0 {
					return fmt.Errorf("%v at %d", f.Err, f.Start)
				}
			}
			rest = rest[n:]
		}
		return nil
	}
}

// A pieceReader hands out at most readSize bytes a read, as a connection does.
type pieceReader struct{ bytes.Reader }

func (r *pieceReader) Read(p []byte) (int, error) {
	return r.Reader.Read(p[:min(len(p), readSize)])
}

func newPieceReader(stream []byte) *pieceReader {
	r := &pieceReader{}
	r.Reset(stream)
	return r
}

// readGobwas reads with wsutil.Reader, which unmasks and judges UTF-8 as ours
// does, behind the buffer that a server would have there.
func readGobwas(stream []byte) error {
	buffered := newBuffered(newPieceReader(stream))
	r := wsutil.Reader{Source: buffered, State: ws.StateServerSide, CheckUTF8: true}
	for {
		if _, err := r.NextFrame(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := io.CopyBuffer(onlyWriter{}, &r, copyBuffer); err != nil {
			return err
		}
	}
}

// readFramer reads frames as a server or client of x/net does.
func readFramer(stream []byte) error {
	framer := http2.NewFramer(io.Discard, newBuffered(newPieceReader(stream)))
	framer.SetReuseFrames()
	for {
		if _, err := framer.ReadFrame(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func webSocketStream(size int) (stream []byte, frames int) {
	payload := []byte(strings.Repeat("a", size))
	for ; len(stream) < streamSize; frames++ {
		f := ws.MaskFrameWith(ws.NewTextFrame(bytes.Clone(payload)), [4]byte{0x37, 0xfa, 0x21, byte(frames)})
		stream = append(stream, ws.MustCompileFrame(f)...)
	}
	return stream, frames
}

func http2Stream(size int) (stream []byte, frames int) {
	var b bytes.Buffer
	framer := http2.NewFramer(&b, nil)
	for payload := make([]byte, size); b.Len() < streamSize; frames++ {
		if err := framer.WriteData(1, false, payload); err != nil {
			panic(err) // a bytes.Buffer takes everything
		}
	}
	return b.Bytes(), frames
}

func eventStream(size int) (stream []byte, frames int) {
	event := "id: 3-17\ndata: " + strings.Repeat("a", size) + "\n\n"
	for ; len(stream) < streamSize; frames++ {
		stream = append(stream, event...)
	}
	return stream, frames
}
