package server

import (
	"fmt"
	"net"
	"slices"
	"strconv"

	"pushlab/cmd/pushlab/internal/room"
)

// anyIPv4 is the host that stands for every IPv4 address of the machine.
const anyIPv4 = "0.0.0.0"

// lanHost widens the site's host to the network, unless another one was chosen.
func lanHost(host string) (string, error) {
	if ip := net.ParseIP(host); ip.IsLoopback() || ip.IsUnspecified() {
		return anyIPv4, nil
	}
	return "", fmt.Errorf("-lan opens every IPv4 address of this machine, and -addr names %s; leave -lan out and write -room, or give -addr a port alone, as in -addr :%d", host, defaultPort)
}

// LANIPs are the machine's IPv4 addresses that another one may reach, the
// likeliest first. It is the order in which serve prints them.
func LANIPs() []net.IP { return lanIPs(nics(), outwardIP()) }

// A nic is a network interface of the machine.
type nic struct {
	flags net.Flags
	ips   []net.IP
}

func nics() (list []nic) {
	all, _ := net.Interfaces() // none can be named when it fails
	for _, one := range all {
		n := nic{flags: one.Flags}
		addrs, _ := one.Addrs() // it has just gone when it fails
		for _, a := range addrs {
			if ipNet, ok := a.(*net.IPNet); ok {
				n.ips = append(n.ips, ipNet.IP)
			}
		}
		list = append(list, n)
	}
	return list
}

func lanIPs(nics []nic, outward net.IP) (list []net.IP) {
	ranks := map[string]int{}
	for _, n := range nics {
		if n.flags&net.FlagUp == 0 || n.flags&net.FlagLoopback != 0 {
			continue
		}
		for _, ip := range n.ips {
			if ip.To4() != nil && ip.IsGlobalUnicast() {
				list = append(list, ip.To4())
				ranks[ip.String()] = n.rank(ip, outward)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b net.IP) int { return ranks[a.String()] - ranks[b.String()] })
	return list
}

// rank is lower for an address that learners rather reach: one of a network that
// machines share and not the end of a tunnel, such as a VPN's; then a private one;
// then the one through which the machine reaches others, which is the tunnel's
// when all goes through that.
func (n nic) rank(ip, outward net.IP) (rank int) {
	if n.flags&net.FlagBroadcast == 0 || n.flags&net.FlagPointToPoint != 0 {
		rank += 4
	}
	if !ip.IsPrivate() {
		rank += 2
	}
	if !ip.Equal(outward) {
		rank++
	}
	return rank
}

// outwardIP is the address of the default route, nil without one. A UDP socket
// chooses it without sending anything; the peer is one of RFC 5737 §3.
func outwardIP() net.IP {
	c, err := net.Dial("udp4", "192.0.2.1:9")
	if err != nil {
		return nil
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).IP
}

// siteURLs are the addresses under which learners reach the site, the likeliest
// first: those of the network when it is bound to all, else the site's own.
func (s *Server) siteURLs() (list []string) {
	site := s.places[0]
	if site.listener.Addr().(*net.TCPAddr).IP.IsUnspecified() {
		for _, ip := range LANIPs() {
			list = append(list, "http://"+net.JoinHostPort(ip.String(), strconv.Itoa(site.port)))
		}
	}
	if len(list) == 0 {
		return []string{site.URL}
	}
	return list
}

// Links are the addresses of the open room. Host and Help are secret: they are
// for the console of who runs the server and for nothing else.
type Links struct {
	LAN  []string // of the site, for other machines; none when they can not reach it
	Join string   // "" when the room has ended
	Host string
	Help string
}

// Links returns those of the open room; false without one.
func (s *Server) Links() (l Links, ok bool) {
	open := s.room()
	if open == nil {
		return l, false
	}
	return s.linksOf(open), true
}

func (s *Server) linksOf(open *room.Room) (l Links) {
	urls := s.siteURLs()
	if urls[0] != s.places[0].URL {
		l.LAN = urls
	}
	if !open.Ended() {
		l.Join = joinURL(urls[0], open.Code())
	}
	l.Host = s.places[0].URL + "/room/host/" + open.HostSecret()
	l.Help = urls[0] + "/room/help/" + open.HelperSecret()
	return l
}

func joinURL(site, code string) string { return site + "/j/" + code }
