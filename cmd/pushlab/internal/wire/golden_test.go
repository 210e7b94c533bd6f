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
	if f.Packed {
		text += " packed"
	}
	if f.Stream > 0 {
		text += fmt.Sprintf(" stream %d", f.Stream)
	}
	if f.Err != 0 {
		text += fmt.Sprintf(" ERR %s (%s)", f.Err, f.Err.Spec())
	}
	return text
}

// TestGolden lists the spans and the named fields of the frames of every
// capture. Read the difference before you run it with -update.
func TestGolden(t *testing.T) {
	checkFieldsGolden(t, "testdata/fields.golden", streamCaptures(t))
	checkFieldsGolden(t, "testdata/http2.golden", http2Captures(t))
	for file, captures := range lessonCaptures(t) {
		checkFieldsGolden(t, file, captures)
	}
}

func checkFieldsGolden(t *testing.T, file string, captures []capture) {
	t.Helper()
	var b strings.Builder
	for _, c := range captures {
		fmt.Fprintf(&b, "== %s\n", c.name)
		for dir, frames := range c.decode(t, whole) {
			listFields(&b, c, Direction(dir), frames)
		}
	}
	checkGolden(t, file, b.String())
}

func listFields(b *strings.Builder, c capture, dir Direction, frames []Frame) {
	id, stream := "", c.stream(dir)
	for _, f := range frames {
		bytes := joined(stream, f, frames)
		f = Dissect(f, dir, bytes, id)
		fmt.Fprintf(b, "%s %s%s\n", arrow(dir), describe(f), describeSpans(spansOf(f, frames)))
		for _, field := range f.Fields {
			fmt.Fprintf(b, "    %s\n", describeField(field))
		}
		if f.Inflated != nil {
			fmt.Fprintf(b, "    inflated %.40q\n", f.Inflated)
		}
		if f.Layer == SSE {
			id = ParseBlock(bytes[f.Head:], id).LastEventID
		}
	}
}

// describeSpans says where a frame lies, if not in one piece.
func describeSpans(spans []Span) (text string) {
	if len(spans) == 1 {
		return ""
	}
	for _, s := range spans {
		text += fmt.Sprintf(" %d+%d", s.Offset, s.Length)
	}
	return " spans" + text
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
