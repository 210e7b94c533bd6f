package main

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// scrollRows is how many rows the run has that is scrolled through.
const scrollRows = 10_000

// lateFrame is when a frame has missed its place, in ms: one and a half of what
// 60 frames a second leave for each.
const lateFrame = 25

// scrolling scrolls the ladder by 40 px a frame for 300 frames, notes when each
// frame begins, and returns the time between them in ms. The first frames are
// not counted: the page may still be drawing for the first time.
const scrolling = `new Promise((resolve) => {
	const list = document.querySelector(".wl"), gaps = []
	let last = 0, frames = -20
	list.scrollTop = 0
	requestAnimationFrame(function step(now) {
		if (frames > 0) gaps.push(now - last)
		last = now
		list.scrollTop += 40
		if (++frames <= 300) requestAnimationFrame(step)
		else resolve(gaps)
	})
})`

// BenchmarkScroll fills a run with 10,000 rows, opens its page in Chromium and
// scrolls. 60 frames a second are what the browser draws at most.
//
//	go test -run '^$' -bench Scroll -benchtime 3x ./cmd/pushlab
func BenchmarkScroll(b *testing.B) {
	p := start(b, b.TempDir())
	run, lab := newRun(b, p, nil)
	fillRows(b, lab)
	page := openTab(b, 1440, 900)
	page.open(p.places["site"] + "/runs/" + run)
	page.until("all rows", fmt.Sprintf(`parseInt((document.querySelector(".wl")?.ariaLabel ?? "").replace(/\D/g, "")) > %d`, scrollRows))
	longest, sum, frames, late := 0.0, 0.0, 0, 0
	for b.Loop() {
		for _, gap := range eval[[]float64](page, scrolling) {
			longest, sum, frames = max(longest, gap), sum+gap, frames+1
			if gap > lateFrame {
				late++
			}
		}
	}
	b.ReportMetric(float64(frames)*1000/sum, "frames/s")
	b.ReportMetric(longest, "ms-longest-frame")
	b.ReportMetric(100*float64(late)/float64(frames), "%-late")
	b.ReportMetric(0, "ns/op") // the time of a frame is the browser's
}

// fillRows echoes messages until the run has more than scrollRows rows.
func fillRows(b *testing.B, lab string) {
	b.Helper()
	payload := []byte("Hello")
	header := wire.FrameHeader{Fin: true, Opcode: wire.OpText, Masked: true, Length: uint64(len(payload))}
	frame := append(header.Append(nil), payload...) // the key is 0
	c := dialEcho(b, lab)
	go c.Write(bytes.Repeat(frame, scrollRows/2)) // fails when the benchmark has failed
	if _, err := io.CopyN(io.Discard, c, int64(scrollRows/2*(2+len(payload)))); err != nil {
		b.Fatal(err)
	}
}
