package edge

import (
	"bufio"
	"cmp"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// request begins an exchange. It says false when no other can follow.
func (g *gate) request(raw []byte, req *http.Request) bool {
	if why := g.foreign(req); why != "" {
		g.refuse(req, http.StatusMisdirectedRequest, why)
		return false
	}
	hops, err := g.hops(req)
	once, bad := requestOnce(req)
	if err = cmp.Or(err, bad); err != nil {
		g.refuse(req, http.StatusBadRequest, err.Error()+".")
		return false
	}
	may := g.claim(req, once)
	return !g.stays(req, hops, may) && g.connect() && g.send(g.begin(req, hops, may), raw, hops)
}

// hops returns what stands between a request and its response.
func (g *gate) hops(req *http.Request) ([]Hop, error) {
	hops, err := RequestHops(req)
	fallback := g.proxy.config.HTTP.Default
	if err == nil && hops == nil && fallback != nil {
		if text := fallback(req); text != "" {
			hops, err = ParseHops(text, DefaultSlicing)
		}
	}
	if req.Method == http.MethodOptions {
		return forPreflight(hops), nil
	}
	return hops, err
}

// run is that of a request, "" where requests have none.
func (g *gate) run(req *http.Request) string {
	if run := g.proxy.config.HTTP.Run; run != nil && req != nil {
		return run(req)
	}
	return ""
}

// claim returns what says whether the hops of a request may break something.
func (g *gate) claim(req *http.Request, once string) func() bool {
	if once == "" {
		return func() bool { return true }
	}
	run, number := g.run(req), g.proxy.memory.number()
	return func() bool { return g.proxy.memory.claim(run, once, number) }
}

// stays says whether a request ends here: its run's server is restarting, or the
// edge refuses it. A preflight is neither's business.
func (g *gate) stays(req *http.Request, hops []Hop, may func() bool) bool {
	switch {
	case req.Method != http.MethodOptions && g.proxy.memory.isDown(g.run(req)):
		g.tell("fault", "502@restart")
		g.refuse(req, http.StatusBadGateway, "The server behind the edge is starting again. Ask once more in a moment.")
	case has[refuse](hops) && may():
		g.breakOff(tap.Rst + "@refuse")
	default:
		return false
	}
	return true
}

// connect dials the server again, when the connection to it ended with the
// exchange before.
func (g *gate) connect() bool {
	if !g.spent {
		return true
	}
	p := g.proxy
	p.forget(g.server)
	server, err := p.config.Dial(p.ctx, "tcp", p.target(g.client))
	if err != nil {
		p.refuse(g.client, err)
		g.cancel()
		return false
	}
	g.server, g.response, g.spent = server, bufio.NewReaderSize(server, maxHead), false
	g.client.SetReadDeadline(time.Time{})
	if link := p.config.HTTP.Link; link != nil {
		link(g.client, server)
	}
	return p.join(server)
}

// send passes a request to the server.
func (g *gate) send(e *exchange, raw []byte, hops []Hop) bool {
	g.asking, g.spent = e, e.old
	for _, h := range hops {
		if text := announced(h); text != "" {
			g.tell("fault", text)
		}
	}
	if e.nagles {
		noDelay(g.client, false)
	}
	if has[strip](hops) && upgrades(e.request) {
		g.tell("fault", "strip")
		raw = stripped(raw, e.request)
	}
	select {
	case g.asked <- e:
	case <-g.ctx.Done():
		return false
	}
	if e.old {
		return g.sendOld(e, raw)
	}
	return e.line.give(e.toServer, piece{head: raw}) && g.passOn(e, requestBody(e.request))
}
