package demo

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Limits of a script.
const (
	maxActs      = 12
	maxActEvents = 100    // of one act
	maxHang      = 30_000 // ms
	maxRetryAct  = 16     // characters behind retry:
)

// An act is what the theatre does with one request.
type act struct {
	kind   string        // one of the kinds below
	text   string        // as it was sent
	events int           // before its end
	how    string        // of a cut: "fin", "rst", "mid"; of a retry: what stands behind "retry: "
	status int           // of a status
	after  int           // of a status: seconds of its Retry-After; 0 = none
	wait   time.Duration // of a hang
}

// The kinds of acts.
const (
	actEvents   = "events"
	actCut      = "cut"
	actStatus   = "status"
	actType     = "type"
	actRedirect = "redirect"
	actRefuse   = "refuse"
	actHang     = "hang"
	actRetry    = "retry"
)

const actsTaken = "events:K, cut:fin, cut:rst or cut:mid (each with :K), a status such as 204 or 503 (status:503:SECONDS adds Retry-After), type, redirect, refuse, hang:MS, retry:TEXT"

// parseActs reads a script: "events:2,502".
func parseActs(text string) ([]act, error) {
	items := strings.Split(text, ",")
	if len(items) > maxActs {
		return nil, badRequest("acts may have %d acts; %d were sent.", maxActs, len(items))
	}
	var list []act
	for i, item := range items {
		a, err := parseAct(strings.TrimSpace(item))
		if err != nil {
			return nil, badRequest("acts: act %d, %s, %v.", i+1, quote(item), err)
		}
		list = append(list, a)
	}
	return list, nil
}

// parseAct reads one act. Its error is the rest of a sentence about it.
func parseAct(text string) (act, error) {
	name, rest, _ := strings.Cut(text, ":")
	parse, ok := actParsers[name]
	if _, err := strconv.Atoi(name); err == nil && len(name) == 3 {
		parse, ok, rest = parseStatus, true, text
	}
	if !ok {
		return act{}, fmt.Errorf("is none of %s", actsTaken)
	}
	a, err := parse(rest)
	a.text = text
	return a, err
}

var actParsers = map[string]func(rest string) (act, error){
	actEvents:   parseEventsAct,
	actCut:      parseCut,
	actStatus:   parseStatus,
	actType:     bare(actType),
	actRedirect: bare(actRedirect),
	actRefuse:   bare(actRefuse),
	actHang:     parseHang,
	actRetry:    parseRetry,
}

// bare is an act that needs no more than its name.
func bare(kind string) func(string) (act, error) {
	return func(rest string) (act, error) {
		if rest != "" {
			return act{}, fmt.Errorf("has nothing behind %s", kind)
		}
		return act{kind: kind, events: 1}, nil
	}
}

func parseEventsAct(rest string) (act, error) {
	n, err := actNumber(rest, "events", 1, 0, maxActEvents)
	return act{kind: actEvents, events: n}, err
}

func parseCut(rest string) (act, error) {
	how, k, _ := strings.Cut(rest, ":")
	if how != "fin" && how != "rst" && how != "mid" {
		return act{}, fmt.Errorf("must be cut:fin, cut:rst or cut:mid")
	}
	n, err := actNumber(k, "events", 1, 0, maxActEvents)
	return act{kind: actCut, how: how, events: n}, err
}

// parseStatus reads CODE or CODE:SECONDS. A 200 is what the other acts answer,
// and a 3xx would need a place to go to.
func parseStatus(rest string) (act, error) {
	code, seconds, _ := strings.Cut(rest, ":")
	status, err := strconv.Atoi(code)
	if err != nil || status != http.StatusNoContent && (status < 400 || status > 599) {
		return act{}, fmt.Errorf("must have a status of 204, or of 400 to 599")
	}
	after, err := actNumber(seconds, "seconds", 0, 0, 3600)
	return act{kind: actStatus, status: status, after: after}, err
}

func parseHang(rest string) (act, error) {
	ms, err := actNumber(rest, "ms", 5000, 0, maxHang)
	return act{kind: actHang, wait: time.Duration(ms) * time.Millisecond}, err
}

// parseRetry takes what may not be a number, as long as it stays on its line.
func parseRetry(rest string) (act, error) {
	if rest == "" || len(rest) > maxRetryAct || strings.ContainsFunc(rest, func(c rune) bool { return c < ' ' || c > '~' }) {
		return act{}, fmt.Errorf("must have 1 to %d printable ASCII characters behind its colon", maxRetryAct)
	}
	return act{kind: actRetry, how: rest, events: 1}, nil
}

// actNumber reads a number behind an act; none is what is not sent.
func actNumber(text, what string, none, least, most int) (int, error) {
	if text == "" {
		return none, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || int(n) < least || int(n) > most {
		return 0, fmt.Errorf("must have %d to %d %s", least, most, what)
	}
	return int(n), nil
}
