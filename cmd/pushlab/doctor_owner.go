package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// portOwner is the program that listens on a port, where Linux lets us see it:
// "nginx (pid 812)". Of other users' programs it shows nothing.
func portOwner(port int) string {
	sockets := listeners(port)
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*") // the pattern is right
	for _, link := range links {
		target, err := os.Readlink(link)
		if err != nil || !sockets[target] {
			continue
		}
		process := filepath.Dir(filepath.Dir(link))
		name, err := os.ReadFile(filepath.Join(process, "comm"))
		if err == nil {
			return fmt.Sprintf("%s (pid %s)", strings.TrimSpace(string(name)), filepath.Base(process))
		}
	}
	return ""
}

// listeners are the sockets that listen on a port, as /proc/PID/fd names them.
func listeners(port int) map[string]bool {
	sockets := map[string]bool{}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, _ := os.ReadFile(table) // not there: no Linux
		for line := range strings.Lines(string(text)) {
			const address, state, inode = 1, 3, 9 // proc_net_tcp(5)
			f := strings.Fields(line)
			if len(f) <= inode || f[state] != "0A" { // TCP_LISTEN
				continue
			}
			_, hex, _ := strings.Cut(f[address], ":")
			if n, err := strconv.ParseInt(hex, 16, 32); err == nil && int(n) == port {
				sockets["socket:["+f[inode]+"]"] = true
			}
		}
	}
	return sockets
}
