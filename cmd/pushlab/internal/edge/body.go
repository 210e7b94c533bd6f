package edge

import (
	"bufio"
	"bytes"
	"net/http"
)

// A body finds the end of a message's body as its bytes come, and what of them
// is framing (RFC 9112 §6.3).
type body struct {
	chunks  *chunks // nil: not chunked
	left    int64   // bytes to come; -1: up to FIN
	content bool    // next returns what the chunks carry, without their framing
}

// requestBody is the body of a request, which ends before FIN.
func requestBody(r *http.Request) *body {
	return newBody(max(0, r.ContentLength), r.TransferEncoding)
}

// responseBody is the body of a response to a request.
func responseBody(r *http.Response, content bool) *body {
	if r.Request.Method == http.MethodHead || r.StatusCode/100 == 1 || r.StatusCode == 204 || r.StatusCode == 304 {
		return &body{}
	}
	b := newBody(r.ContentLength, r.TransferEncoding)
	b.content = content
	return b
}

func newBody(length int64, encoding []string) *body {
	if len(encoding) > 0 {
		return &body{chunks: &chunks{}}
	}
	return &body{left: length}
}

// rechunks says whether what next returns needs chunk framing again.
func (b *body) rechunks() bool { return b.chunks != nil && b.content }

func (b *body) over() bool {
	if b.chunks != nil {
		return b.chunks.state == chunksOver
	}
	return b.left == 0
}

// next waits for bytes of the body and returns all that are there.
func (b *body) next(r *bufio.Reader) ([]byte, error) {
	if _, err := r.Peek(1); err != nil {
		return nil, err
	}
	there, _ := r.Peek(r.Buffered())
	n, content := b.take(there)
	p := there[:n]
	if b.content && b.chunks != nil {
		p = content
	}
	p = bytes.Clone(p)
	r.Discard(n)
	return p, nil
}

// take says how many of the bytes are the body's.
func (b *body) take(p []byte) (n int, content []byte) {
	switch {
	case b.chunks != nil:
		return b.chunks.take(p)
	case b.left < 0:
		return len(p), p
	}
	n = int(min(int64(len(p)), b.left))
	b.left -= int64(n)
	return n, p[:n]
}
