package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

const decodeUsage = `usage: pushlab decode -p PROTOCOL [-deflate] [-text [-width N]] [FILE]

Reads the raw bytes of one direction of a connection from FILE, or from standard
input without one or with "-", and prints what they are, while they come in: one
JSON object a line. Bytes that are no such protocol become a frame with "err".

Protocols:
  sse                the body of an event stream
  http1              HTTP/1.1; the first line says whether requests or responses
  http1-request, http1-response
  websocket-client   what a WebSocket client reads: frames without a mask
  websocket-server   what a WebSocket server reads: masked frames
  http2              frames of HTTP/2, with the client's preface or without

Objects:
  {"frame":{…}}      layer, kind, [start,end) in the stream, head and tail: bytes
                     of framing, parent: start of the frame that carries it,
                     spans: [offset,length] of its bytes, fields: every byte named.
                     A ping, pong or close also has type, hex, code, reason; a
                     frame of HTTP/2 its summary; text that is not UTF-8 its hex.
                     "limit" says what was left out to bound memory
  {"dispatch":{…}}   of event streams: type, data, lastEventId of an event
  {"message":{…}}    of WebSocket: type, and text or hex
  {"error":{…}}      the reader closes here: closeCode, or scope and code
  {"incomplete":true} the bytes end inside a frame
  {"state":{…}}      last, of an event stream: lastEventId, and retry in ms

An event is over at the CR of its blank line. Its frame is printed when the next
byte has come, which may be the LF that belongs to it.

Flags:
  -p PROTOCOL   see above
  -deflate      permessage-deflate was negotiated (websocket-client, -server)
  -text         a ladder for people: offset, protocol, label, then bytes and
                fields; in colour on a terminal, unless NO_COLOR is set
  -width N      columns of -text (default $COLUMNS, or 100)

Exit code: 0 whatever the bytes are, 2 for a file that can not be read.

Examples:
  curl -sN localhost:8081/r/RUN/sse | pushlab decode -p sse
  curl -siN --raw localhost:8081/r/RUN/sse | pushlab decode -p http1 -text
  printf '\x81\x05Hello' | pushlab decode -p websocket-client -text
`

var decodeCommand = command{
	name:  "decode",
	short: "take the bytes of a protocol apart",
	long:  decodeUsage,
	run:   decode,
}

// decodeOptions is what the flags say.
type decodeOptions struct {
	protocol string
	deflate  bool
	text     bool
	width    int
	file     string
}

func decode(ctx context.Context, io stdio, args []string) error {
	o, err := decodeFlags(io, args)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(io.out)
	d, err := newDecoding(o, o.printer(io, out))
	if err != nil {
		return oneLine(err)
	}
	in, err := o.open(io)
	if err != nil {
		return oneLine(err)
	}
	defer in.Close()
	if err := d.pump(ctx, in, out.Flush); err != nil {
		return ignorePipe(err)
	}
	return nil
}

func decodeFlags(io stdio, args []string) (o decodeOptions, err error) {
	set := flag.NewFlagSet("decode", flag.ContinueOnError)
	set.StringVar(&o.protocol, "p", "", "")
	set.BoolVar(&o.deflate, "deflate", false, "")
	set.BoolVar(&o.text, "text", false, "")
	set.IntVar(&o.width, "width", terminalWidth(), "")
	set.SetOutput(discard{})
	for rest := args; ; rest = set.Args()[1:] { // flags may also follow FILE
		switch err := set.Parse(rest); {
		case errors.Is(err, flag.ErrHelp):
			fmt.Fprint(io.out, decodeUsage)
			return o, err
		case err != nil:
			return o, oneLine(err)
		case set.NArg() == 0:
			return o, o.valid()
		case o.file != "":
			return o, oneLine(fmt.Errorf("decode reads one file, not also %q", set.Arg(0)))
		}
		o.file = set.Arg(0)
	}
}

func (o decodeOptions) valid() error {
	switch {
	case o.protocol == "":
		return oneLine(fmt.Errorf("decode needs -p PROTOCOL: %s", protocolNames))
	case o.width < minWidth:
		return oneLine(fmt.Errorf("-width %d is less than %d", o.width, minWidth))
	case o.deflate && !strings.HasPrefix(o.protocol, "websocket-"):
		return oneLine(fmt.Errorf("-deflate is for websocket-client and websocket-server, not for %s", o.protocol))
	}
	return nil
}

// open opens the file, or standard input.
func (o decodeOptions) open(std stdio) (io.ReadCloser, error) {
	if o.file == "" || o.file == "-" {
		return io.NopCloser(std.in), nil
	}
	return os.Open(o.file)
}

// A refusal is a call that can not be carried out; one line says why, and the
// exit code is 2.
type refusal struct{ error }

func oneLine(err error) error { return refusal{err} }

// ignorePipe forgets that nobody reads any more: head(1) has seen enough.
func ignorePipe(err error) error {
	var read *fs.PathError
	switch {
	case errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe):
		return nil
	case errors.As(err, &read) && read.Op == "read":
		return oneLine(err)
	}
	return err
}
