package server

import (
	"net"
	"slices"
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

func TestSortIPs(t *testing.T) {
	t.Parallel()
	list := []net.IP{{203, 0, 113, 9}, {172, 17, 0, 1}, {192, 168, 1, 5}, {10, 0, 0, 8}}
	sortIPs(list, net.IP{192, 168, 1, 5})
	want := []net.IP{{192, 168, 1, 5}, {172, 17, 0, 1}, {10, 0, 0, 8}, {203, 0, 113, 9}}
	if !slices.EqualFunc(list, want, net.IP.Equal) {
		t.Errorf("sorted = %v, want %v", list, want)
	}
}
