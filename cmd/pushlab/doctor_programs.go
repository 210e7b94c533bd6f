package main

import (
	"context"
	"fmt"
	"net"
	"os/exec"
)

// curl looks for curl with -N, which the commands of the lessons have: without
// it curl keeps back what a stream brings.
func (machine) curl(ctx context.Context) finding {
	const do = "install it for the exercises in a terminal (Debian: apt-get install curl); the pages do without"
	path, err := exec.LookPath("curl")
	if err != nil {
		return doubtful("curl not found", do)
	}
	out, err := output(ctx, path, "-N", "--version") // 2 where an option is unknown
	if err != nil {
		return doubtful(path+" does not take -N", do)
	}
	return good("curl " + versionNumber.FindString(out) + " takes -N")
}

// nc looks for what writes bytes to a port by hand: nc, or bash's /dev/tcp.
func (machine) nc(ctx context.Context) finding {
	for _, name := range []string{"nc", "ncat"} {
		if path, err := exec.LookPath(name); err == nil {
			return good(path)
		}
	}
	if err := devTCP(ctx); err != nil {
		return doubtful("neither nc nor bash's /dev/tcp", "install one for what is written by hand (Debian: apt-get install netcat-openbsd); the composer of the pages does the same")
	}
	return good("no nc, but bash has /dev/tcp")
}

// devTCP lets bash connect to a port of ours. Some builds of bash can not.
func devTCP(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	_, err = output(ctx, "bash", "-c", fmt.Sprintf("exec 3<>/dev/tcp/127.0.0.1/%d", l.Addr().(*net.TCPAddr).Port))
	return err
}

// golang looks for Go, which nothing needs but building.
func (machine) golang(ctx context.Context) finding {
	path, err := exec.LookPath("go")
	if err != nil {
		return good("no Go, which nobody needs to take part; clients in other languages do as well")
	}
	out, err := output(ctx, path, "env", "GOVERSION")
	if err != nil {
		return doubtful(path+" does not tell its version", "reinstall Go if you want to build")
	}
	return good(versionNumber.FindString(out))
}
