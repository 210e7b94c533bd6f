package demo

import (
	"cmp"
	"time"
)

// Knobs say what a client wants of an answer. The names are the same in a
// query, in the JSON of a POST and in a WebSocket message.
type Knobs struct {
	Seed   int64
	Drawn  bool          // each answer that is made draws a seed of its own, instead of Seed
	TTFT   time.Duration // time to the first token
	TPS    int           // tokens per second after it
	Every  time.Duration // the mean gap of tokens that come like news, instead of TTFT and TPS; 0 = they do not
	Tokens int
	Prompt string
	Fault  Fault
	Then   []Fault       // the faults behind it, in order
	Answer string        // the client's name for the answer
	Check  string        // the exercise whose attempt this begins
	Round  int           // of that exercise; 0 = it has none
	Log    int           // tokens that can be resumed, counted back from the newest
	IDs    bool          // events carry ids
	Bump   bool          // behind its first fault the answer is forgotten, as in a restart
	Sent   bool          // at least one knob was sent
	Stream bool          // of a chat: token by token, or the whole text at the end
	After  string        // the id of the last object that was read, where no header says it
	Hold   time.Duration // of a long poll: how long it may wait for something to say
	Cursor bool          // of a poll: it goes on where its client was; false: at now
	Error  int           // of a vendor's format: the model fails after this token; -1 = never

	Deflate bool // of a WebSocket: take an offer of permessage-deflate

	Measures  Measures      // of the faults
	Heartbeat time.Duration // a sign of life after so much silence; 0 = none, < 0 = as the answer has it
	Ping      time.Duration // of a WebSocket: between two pings; 0 = none
	EOF       bool          // the body ends with the connection, without chunks
}

// A setting is one knob as it was sent.
type setting struct {
	name, value string
	bare        bool // in JSON, and not as a string
}

// A knob sets one of the Knobs from what was sent. Its error is the rest of a
// sentence that begins with the knob's name.
type knob struct {
	name string
	set  func(k *Knobs, value string) error
}

const maxPrompt = 8 << 10

// The knobs that every answer has. The order is that of an error about several.
var answerKnobs = []knob{
	{"seed", setSeed},
	number("ttft", 0, 60_000, func(k *Knobs, n int) { k.TTFT = time.Duration(n) * time.Millisecond }),
	number("tps", 1, 1000, func(k *Knobs, n int) { k.TPS = n }),
	number("every", 100, 20_000, func(k *Knobs, n int) { k.Every = time.Duration(n) * time.Millisecond }),
	number("tokens", 1, maxTokens, func(k *Knobs, n int) { k.Tokens = n }),
	number("log", 0, 200, func(k *Knobs, n int) { k.Log = n }),
	choice("ids", "on", "off", func(k *Knobs, on bool) { k.IDs = on }),
	choice("epoch", "bump", "keep", func(k *Knobs, bump bool) { k.Bump = bump }),
	{"prompt", setPrompt},
	{"fault", setFaults},
	measureKnobs[0], measureKnobs[1], measureKnobs[2], measureKnobs[3],
	{"answer", setAnswer},
	heartbeatKnob,
	framingKnob,
	checkAt("sse"),
}

// deflateKnob is about the connection, not about the answer: it starts none.
var deflateKnob = choice("deflate", "on", "off", func(k *Knobs, on bool) { k.Deflate = on })

const maxTokens = 1024

// defaultKnobs are what a request without knobs gets. The log holds the whole
// answer.
func defaultKnobs() Knobs {
	return Knobs{Seed: 7, TTFT: 800 * time.Millisecond, TPS: 50, Tokens: 300, Log: maxTokens, IDs: true, Stream: true, Hold: 25 * time.Second, Cursor: true, Error: -1, Measures: defaultMeasures, Heartbeat: -1}
}

// parseKnobs returns the knobs of settings, and the names that are none of
// theirs. A request that means to set a knob and fails is refused: a run with
// other values than the learner asked for would be measured all the same.
func parseKnobs(settings []setting, known []knob) (k Knobs, unknown []string, err error) {
	k = defaultKnobs()
	times := map[string]int{}
	for _, s := range settings {
		knob, ok := find(known, s.name)
		if s.name == "edge" || s.name == "edgeseed" || s.name == "edgegap" || s.name == "edgeonce" {
			continue // for the place edge, which the request may have come through
		}
		if !ok {
			unknown = append(unknown, s.name)
			continue
		}
		k.Sent = k.Sent || s.name != deflateKnob.name
		if times[s.name]++; times[s.name] > 1 {
			return k, nil, badRequest("%s must be sent once; it was sent again as %s.", s.name, quote(s.value))
		}
		if s.bare && (s.name == "prompt" || s.name == "answer" || s.name == "after") { // the others can tell by the value
			return k, nil, badRequest("%s must be a JSON string; %s was sent.", s.name, quote(s.value))
		}
		if err := knob.set(&k, s.value); err != nil {
			return k, nil, badRequest("%s %v; %s was sent.", s.name, err, quote(s.value))
		}
	}
	return k, unknown, cmp.Or(applyCheck(&k, settings, known), k.fits(), onePace(times))
}

// fits says which knobs contradict each other.
func (k Knobs) fits() error {
	for _, f := range k.faults() {
		if !k.Stream && f.Kind != faultRefuse && (f.Byte == 0 || f.Kind == faultEnd) {
			return badRequest("An answer without a stream is one body, which a fault cuts at a byte: fault must be KIND@bBYTES, and KIND not end; %q was sent.", f)
		}
	}
	return nil
}

// onePace refuses two ways to say when tokens come: one of them would not count.
func onePace(times map[string]int) error {
	for _, name := range []string{"ttft", "tps"} {
		if times["every"] > 0 && times[name] > 0 {
			return badRequest("every sets when tokens come, instead of ttft and tps: leave out %s.", name)
		}
	}
	return nil
}

func find(known []knob, name string) (knob, bool) {
	for _, k := range known {
		if k.name == name {
			return k, true
		}
	}
	return knob{}, false
}
