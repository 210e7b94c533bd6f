package demo

// cutLab has three clients of one model, and faults for all of them at once: those
// of its knob fault, or POST /r/{run}/d/cut. Its page asks for the answers at sse,
// chat and ws.
var cutLab = Demo{Slug: "cutlab", Title: "Cut lab", Knobs: []Knob{
	{Name: "ttft", Label: "Time to first token", Unit: "ms", Max: 30_000, Default: 400},
	{Name: "tps", Label: "Speed", Unit: "tokens/s", Min: 5, Max: 200, Default: 10},
	{Name: "tokens", Label: "Length", Unit: "tokens", Min: 20, Max: 800, Default: 200},
	{Name: "when", Label: "A fault strikes", Options: []string{"now", "token", "mid"}},
	{Name: "after", Label: "Behind token", Min: 1, Max: 200, Default: 20},
	{Name: "heartbeat", Label: "Heartbeat", Options: []string{"off", "on"}},
	{Name: "watchdog", Label: "Watchdog", Options: []string{"off", "on"}},
	{Name: "ids", Label: "Ids", Options: []string{"on", "off"}},
	{Name: "framing", Label: "Body of an HTTP answer", Options: []string{"chunked", "eof"}},
}}
