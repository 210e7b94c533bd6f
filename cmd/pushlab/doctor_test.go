package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/server"
)

// wants compares a finding with a grade and with words that it must have.
func (f finding) wants(t *testing.T, grade string, words ...string) {
	t.Helper()
	if f.grade != grade {
		t.Errorf("the finding is %q, want grade %q", f, grade)
	}
	for _, w := range words {
		if !strings.Contains(f.found+"; "+f.do, w) {
			t.Errorf("the finding is %q, want it to have %q", f, w)
		}
	}
}

func TestDoctorPorts(t *testing.T) {
	var base int
	fmt.Sscanf(lastingAddr(t), "127.0.0.1:%d", &base)
	m := machine{host: "127.0.0.1"}
	for _, after := range []int{0, 1} {
		m.ports = append(m.ports, server.Port{Place: []string{"site", "lab"}[after], Number: base + after, Needed: after == 0})
	}
	m.portsFree(t.Context()).wants(t, "ok", fmt.Sprintf("free: %d, %d", base, base+1))

	lab, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", base+1))
	if err != nil {
		t.Fatal(err)
	}
	defer lab.Close()
	m.portsFree(t.Context()).wants(t, "warn", fmt.Sprintf("%d (lab) by %s (pid %d)", base+1, processName(t), os.Getpid()), "takes any free port")
	m.ports[1].Needed = true
	m.portsFree(t.Context()).wants(t, "fail", "start pushlab with -addr :")

	p := start(t, t.TempDir())
	port := urlPort(t, p.places["site"])
	m.ports = []server.Port{{Place: "site", Number: port, Needed: true}}
	m.portsFree(t.Context()).wants(t, "warn", fmt.Sprintf("a pushlab serves on %d already; use that one", port))
}

// processName is the name of this test as Linux has it.
func processName(t *testing.T) string {
	t.Helper()
	name, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(name))
}

func urlPort(t *testing.T, url string) (port int) {
	t.Helper()
	if _, err := fmt.Sscanf(url[strings.LastIndex(url, ":"):], ":%d", &port); err != nil {
		t.Fatal(err)
	}
	return port
}

func TestDoctorPrograms(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PATH", empty)
	machine{}.browser(t.Context()).wants(t, "warn", "found; install one")
	machine{}.curl(t.Context()).wants(t, "warn", "curl not found")
	machine{}.nc(t.Context()).wants(t, "warn", "neither nc nor bash")
	machine{}.golang(t.Context()).wants(t, "ok", "no Go")

	script := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(empty, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script("curl", `exit 2`)
	machine{}.curl(t.Context()).wants(t, "warn", "does not take -N")
	script("firefox", `echo Mozilla Firefox 115.9.1esr`)
	machine{}.browser(t.Context()).wants(t, "warn", "Firefox 115.9.1 is older than 120")
	script("chromium", `echo Chromium 123.0.6312.58 built on a test`)
	machine{}.browser(t.Context()).wants(t, "ok", "Chromium 123.0.6312.58")
}

func TestDoctorClock(t *testing.T) {
	now := time.Now()
	for _, test := range []struct {
		name, grade, words string
		built              time.Time
	}{
		{"right", "ok", "evenly", now.Add(-time.Hour)},
		{"nobody knows when it was built", "ok", "evenly", time.Time{}},
		{"behind", "fail", "before this pushlab was built", now.Add(time.Hour)},
		{"far ahead", "warn", "more than ten years", now.AddDate(-11, 0, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine{now: now, built: test.built}.clock(t.Context()).wants(t, test.grade, test.words)
		})
	}
	steady(watchClock, watchClock+time.Hour, now).wants(t, "warn", "jumped by 1h0m0s")
	steady(watchClock, watchClock-time.Minute, now).wants(t, "warn", "jumped by -1m0s")
}

func TestDoctorAddresses(t *testing.T) {
	at := func(ip, name string) lanAddress { return lanAddress{net.ParseIP(ip), name, kindOf(name)} }
	for _, test := range []struct {
		name, grade, words string
		lan                []lanAddress
	}{
		{"none", "warn", "hotspot", nil},
		{"only of containers", "warn", "hotspot", []lanAddress{at("172.17.0.1", "docker0")}},
		{"one", "ok", "192.168.1.20 (Wi-Fi, wlp3s0)", []lanAddress{at("192.168.1.20", "wlp3s0"), at("172.17.0.1", "docker0")}},
		{"two", "warn", "(cable, enp1s0); give learners", []lanAddress{at("192.168.1.20", "wlan9"), at("10.0.0.3", "enp1s0")}},
		{"public", "warn", "not private", []lanAddress{at("198.51.100.7", "eth9")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine{lan: test.lan}.addresses(t.Context()).wants(t, test.grade, test.words)
		})
	}
}

func TestDoctorSpace(t *testing.T) {
	for free, grade := range map[uint64]string{10 << 20: "fail", 100 << 20: "warn", 1 << 40: "ok"} {
		spaceFinding("there", free).wants(t, grade, "there can be written")
	}
	for files, grade := range map[uint64]string{0: "ok", 256: "warn", 4095: "warn", 4096: "ok"} {
		machine{files: files}.openFiles(t.Context()).wants(t, grade)
	}
}
