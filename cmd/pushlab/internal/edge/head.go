package edge

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
)

// maxHead is the longest head that is looked at. What is longer passes without
// hops, and the server says what it thinks of it.
const maxHead = 20 << 10

var errNoHead = errors.New("edge: no head of HTTP/1")

// readHead reads the head of a message, to and with the empty line, as it came
// (RFC 9112 §2.1).
func readHead(r *bufio.Reader) (raw []byte, err error) {
	for {
		line, err := r.ReadSlice('\n')
		raw = append(raw, line...)
		if errors.Is(err, bufio.ErrBufferFull) || len(raw) > maxHead {
			return raw, errNoHead
		}
		if err != nil {
			return raw, err
		}
		if begun := len(raw) > len(line); begun && len(bytes.TrimRight(line, "\r\n")) == 0 {
			return raw, nil
		}
	}
}

// readRequest reads the head of a request. With errNoHead it is none of
// HTTP/1, and raw has what was read of it.
func readRequest(r *bufio.Reader) (raw []byte, req *http.Request, err error) {
	if raw, err = readHead(r); err != nil {
		return raw, nil, err
	}
	req, err = http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil || req.ProtoMajor != 1 {
		return raw, nil, errNoHead
	}
	return raw, req, nil
}

// readResponse reads the head of a response to a request.
func readResponse(r *bufio.Reader, to *http.Request) (raw []byte, res *http.Response, err error) {
	if raw, err = readHead(r); err != nil {
		return raw, nil, err
	}
	res, err = http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), to)
	if err != nil {
		return raw, nil, errNoHead
	}
	return raw, res, nil
}

// endOf says how a side ended that can not be read any more.
func endOf(err error) ending {
	if errors.Is(err, io.EOF) {
		return fin
	}
	return rst
}
