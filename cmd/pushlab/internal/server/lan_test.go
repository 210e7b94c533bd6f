package server

import (
	"fmt"
	"net"
	"testing"
)

func TestLANHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"127.0.0.1": "0.0.0.0", "127.0.0.2": "0.0.0.0", "0.0.0.0": "0.0.0.0", "::": "0.0.0.0", "::1": "0.0.0.0",
		"192.168.1.5": "", "lab.example": "",
	} {
		got, err := lanHost(host)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("lanHost(%s) = %q, %v, want %q", host, got, err, want)
		}
	}
}

// 0.0.0.0 is IPv4 and stays so; anything else is what it was.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{"0.0.0.0": "tcp4", "127.0.0.1": "tcp", "::": "tcp", "": "tcp"} {
		if got := network(host); got != want {
			t.Errorf("network(%q) = %q, want %q", host, got, want)
		}
	}
}

// Learners reach an address of a network that is shared, not the end of a tunnel,
// also when everything that this machine sends goes through the tunnel.
func TestLANIPs(t *testing.T) {
	t.Parallel()
	const (
		lan    = net.FlagUp | net.FlagBroadcast | net.FlagMulticast
		tunnel = net.FlagUp | net.FlagPointToPoint | net.FlagMulticast
		bare   = net.FlagUp // as Windows has some tunnels
	)
	lo := of(net.FlagUp|net.FlagLoopback, "127.0.0.1", "10.9.9.9")
	wifi, cable, docker := of(lan, "192.168.1.5"), of(lan, "10.0.0.8"), of(lan, "172.17.0.1")
	vpn, public := of(tunnel, "10.8.0.2"), of(lan, "203.0.113.9")
	for name, test := range map[string]struct {
		nics    []nic
		outward string
		want    []string
	}{
		"at home":                         {[]nic{lo, wifi}, "192.168.1.5", []string{"192.168.1.5"}},
		"the default route's comes first": {[]nic{public, docker, wifi, cable}, "192.168.1.5", []string{"192.168.1.5", "172.17.0.1", "10.0.0.8", "203.0.113.9"}},
		"a tunnel for everything":         {[]nic{lo, vpn, wifi, docker}, "10.8.0.2", []string{"192.168.1.5", "172.17.0.1", "10.8.0.2"}},
		"a tunnel of Windows":             {[]nic{of(bare, "10.8.0.2"), wifi}, "10.8.0.2", []string{"192.168.1.5", "10.8.0.2"}},
		"a tunnel that says it is both":   {[]nic{of(lan|net.FlagPointToPoint, "10.8.0.2"), wifi}, "10.8.0.2", []string{"192.168.1.5", "10.8.0.2"}},
		"a tunnel for some":               {[]nic{vpn, wifi}, "192.168.1.5", []string{"192.168.1.5", "10.8.0.2"}},
		"a campus with public addresses":  {[]nic{vpn, public}, "10.8.0.2", []string{"203.0.113.9", "10.8.0.2"}},
		"a public one through a tunnel":   {[]nic{of(tunnel, "203.0.113.7"), vpn, wifi}, "203.0.113.7", []string{"192.168.1.5", "10.8.0.2", "203.0.113.7"}},
		"nothing but a tunnel":            {[]nic{lo, vpn}, "10.8.0.2", []string{"10.8.0.2"}},
		"no way out":                      {[]nic{wifi, cable}, "", []string{"192.168.1.5", "10.0.0.8"}},
		"no use":                          {[]nic{lo, of(lan&^net.FlagUp, "192.168.7.7"), of(lan, "fe80::1", "2001:db8::1", "169.254.3.4")}, "", nil},
	} {
		if got := lanIPs(test.nics, net.ParseIP(test.outward)); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func of(flags net.Flags, ips ...string) (n nic) {
	n.flags = flags
	for _, ip := range ips {
		n.ips = append(n.ips, net.ParseIP(ip))
	}
	return n
}
