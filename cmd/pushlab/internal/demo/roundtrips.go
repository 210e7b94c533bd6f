package demo

// roundTrips counts what stands before the first token of a POST and of a
// WebSocket. Its page asks through the edge, which makes the way as long as rtt
// says.
var roundTrips = Demo{Slug: "roundtrips", Title: "Round trips", Knobs: []Knob{
	{Name: "rtt", Label: "Round trip", Unit: "ms", Max: 300, Default: 100},
	{Name: "tls", Label: "TLS", Options: []string{"off", "on"}},
	{Name: "start", Label: "Connection", Options: []string{"cold", "warm"}},
	{Name: "preflight", Label: "Preflight", Options: []string{"off", "on"}},
	{Name: "nodelay", Label: "TCP_NODELAY", Options: []string{"on", "off"}},
}}
