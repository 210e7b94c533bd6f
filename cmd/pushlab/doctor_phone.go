package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// waitForPhone opens a page on the network and waits until somebody has loaded
// it. Whose address it was is not kept.
//
//	phone: GET /
//	doctor: 200, and the waiting is over
func (m machine) waitForPhone(ctx context.Context, out io.Writer) bool {
	l, shown, err := m.listenForPhone(ctx)
	if err != nil {
		bad(err.Error(), "see the line about addresses, or choose another with -addr").print(out, "phone")
		return false
	}
	reached := make(chan time.Time, 1)
	srv := &http.Server{Handler: phoneHandler(reached), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	go srv.Serve(l)
	defer closePhone(srv)
	fmt.Fprintf(out, "\nOpen this on a phone in the same network, within %s:\n\n  %s\n\n", inWords(m.patience), shown)
	if err := printQR(out, shown); err != nil {
		fmt.Fprintf(out, "(%v)\n", err)
	}
	fmt.Fprintln(out)
	return m.tellReached(ctx, out, reached)
}

// tellReached waits, and prints how it ended.
func (m machine) tellReached(ctx context.Context, out io.Writer, reached <-chan time.Time) bool {
	patience := time.NewTimer(m.patience)
	defer patience.Stop()
	select {
	case at := <-reached:
		good("reached by a phone at "+at.Format("15:04:05")).print(out, "phone")
		return true
	case <-patience.C:
		bad("nothing came in "+inWords(m.patience), "see below").print(out, "phone")
	case <-ctx.Done():
		bad("nothing came until you stopped waiting", "see below").print(out, "phone")
	}
	fmt.Fprint(out, unreached)
	return false
}

func inWords(d time.Duration) string {
	if d < time.Minute {
		return d.String()
	}
	return fmt.Sprintf("%.0f minutes", d.Minutes())
}

// listenForPhone opens the site's port, so that a firewall shows what it will do
// to pushlab, on every address, or on the one that -addr names. Where that port is
// taken and was not asked for, it takes any.
func (m machine) listenForPhone(ctx context.Context) (l net.Listener, shown string, err error) {
	at, host := m.host, m.host
	if m.addr == "" {
		at = net.IPv4zero.String()
	}
	if net.ParseIP(at).IsUnspecified() {
		if len(m.lan) == 0 {
			return nil, "", errors.New("this machine has no address that a phone could reach")
		}
		host = m.lan[0].IP.String()
	}
	port := m.ports[0].Number
	if m.addr == "" && !portFree(ctx, m.host, port) {
		port = 0
	}
	l, err = net.Listen("tcp", net.JoinHostPort(at, strconv.Itoa(port)))
	if err != nil {
		return nil, "", err
	}
	return l, "http://" + net.JoinHostPort(host, strconv.Itoa(l.Addr().(*net.TCPAddr).Port)) + "/", nil
}

// phoneHandler answers "GET /". A request that comes from the address that it
// went to is this machine's own, and does not count.
func phoneHandler(reached chan<- time.Time) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if fromHere(r) {
			io.WriteString(w, ownPage)
			return
		}
		io.WriteString(w, phonePage)
		select {
		case reached <- time.Now():
		default: // one is enough
		}
	})
	return mux
}

func fromHere(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return ok && err == nil && local.IP.Equal(net.ParseIP(host))
}

// closePhone lets the phone have its page, and no more.
func closePhone(srv *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if srv.Shutdown(ctx) != nil {
		srv.Close()
	}
}
