package server

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The page tells the laptop's own browser from another device, whose address is
// not the one that it asks.
func TestReach(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	for from, words := range map[string]string{"127.0.0.1": "This is the laptop itself", "127.0.0.2": "This device reached the laptop"} {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		client := &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
		url := strings.Replace(s.Places()[0].URL, "localhost", "127.0.0.1", 1)
		resp, body := ask(t, client, "GET", url+"/reach", "")
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, words) {
			t.Errorf("GET /reach from %s = %s, want a page that says %q", from, resp.Status, words)
		}
		lab := strings.Replace(s.place("lab").URL, "localhost", "127.0.0.1", 1)
		if !strings.Contains(body, `data-lab="`+lab+`"`) || !strings.Contains(body, `href="`+lab+`/healthz"`) {
			t.Errorf("the page for %s does not name the lab at %s", from, lab)
		}
		if !strings.Contains(body, `href="/j"`) {
			t.Errorf("the page for %s has no way into the room", from)
		}
	}
	if _, body := ask(t, browser(t), "GET", open(t, Config{}).Places()[0].URL+"/reach", ""); strings.Contains(body, `href="/j"`) {
		t.Error("without a room the page leads into one")
	}
}

// Ports are those that listen opens.
func TestPorts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		addr, host string
		numbers    []int
		needed     []bool
	}{
		{"", "127.0.0.1", []int{8080, 8081, 8082, 8085}, []bool{true, false, false, false}},
		{":9000", "127.0.0.1", []int{9000, 9001, 9002, 9005}, []bool{true, true, true, true}},
		{"192.0.2.1:0", "192.0.2.1", []int{0, 0, 0, 0}, []bool{true, false, false, false}},
	}
	for _, test := range tests {
		host, ports, err := Ports(test.addr)
		var numbers []int
		var needed []bool
		for _, p := range ports {
			numbers, needed = append(numbers, p.Number), append(needed, p.Needed)
		}
		if err != nil || host != test.host || !slices.Equal(numbers, test.numbers) || !slices.Equal(needed, test.needed) {
			t.Errorf("Ports(%q) = %q, %v, %v (%v), want %q, %v, %v", test.addr, host, numbers, needed, err, test.host, test.numbers, test.needed)
		}
	}
	if _, _, err := Ports("nonsense"); err == nil {
		t.Error("Ports took nonsense")
	}
}
