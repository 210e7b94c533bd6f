package main

import (
	"strings"
	"testing"

	"rsc.io/qr"
)

// What is printed has the code's modules, with a light margin around them.
func TestPrintQR(t *testing.T) {
	const text = "http://192.168.178.20:8080/j/plover-42"
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := printQR(&out, text); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if got, want := len(lines), (code.Size+2*quiet+1)/2; got != want {
		t.Fatalf("%d lines, want %d", got, want)
	}
	for i, line := range lines {
		for j, half := range []rune(line) {
			x, y := j-quiet, 2*i-quiet
			for lower, light := range []bool{half == '▀' || half == '█', half == '▄' || half == '█'} {
				inside := y+lower < code.Size+quiet
				if want := inside && !code.Black(x, y+lower); light != want {
					t.Fatalf("module %d, %d is light: %v, want %v", x, y+lower, light, want)
				}
			}
		}
		if got, want := len([]rune(line)), code.Size+2*quiet; got != want {
			t.Errorf("line %d has %d modules, want %d", i, got, want)
		}
	}
	if err := printQR(&out, strings.Repeat("x", 4000)); err == nil {
		t.Error("a text that no code can hold was drawn")
	}
}
