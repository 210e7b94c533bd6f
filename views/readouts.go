package views

import "slices"

// A liveReadout is a number that the page's module keeps up to date under its
// key.
type liveReadout struct {
	Readout
	key string
}

// readouts are the numbers in the head of a live bench. That of round trips has no
// first token: it would be that of the answer which made a connection warm.
func (p BenchProps) readouts() []liveReadout {
	list := readoutsOf(nil)
	if p.Demo == "roundtrips" {
		list = slices.DeleteFunc(list, func(r liveReadout) bool { return r.key == "first" })
	}
	return list
}

// readoutsOf are the numbers of rows; without rows they have no values.
func readoutsOf(rows []Row) []liveReadout {
	list := []liveReadout{{Readout{Name: "ran"}, "ran"}, {Readout{Name: "first token"}, "first"}, {Readout{Name: "sent"}, "sent"}, {Readout{Name: "received"}, "received"}}
	if len(rows) == 0 {
		return list
	}
	begin, end, bytes := rows[0].T, 0.0, map[string]int{}
	for _, r := range rows {
		if r.Token != "" && list[1].Value == "" {
			list[1].Value = tenths(r.T-begin) + " ms"
		}
		end = max(end, r.T)
		if r.Place != "lab" { // what goes through the edge crosses the wire twice: the client's side counts
			bytes[r.Dir] += r.Size
		}
	}
	list[0].Value = tenths(end-begin) + " ms"
	list[2].Value, list[3].Value = thousands(bytes["c"])+" B", thousands(bytes["s"])+" B"
	return list
}
