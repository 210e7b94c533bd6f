package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/server"
)

// portsFree looks whether pushlab gets the ports that it will ask for.
func (m machine) portsFree(ctx context.Context) finding {
	if m.ports[0].Number == 0 {
		return good("port 0: the system chooses free ones at each start")
	}
	if isPushlab(ctx, m.host, m.ports[0].Number) {
		return doubtful(fmt.Sprintf("a pushlab serves on %d already", m.ports[0].Number),
			"use that one (a phone tries it at its page /reach); or "+m.otherAddr(ctx))
	}
	var taken []string
	needed := false
	for _, p := range m.ports {
		if portFree(ctx, m.host, p.Number) {
			continue
		}
		taken = append(taken, fmt.Sprintf("%d (%s) by %s", p.Number, p.Place, cmp.Or(portOwner(p.Number), "another program")))
		needed = needed || p.Needed
	}
	text, do := "taken: "+strings.Join(taken, ", "), m.otherAddr(ctx)
	switch {
	case len(taken) == 0:
		return good("free: " + portNumbers(m.ports))
	case needed:
		return bad(text, do)
	}
	return doubtful(text+"; pushlab takes any free port instead", do)
}

func portNumbers(ports []server.Port) string {
	text := make([]string, len(ports))
	for i, p := range ports {
		text[i] = strconv.Itoa(p.Number)
	}
	return strings.Join(text, ", ")
}

// portFree says that nobody answers there and that it can be opened. Some
// systems let a port be opened a second time, beside somebody who answers.
func portFree(ctx context.Context, host string, port int) bool {
	at := net.JoinHostPort(host, strconv.Itoa(port))
	dialer := net.Dialer{Timeout: time.Second}
	if conn, err := dialer.DialContext(ctx, "tcp", at); err == nil {
		conn.Close()
		return false
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// otherAddr looks for a site's port behind which all others are free too.
func (m machine) otherAddr(ctx context.Context) string {
	first := m.ports[0].Number
	for port := first + 10; port <= first+200 && port < 65000; port += 10 {
		if m.allFree(ctx, port-first) {
			return "end that program, or start pushlab with -addr " + m.shortAddr(port)
		}
	}
	return "end that program, or start pushlab with -addr HOST:PORT where the ports behind it are free too"
}

// shortAddr leaves out loopback, so that it goes together with -lan.
func (m machine) shortAddr(port int) string {
	host := m.host
	if net.ParseIP(host).IsLoopback() {
		host = ""
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

func (m machine) allFree(ctx context.Context, shift int) bool {
	for _, p := range m.ports {
		if !portFree(ctx, m.host, p.Number+shift) {
			return false
		}
	}
	return true
}

// direct asks through no proxy, whatever the environment names.
var direct = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// isPushlab asks for the sign of life that the site and the lab give.
func isPushlab(ctx context.Context, host string, port int) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", "http://"+net.JoinHostPort(host, strconv.Itoa(port))+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := direct.Do(r)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 16))
	return resp.StatusCode == http.StatusOK && string(body) == "ok\n"
}
