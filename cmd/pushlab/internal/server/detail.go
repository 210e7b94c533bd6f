package server

import (
	"encoding/hex"
	"fmt"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/views"
)

// findRow returns row n of a trace.
func findRow(log *trace.Log, n int) (row, bool) {
	rows := ladders.rowsOf(log)
	if n < 1 || n > len(rows) {
		return row{}, false
	}
	return rows[n-1], true
}

// allRows is the whole ladder that a trace has now.
func allRows(log *trace.Log) []views.Row {
	made := ladders.rowsOf(log)
	rows := make([]views.Row, len(made))
	for i, r := range made {
		rows[i] = r.Row
	}
	return rows
}

// explain says all there is to know of one row.
func explain(log *trace.Log, r row) views.Detail {
	d := views.Detail{Row: r.Row, Title: title(r)}
	if !r.event.IsFrame() {
		d.Why = why(r)
		return d
	}
	dump := log.Dump(r.event)
	d.Framing, d.Yours = dump.Framing, dump.Yours
	d.Hex = hex.EncodeToString(dump.Bytes)
	d.Inflated = hex.EncodeToString(dump.Frame.Inflated)
	d.Stream, d.Start = streamName(r.event), dump.Start
	d.Bounds = hasBoundaries(r.event)
	d.Fields = fields(dump.Fields)
	if rule := dump.Frame.Err; rule != 0 {
		d.Err, d.Spec = rule.String(), rule.Spec()
	}
	switch dump.Frame.Layer {
	case wire.WebSocket:
		explainFrame(&d, dump)
	case wire.SSE:
		explainEvent(&d, log, r.event, dump)
	}
	return d
}

// explainFrame adds the bits of the first two bytes and, for a masked frame,
// the table that takes the mask away.
func explainFrame(d *views.Detail, dump trace.Dump) {
	d.Bits = len(dump.Bytes) >= 2 && dump.Frame.Kind == wire.KindFrame
	h, ok := wire.ParseFrameHeader(dump.Bytes)
	if ok && h.Masked && d.Bits && len(dump.Frame.Decoded) > 0 {
		d.Unmask = &views.Unmask{Key: h.Size - len(h.Key), Payload: h.Size, Plain: hex.EncodeToString(dump.Frame.Decoded)}
	}
}

// explainEvent adds the table of lines and what they dispatched. Offsets of
// lines count in the event; the table joins the dump by the field's key.
func explainEvent(d *views.Detail, log *trace.Log, e trace.Event, dump trace.Dump) {
	block := log.Block(e, log.LastEventID(e))
	for i, line := range block.Lines {
		d.Parse = append(d.Parse, views.ParseLine{
			Key: fmt.Sprintf("l%d", i+1), Raw: line.Raw, Field: line.Field, Value: line.Value, Effect: line.Effect,
			State: stateAfter(line),
		})
	}
	if block.Dispatch == nil || dump.Frame.Err != 0 {
		d.Silent = true
		return
	}
	d.Dispatch = &views.Dispatch{Type: block.Dispatch.Type, Data: block.Dispatch.Data, LastEventID: block.Dispatch.LastEventID}
}

// stateAfter is what the parser holds after a line.
func stateAfter(line wire.Line) *views.ParserState {
	s := line.State
	return &views.ParserState{Data: s.Data, Type: s.Type, ID: s.LastEventIDBuffer, Retry: s.Retry}
}

// streamName names a direction of a connection as addresses do: "s1" is what
// the server wrote on connection 1.
func streamName(e trace.Event) string {
	side := "s"
	if e.Dir == wire.ToServer {
		side = "c"
	}
	return fmt.Sprintf("%s%d", side, e.Conn)
}

// fields gives each group of fields its key and its letter, in byte order.
func fields(list []wire.Field) []views.Field {
	out := make([]views.Field, 0, len(list))
	letters, onWire := map[string]string{}, map[string]bool{}
	for _, f := range list {
		if onWire[f.Group] = onWire[f.Group] || !f.Decoded; f.Decoded && onWire[f.Group] {
			continue // the unmasking table shows it
		}
		v := views.Field{
			Key: f.Group, Name: f.Name, Value: f.Value, Role: string(f.Role), Spec: f.Spec, Note: f.Note,
			Offset: f.Offset, Length: f.Length, Quiet: f.Quiet, Decoded: f.Decoded,
		}
		if f.Bits != nil {
			v.From, v.To = f.Bits.From, f.Bits.To
		}
		if !f.Quiet {
			if letters[f.Group] == "" {
				letters[f.Group] = letter(len(letters))
			}
			v.Letter = letters[f.Group]
		}
		out = append(out, v)
	}
	return out
}

// letter counts A … Z, AA, AB …
func letter(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letter(n/26-1) + letter(n%26)
}
