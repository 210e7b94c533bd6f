package server

import (
	"fmt"
	"net"
	"strings"
	"testing"
)

// However a target is spelled, it is this machine's loopback or it is refused.
// No name stands here, which a resolver would be asked for.
func TestSpellingsOfTargets(t *testing.T) {
	t.Parallel()
	for _, host := range []string{
		"0.0.0.0", "0.0.0.1", "10.0.0.1", "100.64.0.1", "128.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.0.1", "224.0.0.1", "255.255.255.255",
		"[::]", "[::0]", "[0:0:0:0:0:0:0:0]", "[::2]", "[::ffff:0.0.0.0]", "[::ffff:0:0]", "[::ffff:10.0.0.1]", "[::ffff:a00:1]", "[::ffff:a9fe:a9fe]",
		"[0:0:0:0:0:ffff:10.0.0.1]", "[::10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]", "[2002:a00:1::]",
		"[fe80::1]", "[fe80::1%lo]", "[fe80::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[100::1]",
		"[[::1]]", "[::1", "::1]", "::1", "[]::1", "a@[::1]", "http://127.0.0.1", "//127.0.0.1", "127.0.0.1:80", "127.0.0.1:80@10.0.0.1", "[10.0.0.1]",
	} {
		for _, allow := range [][]string{nil, {host}, {"http://" + host + ":80"}, {host + ":8"}, {host + ":800"}, {" " + host + ":80"}, {"*:80", "*"}} {
			if target, err := findTarget(t.Context(), host+":80", allow); err == nil {
				t.Errorf("-to %s:80 -allow %q: taken, for %v", host, allow, target.addrs)
			} else if strings.Contains(err.Error(), "\n") {
				t.Errorf("-to %s:80: %q is no line", host, err)
			}
		}
	}
	for _, host := range []string{"127.0.0.1", "127.255.255.254", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", ""} {
		target, err := findTarget(t.Context(), host+":80", nil)
		if err != nil || len(target.addrs) != 1 || !target.addrs[0].Addr().IsLoopback() {
			t.Errorf("-to %s:80 = %v, %v, want an address of loopback", host, target, err)
		}
	}
}

// The address of none is every address of this machine.
func TestTargetIsTheTap(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		listen, to string
		is         bool
	}{
		{"127.0.0.1", "127.0.0.1", true}, {"127.0.0.1", "0.0.0.0", true}, {"127.0.0.1", "127.0.0.2", false}, {"127.0.0.1", "192.0.2.1", false},
		{"0.0.0.0", "127.0.0.1", true}, {"0.0.0.0", "127.0.0.2", true}, {"0.0.0.0", "0.0.0.0", true}, {"0.0.0.0", "192.0.2.1", false},
	} {
		l, err := net.Listen("tcp", row.listen+":0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		port := l.Addr().(*net.TCPAddr).Port
		for to, want := range map[string]bool{fmt.Sprintf("%s:%d", row.to, port): row.is, fmt.Sprintf("%s:%d", row.to, port^1): false} {
			target, err := findTarget(t.Context(), to, []string{to})
			if err != nil {
				t.Fatal(err)
			}
			if got := target.is(l); got != want {
				t.Errorf("a tap at %s of %s is one of itself: %v, want %v", l.Addr(), to, got, want)
			}
		}
	}
}
