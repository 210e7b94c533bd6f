package edge

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Names of what a request says of its hops: in its query, or in a header where
// a client lets nobody choose the query. The lab ignores them.
const (
	QueryHops  = "edge"
	QuerySeed  = "edgeseed" // of slice:random, and of jitter
	QueryGap   = "edgegap"  // between two slices, in ms
	QueryOnce  = "edgeonce" // the key under which what breaks acts once
	HeaderHops = "X-Pushlab-Edge"
	HeaderSeed = "X-Pushlab-Edgeseed"
	HeaderGap  = "X-Pushlab-Edgegap"
	HeaderOnce = "X-Pushlab-Edgeonce"
)

const (
	maxHops  = 8
	maxTime  = 60_000 // ms
	maxTrip  = 8_000  // ms, of all latency: half of it is on the way to the lab, which waits 5 s for a head
	maxSlice = 1 << 16
	maxCut   = 1 << 30
	maxSeed  = 1<<31 - 1
	maxGap   = 100       // ms
	maxRate  = 1_000_000 // bytes a second
	maxKey   = 32
)

// Slicing is what hops share that slice.
type Slicing struct {
	Seed uint64        // of slice:random, and of jitter
	Gap  time.Duration // so that a client that reads at once reads each slice alone
}

// DefaultSlicing is that of a request that says nothing of it.
var DefaultSlicing = Slicing{Seed: 7, Gap: time.Millisecond}

// RequestHops returns the hops that a request names, nil when it names none.
// An error is a sentence for whoever sent it.
func RequestHops(r *http.Request) ([]Hop, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, nil // the lab says what is wrong with it
	}
	text, err := named(query[QueryHops], r.Header[HeaderHops], QueryHops)
	if err != nil || text == "" {
		return nil, err
	}
	slicing, err := requestSlicing(r, query)
	if err != nil {
		return nil, err
	}
	return ParseHops(text, slicing)
}

// requestOnce returns the key under which what breaks acts once, "" for each time.
func requestOnce(r *http.Request) (string, error) {
	key, err := named(r.URL.Query()[QueryOnce], r.Header[HeaderOnce], QueryOnce)
	if err != nil || key == "" {
		return "", err
	}
	if len(key) > maxKey || strings.ContainsFunc(key, notInKey) {
		return "", fmt.Errorf("%s must be 1 to %d letters and digits; %s was sent", QueryOnce, maxKey, quote(key))
	}
	return key, nil
}

func notInKey(c rune) bool {
	return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
}

func requestSlicing(r *http.Request, query url.Values) (Slicing, error) {
	s := DefaultSlicing
	seed, err := numbered(query[QuerySeed], r.Header[HeaderSeed], QuerySeed, maxSeed, int(s.Seed))
	if err != nil {
		return s, err
	}
	gap, err := numbered(query[QueryGap], r.Header[HeaderGap], QueryGap, maxGap, int(s.Gap.Milliseconds()))
	return Slicing{Seed: uint64(seed), Gap: milliseconds(gap)}, err
}

// numbered returns the one number of a name, or what it is when nobody says.
func numbered(query, header []string, name string, most, otherwise int) (int, error) {
	text, err := named(query, header, name)
	if err != nil || text == "" {
		return otherwise, err
	}
	n, err := parseNumber(name, text, 0, most, "")
	if err != nil {
		return 0, fmt.Errorf("%w; %s was sent", err, quote(text))
	}
	return n, nil
}

// named returns the one value of a name.
func named(query, header []string, name string) (string, error) {
	all := append(query[:len(query):len(query)], header...)
	switch len(all) {
	case 0:
		return "", nil
	case 1:
		return all[0], nil
	}
	return "", fmt.Errorf("%s must be sent once; it was sent again as %s", name, quote(all[1]))
}

// ParseHops reads hops as they stand in a query: "latency:100,slice:cr". The
// first is next to the client, the last next to the server.
func ParseHops(text string, s Slicing) (list []Hop, err error) {
	words := strings.Split(text, ",")
	if len(words) > maxHops {
		return nil, fmt.Errorf("%s takes at most %d hops; %d were sent", QueryHops, maxHops, len(words))
	}
	for _, word := range words {
		hop, err := parseHop(word, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w; %s was sent", QueryHops, err, quote(word))
		}
		list = append(list, hop)
	}
	if err := takeDown(list); err != nil {
		return nil, fmt.Errorf("%s: %w", QueryHops, err)
	}
	if trip := roundTrip(list).Milliseconds(); trip > maxTrip {
		return nil, fmt.Errorf("%s: latency may be %d ms in all; %d ms were sent", QueryHops, maxTrip, trip)
	}
	return list, nil
}

func roundTrip(hops []Hop) (d time.Duration) {
	for _, h := range hops {
		if l, ok := h.(latency); ok {
			d += l.roundTrip + l.jitter
		}
	}
	return d
}

// toServer returns the hops that a request passes too, in their order: they are
// those that are about the way and not about the response.
func toServer(hops []Hop) (list []Hop) {
	for i := len(hops) - 1; i >= 0; i-- { // start turns them round
		if h, ok := hops[i].(latency); ok {
			h.seed = ^h.seed // a way of its own
			list = append(list, h)
		}
	}
	return list
}

// reframe says whether one of the hops is about the bytes of a body, and not
// about how these are framed.
func reframe(hops []Hop) bool {
	for _, h := range hops {
		switch h.(type) {
		case slice, hold:
			return true
		}
	}
	return false
}

// forPreflight are the hops of a request that no learner sent, but the browser
// before theirs: the way is as long for it, and nothing breaks it.
func forPreflight(hops []Hop) []Hop { return toServer(hops) }
