package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// phonePage is what the phone shows.
const phonePage = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reached</title>
<h1>This phone reached the laptop.</h1>
<p>The network lets one machine reach another. You can close this page; the laptop knows.</p>
</html>
`

// ownPage is what this machine's own browser shows.
const ownPage = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>This is the laptop</title>
<h1>This is the laptop itself.</h1>
<p>Open this address on a phone that is in the same network.</p>
</html>
`

// unreached is said when no phone came.
const unreached = `
What keeps a phone away, the commonest first:
  client isolation   guest Wi-Fi often lets nobody reach a neighbour. Ask for it to be
                     turned off, or use another network.
  captive portal     the phone has not yet passed the sign-in page of this Wi-Fi, or it
                     went back to mobile data. Turn mobile data off while you try.
  another network    phone and laptop are in two: guest and staff, or Wi-Fi and cable
                     that are kept apart. Compare the first numbers of their addresses.
  firewall           this laptop's own: let pushlab take incoming connections.
  power save         the laptop slept, or its Wi-Fi did. Plug it in, keep the lid open.
Sure to work: an access point of your own, which needs no internet (a travel router, or
the hotspot of a phone or of this laptop; a hotspot takes about 10). Or everyone runs
pushlab on their own machine: it is one file, and no network is needed.
`

// waitForPhone opens a page on the network and waits until somebody has loaded
// it. Whose address it was is not kept.
//
//	phone: GET /
//	doctor: 200, and the waiting is over
func (m machine) waitForPhone(ctx context.Context, out io.Writer) bool {
	l, shown, err := m.listenForPhone(ctx)
	if err != nil {
		bad(err.Error(), "choose another address with -addr").print(out, "phone")
		return false
	}
	reached := make(chan time.Time, 1)
	srv := &http.Server{Handler: phoneHandler(reached), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	go srv.Serve(l)
	defer closePhone(srv)
	fmt.Fprintf(out, "\nOpen this on a phone in the same network, within %v:\n\n  %s\n\n", m.patience, shown)
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
		bad(fmt.Sprintf("nothing came in %v", m.patience), "see below").print(out, "phone")
	case <-ctx.Done():
		bad("nothing came until you stopped waiting", "see below").print(out, "phone")
	}
	fmt.Fprint(out, unreached)
	return false
}

// listenForPhone opens the site's port, so that a firewall shows what it will do
// to pushlab, on every address, or on the one that -addr names. Where that port is
// taken and was not asked for, it takes any.
func (m machine) listenForPhone(ctx context.Context) (l net.Listener, shown string, err error) {
	host, at := "", net.IPv4zero.String()
	if m.addr != "" {
		host, at = m.host, m.host
	} else if len(m.lan) > 0 {
		host = m.lan[0].IP.String()
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() && len(m.lan) == 0 {
		return nil, "", fmt.Errorf("no address that a phone could reach")
	} else if ip.IsUnspecified() {
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
