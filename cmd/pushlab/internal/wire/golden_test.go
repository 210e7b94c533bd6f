package wire

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// list writes the frames of both directions, one a line.
func list(frames [2][]Frame) string {
	var b strings.Builder
	for dir, some := range frames {
		for _, f := range some {
			fmt.Fprintf(&b, "%s %s\n", arrow(Direction(dir)), describe(f))
		}
	}
	return b.String()
}

func arrow(dir Direction) string {
	if dir == ToServer {
		return ">"
	}
	return "<"
}

// describe writes the numbers of a frame.
func describe(f Frame) string {
	text := fmt.Sprintf("%s %s [%d,%d)", f.Layer, f.Kind, f.Start, f.End)
	if f.Head+f.Tail > 0 {
		text += fmt.Sprintf(" head %d tail %d", f.Head, f.Tail)
	}
	if f.Parent >= 0 {
		text += fmt.Sprintf(" in %d", f.Parent)
	}
	if f.Layer >= WebSocket {
		text += fmt.Sprintf(" opcode %X fin %v", f.Opcode, f.Fin)
	}
	if f.Err != 0 {
		text += fmt.Sprintf(" ERR %s (%s)", f.Err, f.Err.Spec())
	}
	return text
}

// TestGolden lists the named fields of the frames of every capture. Read the
// difference before you run it with -update.
func TestGolden(t *testing.T) {
	var b strings.Builder
	for _, c := range captures(t) {
		fmt.Fprintf(&b, "== %s\n", c.name)
		for dir, frames := range c.decode(t, whole) {
			listFields(&b, c, Direction(dir), frames)
		}
	}
	checkGolden(t, "testdata/fields.golden", b.String())
}

// maxListed keeps the golden file readable where a vector has 100 events.
const maxListed = 6

func listFields(b *strings.Builder, c capture, dir Direction, frames []Frame) {
	id := ""
	for i, f := range frames {
		if i == maxListed && c.protocol == "sse" {
			fmt.Fprintf(b, "%s and %d more\n", arrow(dir), len(frames)-i)
			break
		}
		bytes := joined(c.stream(dir), f, frames)
		fmt.Fprintf(b, "%s %s\n", arrow(dir), describe(f))
		for _, field := range Dissect(f, dir, bytes, id).Fields {
			fmt.Fprintf(b, "    %s\n", describeField(field))
		}
		if f.Layer == SSE {
			id = ParseBlock(bytes[f.Head:], id).LastEventID
		}
	}
}

func describeField(f Field) string {
	where := fmt.Sprintf("%d+%d", f.Offset, f.Length)
	if f.Bits != nil {
		where = fmt.Sprintf("bits %d-%d", f.Bits.From, f.Bits.To-1)
	}
	if f.Decoded {
		where = "unmasked " + where
	}
	if f.Quiet {
		where += " quiet"
	}
	value := f.Value
	if len(value) > 40 {
		value = value[:40] + "…"
	}
	text := fmt.Sprintf("%-6s %s %s = %q", f.Group, where, f.Name, value)
	if strings.HasPrefix(f.Note, NotValidHere) || f.Name == NotValidHere {
		text += " ! " + f.Note
	}
	return text
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(got, "\n") {
		lines := strings.Split(string(want), "\n")
		if i >= len(lines) || line != lines[i] {
			t.Fatalf("%s:%d: got %s\nrun go test -update and read the difference", file, i+1, line)
		}
	}
	if got != string(want) {
		t.Errorf("%s has more lines than the test makes", file)
	}
}
