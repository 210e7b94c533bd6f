package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// roomOptions are the flags of the scenario room.
type roomOptions struct {
	seats   int
	seconds int  // of the load
	cut     bool // after it
	kills   int  // amid it, in place of seconds and cut
}

// addr is where the site listens. A server that is started again needs a port
// that nobody else takes meanwhile.
func (o roomOptions) addr() (string, error) {
	if o.kills == 0 {
		return "127.0.0.1:0", nil
	}
	return lastingAddr()
}

// length says how long the load goes on.
func (o roomOptions) length() string {
	if o.kills > 0 {
		return fmt.Sprintf("%d kills of the server", o.kills)
	}
	return fmt.Sprintf("%d s", o.seconds)
}

// lastingAddr finds ports for a server that is started again on them: the site's
// and those of the places behind it. They are below those that the system gives
// to whoever asks for any.
func lastingAddr() (string, error) {
	for range 100 {
		port := 20000 + rand.IntN(10000)
		if free(port) && free(port+1) && free(port+2) && free(port+5) {
			return fmt.Sprintf("127.0.0.1:%d", port), nil
		}
	}
	return "", errors.New("found no free ports between 20000 and 30000")
}

func free(port int) bool {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}
