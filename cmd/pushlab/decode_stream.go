package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"pushlab/cmd/pushlab/internal/wire"
)

const protocolNames = "sse, http1, http1-request, http1-response, websocket-client, websocket-server or http2"

// A decoding takes the bytes of one direction in pieces and prints what they
// are. It keeps the bytes that unfinished frames may need, and no more than
// maxKept of them.
type decoding struct {
	dir     wire.Direction
	decoder wire.Decoder // nil while the protocol is being guessed
	guess   []byte       // the bytes that were not enough to guess by
	print   func(line)

	tape  tape
	lower []wire.Frame // of the lowest layer, as far as unfinished frames need them
	cr    bool         // a CR waits for the byte after it
	cut   bool         // the bytes end inside a frame

	alone    bool              // the protocol is sse: events are the lowest layer
	events   *wire.EventStream // of the body that is being read
	upper    bool              // events or envelopes lie on the body that is being read
	fed      int64             // where what is not finished of them starts
	chunked  bool              // the body comes in chunks
	messages messageReader
	http2    *http2Decoding
}

func newDecoding(o decodeOptions, print func(line)) (*decoding, error) {
	d := &decoding{print: print, dir: wire.ToClient, messages: newMessageReader(o.deflate)}
	switch o.protocol {
	case "http1":
		return d, nil
	case "http2":
		d.http2 = newHTTP2Decoding()
		return d, nil
	case "sse":
		d.alone, d.upper, d.events = true, true, wire.NewEventStream()
	case "http1-request", "websocket-server":
		d.dir = wire.ToServer
	}
	name := o.protocol
	if o.deflate {
		name += "+deflate"
	}
	decoder, err := wire.NewDecoder(name)
	if err != nil {
		return nil, fmt.Errorf("unknown protocol %q: it is one of %s", o.protocol, protocolNames)
	}
	d.decoder = decoder
	return d, nil
}

// pump reads until the end, or until ctx ends, which is an end like any other.
// flush is called when everything that could be told has been printed.
func (d *decoding) pump(ctx context.Context, r io.Reader, flush func() error) error {
	pieces := make(chan piece)
	go readPieces(ctx, r, pieces)
	for {
		p := piece{err: io.EOF}
		select {
		case p = <-pieces:
		case <-ctx.Done():
		}
		d.take(p.bytes)
		if p.err == io.EOF {
			d.end()
		}
		if err := flush(); err != nil {
			return err
		}
		if p.err != nil {
			return unlessEOF(p.err)
		}
	}
}

func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// A piece is what one read returned.
type piece struct {
	bytes []byte
	err   error
}

// pieceSize is the most that is read at once, in bytes.
const pieceSize = 32 << 10

// readPieces reads beside the decoding, since a read of standard input can not
// be called off: when ctx ends, it is left behind in its last one. Two buffers
// are enough, the next piece is taken when the last one is done with.
func readPieces(ctx context.Context, r io.Reader, pieces chan<- piece) {
	var buffers [2][pieceSize]byte
	for i := 0; ; i = 1 - i {
		n, err := r.Read(buffers[i][:])
		select {
		case pieces <- piece{buffers[i][:n], err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// take decodes the next bytes. In an event stream a CR at their end waits for
// the next byte: if that is LF, it belongs to the same frame.
func (d *decoding) take(p []byte) {
	if d.cr && len(p) > 0 {
		p = append([]byte("\r"), p...)
		d.cr = false
	}
	if n := len(p); n > 0 && p[n-1] == '\r' && d.events != nil {
		p, d.cr = p[:n-1], true
	}
	d.decode(p)
}

func (d *decoding) decode(p []byte) {
	if d.http2 != nil {
		d.decodeHTTP2(p)
		return
	}
	if d.decoder == nil {
		if p = d.guessHTTP1(p); d.decoder == nil {
			return
		}
	}
	d.tape.add(p)
	d.frames(d.decoder.Decode(p))
	d.feedEvents(d.tape.end())
	d.forget()
}

func (d *decoding) frames(frames []wire.Frame) {
	for _, f := range frames {
		d.frame(f)
	}
}

// end prints what is not finished, and how it stands at the end.
func (d *decoding) end() {
	if d.cr {
		d.cr = false
		d.decode([]byte("\r"))
	}
	switch {
	case d.http2 != nil:
		d.endHTTP2()
	default:
		d.endGuess()
		d.frames(d.decoder.End())
	}
	if d.cut {
		d.print(line{Incomplete: true})
	}
	if d.alone {
		d.print(line{State: newStateLine(d.events)})
	}
}
