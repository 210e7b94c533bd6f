package server

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"
)

// The drawing has each dark module once, and nothing in the quiet zone.
func TestQRPath(t *testing.T) {
	t.Parallel()
	const text = "http://192.168.1.5:8080/j/plover-42"
	drawn, err := qrCode(text, "label")
	if err != nil {
		t.Fatal(err)
	}
	want, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]int{}
	for _, bar := range strings.SplitAfter(strings.TrimSuffix(drawn.Path, "z"), "z") {
		var x, y, w, back int
		if _, err := fmt.Sscanf(strings.TrimSuffix(bar, "z"), "M%d %dh%dv1h-%d", &x, &y, &w, &back); err != nil || w != back {
			t.Fatalf("bar %q: %v", bar, err)
		}
		for i := range w {
			dark[[2]int{x + i, y}]++
		}
	}
	if got := drawn.Size; got != want.Size+8 {
		t.Errorf("size = %d, want %d", got, want.Size+8)
	}
	for y := range drawn.Size {
		for x := range drawn.Size {
			black := 0
			if x >= 4 && y >= 4 && want.Black(x-4, y-4) {
				black = 1
			}
			if got := dark[[2]int{x, y}]; got != black {
				t.Errorf("module %d, %d is drawn %d times, want %d", x, y, got, black)
			}
		}
	}
}
