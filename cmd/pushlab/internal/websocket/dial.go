package websocket

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// DialOptions say how a client connects. The zero value works.
type DialOptions struct {
	Header       http.Header // further headers of the request; Host takes the place of the URL's
	Subprotocols []string    // what the client speaks, the best first
	Limit        int64       // size of the largest message that is read, in bytes; 0 is DefaultLimit
	Rand         io.Reader   // of the key and the masking keys; nil is crypto/rand
	TLS          *tls.Config // for wss; nil is the default
	Deflate      bool        // offer to compress messages (permessage-deflate, RFC 7692)

	// NetDial opens the TCP connection. nil is that of net.Dialer.
	NetDial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// responseLimit is how long the head of a response may be, in bytes.
const responseLimit = 64 << 10

// Dial connects to a ws or wss URL (RFC 6455 §4.1). ctx bounds the handshake,
// not the connection.
func Dial(ctx context.Context, address string, o DialOptions) (*Conn, error) {
	u, err := parseURL(address)
	if err != nil {
		return nil, err
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	conn, err := o.connect(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("websocket: dialling %s: %w", u.Host, err)
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	c, err := o.shakeHands(conn, u)
	if !stop() {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return c, conn.SetDeadline(time.Time{})
}

// parseURL takes the URLs of RFC 6455 §3.
func parseURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, fmt.Errorf("websocket: %w", err)
	case u.Scheme != "ws" && u.Scheme != "wss":
		return nil, fmt.Errorf("websocket: the scheme of %q is not ws or wss", address)
	case u.Fragment != "":
		return nil, fmt.Errorf("websocket: %q has a fragment, which would mean nothing", address)
	case u.Hostname() == "":
		return nil, fmt.Errorf("websocket: %q has no host", address)
	}
	return u, nil
}

// connect opens the TCP connection, and TLS on it for wss.
func (o DialOptions) connect(ctx context.Context, u *url.URL) (net.Conn, error) {
	port := u.Port()
	if port == "" {
		port = map[string]string{"ws": "80", "wss": "443"}[u.Scheme]
	}
	dial := o.NetDial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil || u.Scheme == "ws" {
		return conn, err
	}
	secure := tls.Client(conn, o.tlsFor(u.Hostname()))
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// tlsFor returns the TLS configuration for a host. h2 has no Upgrade.
func (o DialOptions) tlsFor(host string) *tls.Config {
	config := &tls.Config{}
	if o.TLS != nil {
		config = o.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = host
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// shakeHands sends the request and checks the response.
func (o DialOptions) shakeHands(conn net.Conn, u *url.URL) (*Conn, error) {
	var random [keySize]byte
	if _, err := io.ReadFull(o.Rand, random[:]); err != nil {
		return nil, fmt.Errorf("websocket: making a key: %w", err)
	}
	key := base64.StdEncoding.EncodeToString(random[:])
	if _, err := conn.Write(o.request(u, key)); err != nil {
		return nil, fmt.Errorf("websocket: sending the handshake: %w", err)
	}
	r := bufio.NewReader(io.LimitReader(conn, responseLimit))
	resp, err := http.ReadResponse(r, &http.Request{Method: http.MethodGet})
	if err != nil {
		return nil, fmt.Errorf("websocket: reading the handshake: %w", err)
	}
	if err := o.verify(resp, key); err != nil {
		return nil, err
	}
	c := newConn(conn, true, o.Limit, unread(r))
	c.masks = o.Rand
	c.subprotocol = resp.Header.Get("Sec-WebSocket-Protocol")
	if d, _ := o.answered(resp.Header); d != nil {
		c.useDeflate(d.Takeover(wire.ToClient), o.Limit)
	}
	return c, nil
}

// request returns the head of the request, in a fixed order.
func (o DialOptions) request(u *url.URL, key string) []byte {
	more := o.Header.Clone()
	host := u.Host
	if h := more.Get("Host"); h != "" {
		host = h
		more.Del("Host")
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "GET %s HTTP/1.1\r\nHost: %s\r\n", u.RequestURI(), host)
	fmt.Fprintf(&head, "Upgrade: websocket\r\nConnection: Upgrade\r\n")
	fmt.Fprintf(&head, "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: %s\r\n", key, version)
	if len(o.Subprotocols) > 0 {
		fmt.Fprintf(&head, "Sec-WebSocket-Protocol: %s\r\n", strings.Join(o.Subprotocols, ", "))
	}
	if o.Deflate {
		fmt.Fprintf(&head, "Sec-WebSocket-Extensions: %s\r\n", agreed)
	}
	more.Write(&head)
	head.WriteString("\r\n")
	return head.Bytes()
}
