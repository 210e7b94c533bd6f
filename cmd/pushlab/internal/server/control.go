package server

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
)

// controlProtocol is the subprotocol of the page's one control socket.
const controlProtocol = "pushlab.control.v1"

const (
	maxWatches    = 64               // runs that one page may watch
	controlTime   = 10 * time.Second // for one message to a slow page
	controlLimit  = 4 << 10          // bytes of a message from the page
	largestBatch  = 200              // rows of one message
	goingAway     = 1001             // RFC 6455 §7.4.1
	policyBroken  = 1008             // RFC 6455 §7.4.1
	tryAgainLater = 1013             // of the registry that RFC 6455 §11.7 began
	unknownRunErr = "This run is not known here. Reload the page to get a new one."
)

// control handles "GET /control": the page's only socket to the site.
//
//	page:   {"op":"watch","run":RUN}     history first, then live
//	server: {"type":"rows","run":RUN,"rows":[…],"made":n,"starts":n,"dropped":n}
//	server: {"type":"counts","run":RUN,"made":n,"starts":n,"dropped":n}   without a row
//	server: {"type":"verdict","run":RUN,"verdict":{…}}
//	page:   {"op":"unwatch","run":RUN}
//	page:   {"op":"news","run":RUN}      when its tokens were made (news.go)
//
// and of a room, if one is open (room_socket.go).
//
// It is a WebSocket because both sides talk, and because it is outside the six
// HTTP/1.1 connections that a browser has for one host.
func (s *Server) control(w http.ResponseWriter, r *http.Request) error {
	conn, err := websocket.Accept(w, r, websocket.AcceptOptions{
		Subprotocols: []string{controlProtocol}, Limit: controlLimit, CheckOrigin: sameOrigin,
	})
	if err != nil {
		return nil // Accept has answered
	}
	in := s.roomOf(r)
	s.work.Add(1)
	go func() {
		defer s.work.Done()
		p := &pageSocket{server: s, conn: conn, watches: map[string]context.CancelFunc{}, in: in}
		p.serve(s.done)
	}()
	return nil
}

// A pageSocket is one page's control socket.
type pageSocket struct {
	server  *Server
	conn    *websocket.Conn
	watches map[string]context.CancelFunc
	in      roomPage
	work    sync.WaitGroup
}

// order is what the page sends.
type order struct {
	Op   string `json:"op"`
	Run  string `json:"run"`
	View string `json:"view"`

	On      bool   `json:"on"`
	Off     bool   `json:"off"` // of room and board: not any more
	Present bool   `json:"present"`
	Lesson  string `json:"lesson"`
	Section string `json:"section"`
	Bench   string `json:"bench"`
	Row     int    `json:"row"`
	Pin     int    `json:"pin"`
}

// serve reads orders until the page leaves or the server stops.
func (p *pageSocket) serve(done context.Context) {
	ctx, cancel := context.WithCancel(done)
	defer p.work.Wait()
	defer cancel()
	stop := context.AfterFunc(done, func() { p.conn.Close(goingAway, "pushlab stops") })
	defer stop()
	if p.in.seat != nil && p.in.seat.Crowded() {
		p.conn.Close(tryAgainLater, "This seat has 64 pages open already. Close one of them.")
		return
	}
	defer p.enterRoom(ctx)()
	for {
		m, err := p.conn.Read(ctx)
		if err != nil {
			return
		}
		var o order
		if json.Unmarshal(m.Data, &o) != nil {
			p.conn.Close(policyBroken, "not a control message")
			return
		}
		p.obey(ctx, o)
	}
}

func (p *pageSocket) obey(ctx context.Context, o order) {
	switch o.Op {
	case "watch":
		p.watch(ctx, o)
	case "news":
		p.sendNews(ctx, o)
	case "unwatch":
		if cancel, ok := p.watches[o.Run+o.View]; ok {
			cancel()
			delete(p.watches, o.Run+o.View)
		}
	default:
		p.obeyRoom(ctx, o)
	}
}

// watch starts to follow a run, or says why it does not.
func (p *pageSocket) watch(ctx context.Context, o order) {
	name := o.Run + o.View
	log, secret, err := p.server.watched(o)
	switch {
	case err != nil:
		p.send(ctx, map[string]any{"type": "error", "run": name, "message": unknownRunErr})
		return
	case p.watches[name] != nil:
		return
	case len(p.watches) >= maxWatches:
		p.send(ctx, map[string]any{"type": "error", "run": name, "message": "This page watches 64 runs already. Reload it to begin again."})
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	p.watches[name] = cancel
	p.work.Go(func() {
		defer p.looks(secret)()
		p.follow(ctx, name, log, secret)
	})
}

// watched returns the trace that a page wants to watch, and what it must not be
// told of it: who may only look does not learn the run's id. A kept trace has
// its history and nothing more.
func (s *Server) watched(o order) (log *trace.Log, secret string, err error) {
	if o.View == "" {
		run, err := s.findRun(o.Run, "")
		if err != nil {
			return nil, "", err
		}
		return run.Log, "", nil
	}
	run, kept, err := s.findView(o.View)
	if err != nil {
		return nil, "", err
	}
	if run != nil {
		return run.Log, run.ID, nil
	}
	log, err = s.keptLog(kept)
	return log, "", err
}

func (p *pageSocket) send(ctx context.Context, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return p.write(ctx, text)
}

// write gives a slow page 10 s; then it is cut off and may come back. So it is
// when the message has only waited for others: who wanted to tell it goes on no
// more, and a page must not stay that hears less than it thinks.
func (p *pageSocket) write(ctx context.Context, text []byte) error {
	writing, cancel := context.WithTimeout(ctx, controlTime)
	defer cancel()
	err := p.conn.Write(writing, websocket.OpText, text)
	if err != nil && writing.Err() != nil && ctx.Err() == nil {
		p.conn.NetConn().Close()
	}
	return err
}
