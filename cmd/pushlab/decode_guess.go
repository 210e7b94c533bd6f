package main

import (
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// maxBlank is how many line ends before a start line are looked through.
const maxBlank = 1 << 12

// guessHTTP1 finds out what the bytes are by the first line: a status line
// begins with "HTTP/". Until that is clear it keeps them, and returns none.
func (d *decoding) guessHTTP1(p []byte) []byte {
	const version = "HTTP/"
	d.guess = append(d.guess, p...)
	text := strings.TrimLeft(string(d.guess[:min(len(d.guess), maxBlank)]), "\r\n")
	switch {
	case strings.HasPrefix(text, version):
		d.setHTTP1(wire.ToClient)
	case !strings.HasPrefix(version, text) || len(d.guess) > maxBlank:
		d.setHTTP1(wire.ToServer)
	default:
		return nil
	}
	p, d.guess = d.guess, nil
	return p
}

// endGuess takes what ended before it could be told apart for a request.
func (d *decoding) endGuess() {
	if d.decoder != nil {
		return
	}
	d.setHTTP1(wire.ToServer)
	d.decode(d.guess)
}

func (d *decoding) setHTTP1(dir wire.Direction) {
	name := "http1-request"
	if dir == wire.ToClient {
		name = "http1-response"
	}
	decoder, err := wire.NewDecoder(name)
	if err != nil {
		panic(err) // both are protocols of wire
	}
	d.dir, d.decoder = dir, decoder
}
