package main

import (
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/server"
)

// printRoom says how to come into the room: one line each, and the code to scan
// when a person looks on and a phone could get there. The links of the host and
// the helpers stand nowhere else, but once in the browser that opened another room.
func printRoom(io stdio, links server.Links) error {
	for _, url := range links.LAN {
		fmt.Fprintf(io.out, "lan %s\n", url)
	}
	if links.Join != "" {
		fmt.Fprintf(io.out, "join %s\n", links.Join)
	}
	fmt.Fprintf(io.out, "host %s\nhelp %s\n", links.Host, links.Help)
	if links.Join == "" {
		fmt.Fprint(io.err, endedText)
		return nil
	}
	if strings.HasPrefix(links.Join, "http://localhost:") || !isTerminal(io.out) {
		return nil
	}
	return printQR(io.out, links.Join)
}

// endedText is said of a room that was found again, ended.
const endedText = `pushlab: the last room has ended, so nobody can join. With its host's link you
export it, wipe it, or begin a new one.
`

// sayOpen tells on standard error what -lan has opened, and to whom.
func sayOpen(io stdio, places []server.Place) {
	ports := make([]string, len(places))
	for i, p := range places {
		ports[i] = p.Name + " " + p.URL[strings.LastIndex(p.URL, ":")+1:]
	}
	fmt.Fprintf(io.err, openText, strings.Join(ports, ", "))
}

// openText is one paragraph, and wide enough for a terminal of 80 columns.
const openText = `pushlab: -lan has opened these ports to the whole network: %s.
They speak plain HTTP (tls is the lab alone), so whoever is on the same Wi-Fi can
read what crosses, change it on its way, and take a seat over by its cookie. They
serve the course, the lab and the room, and nothing else of this machine: no
files, no other ports. Close them with Ctrl-C.
`
