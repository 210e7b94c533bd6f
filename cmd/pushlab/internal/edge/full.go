package edge

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"time"
)

// full says that one connection more is one too many; else it counts it.
func (p *Proxy) full() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.config.Most > 0 && p.passing == p.config.Most {
		return true
	}
	p.passing++
	return false
}

// passed counts a connection that full has counted as over.
func (p *Proxy) passed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passing--
}

// turnAway tells a client that there are too many, in answer to its request: what
// it could not read before it has asked would be lost in an RST.
func (p *Proxy) turnAway(client net.Conn) {
	defer p.links.Done()
	defer p.forget(client)
	if p.config.HTTP == nil {
		reset(client)
		return
	}
	g := &gate{proxy: p, client: client, requests: bufio.NewReaderSize(client, maxHead)}
	client.SetReadDeadline(time.Now().Add(lingerTime))
	_, req, err := readRequest(g.requests)
	if err != nil {
		return
	}
	g.tell("fault", fmt.Sprintf("%d connections already: 503", p.config.Most))
	client.Write(g.own(req, http.StatusServiceUnavailable, fmt.Sprintf("The edge passes %d connections already. Close some, and ask again.", p.config.Most)))
	g.hangUp()
	g.requests.WriteTo(discard{}) // as in refuse
}
