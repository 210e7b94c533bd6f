package main

import (
	"bufio"
	"io"
)

// newBuffered is the buffer that a server has before its connection.
func newBuffered(r io.Reader) *bufio.Reader { return bufio.NewReaderSize(r, readSize) }

// onlyWriter throws away what it gets, and is no io.ReaderFrom, so that
// io.CopyBuffer uses the buffer that it is given.
type onlyWriter struct{}

func (onlyWriter) Write(p []byte) (int, error) { return len(p), nil }

var copyBuffer = make([]byte, readSize)
