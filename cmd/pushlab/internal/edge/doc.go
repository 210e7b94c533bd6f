// Package edge stands between a client and a server and passes on what they say.
//
// A Proxy dials one connection to its target for each connection that it
// accepts, and copies bytes both ways as they come:
//
//	client ── edge.Proxy ── server
//	            one connection each side, nothing read, nothing changed
//
// What TCP says beside the bytes it passes on as well. A FIN of one side is a
// FIN to the other, whose own direction stays open; an RST is an RST. A side
// that does not read stops the other one from writing: a direction holds no
// more than one buffer. When the target refuses, the client's connection is
// reset at once.
//
// Such a Proxy knows no protocol. Whoever wants to see what passes gives Serve a
// listener that records, such as a tap.Listener.
//
// # Hops
//
// With Config.HTTP a Proxy reads HTTP/1.1, and a request names what is to happen
// to its response on the way, from the client's side to the server's:
//
//	GET /r/RUN/sse?edge=slice:7,latency:100
//
//	latency:MS        a round trip of so long: half each way, also for the request
//	latency:MS~J      … and J more or less; edgeseed=N chooses
//	idle:MS           gives up when no byte comes for so long: 504, or FIN behind the head
//	slice:N           a write for every N bytes of the body
//	slice:cr          … up to each CR
//	slice:utf8        … up to the first byte of each character of several
//	slice:random      … anywhere; edgeseed=N chooses where, edgegap=MS how far apart in time
//	merge             the whole response in one write, at its end
//	hold:N, hold:MSms keeps what comes until it is so much, or so old
//	throttle:N        lets N bytes of the response pass in a second
//	stall:MS@bN       holds the response up for so long, after N bytes
//	cut:fin@bN        FIN after N bytes that have passed, cut:rst@bN an RST
//	cut:blackhole@bN  loses what both say, TCP stays open: 30 s, or :MS, then RST
//	cut:half@bN       loses what the server says; what the client says arrives
//	cut:restart@bN    FIN, and 502 for requests of the same run: 2 s, or down:MS
//	refuse            RST in answer to the request, which nobody else hears
//	strip             takes Upgrade and Connection off the request
//	http10            asks the server in HTTP/1.0; the client keeps HTTP/1.1
//	nagle             TCP_NODELAY off for the client's connection
//
// With edgeonce=KEY cut, stall and refuse act in one exchange of a run and spare
// the others of that key: a client that asks again gets the response whole.
//
// slice, merge and hold work on what a body carries: the edge takes the chunks of
// a chunked body off and makes one of each write. Without hops nothing is
// changed, and what is no HTTP/1 passes as it is. An upgraded connection goes
// through the hops too; merge has no end to wait for there and lets it pass.
package edge
