package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"pushlab/cmd/pushlab/internal/server"
)

// A lanAddress is an IPv4 address of this machine that others may reach.
type lanAddress struct {
	IP        net.IP
	Interface string
	Kind      string // "Wi-Fi", "cable", "network", "tunnel" or "virtual"
}

// interfaceNames tell the kind, on Linux, macOS, BSD and Windows. On a Mac en0
// may be either, so that it is no more than a network.
var interfaceNames = []struct {
	kind string
	name *regexp.Regexp
}{
	{"virtual", regexp.MustCompile(`^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|podman|vEthernet|bridge)`)},
	{"tunnel", regexp.MustCompile(`^(tun|tap|utun|wg|ppp|ipsec|tailscale|zt)`)},
	{"Wi-Fi", regexp.MustCompile(`^(wl|ath|ra\d|Wi-Fi|WLAN)`)},
	{"cable", regexp.MustCompile(`^(eth|enp|eno|ens|enx|Ethernet)`)},
}

// lanAddresses lists them in the order in which serve prints them.
func lanAddresses() (list []lanAddress, err error) {
	nics, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("the addresses of this machine can not be listed: %w", err)
	}
	for _, ip := range server.LANIPs() {
		name := interfaceOf(nics, ip)
		list = append(list, lanAddress{ip, name, kindOf(name)})
	}
	return list, nil
}

// interfaceOf is the name of the interface that has an address; "" when it has
// just gone.
func interfaceOf(nics []net.Interface, ip net.IP) string {
	for _, nic := range nics {
		addrs, _ := nic.Addrs() // likewise
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip) {
				return nic.Name
			}
		}
	}
	return ""
}

// kindOf tells what an interface is, by what Linux knows of it or by its name.
func kindOf(name string) string {
	if _, err := os.Stat(filepath.Join("/sys/class/net", name, "wireless")); err == nil {
		return "Wi-Fi"
	}
	for _, row := range interfaceNames {
		if row.name.MatchString(name) {
			return row.kind
		}
	}
	return "network"
}

// addresses says under which the learners reach this machine.
func (m machine) addresses(context.Context) finding {
	reachable := slices.DeleteFunc(slices.Clone(m.lan), func(a lanAddress) bool { return a.Kind == "virtual" })
	shown := make([]string, len(reachable))
	for i, a := range reachable {
		shown[i] = fmt.Sprintf("%s (%s, %s)", a.IP, a.Kind, a.Interface)
	}
	text := strings.Join(shown, ", ")
	switch public := slices.ContainsFunc(reachable, func(a lanAddress) bool { return !a.IP.IsPrivate() }); {
	case len(reachable) == 0:
		return doubtful("no address that others can reach", "join the room's Wi-Fi, or open a hotspot on this laptop or a phone and let all join that")
	case public:
		return doubtful(text, "one of these is not private: whoever reaches it from outside may join a room that is open there")
	case len(reachable) > 1:
		return doubtful(text, "give learners the one of the network in which they are")
	}
	return good(text)
}
