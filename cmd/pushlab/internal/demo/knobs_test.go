package demo

import (
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestKnobs(t *testing.T) {
	full := defaultKnobs()
	full.Seed, full.TTFT, full.TPS, full.Tokens, full.Prompt = 2147483647, time.Minute, 1000, 1024, "why stream?"
	full.Then, full.Bump = []Fault{{Kind: "fin", Event: 60}, {Kind: "end", Byte: 9}}, true
	full.Fault, full.Answer, full.Log, full.IDs, full.Sent = Fault{Kind: "rst", Event: 42, More: 7}, "Ab9", 0, false, true
	ex01, ex05a := defaultKnobs(), defaultKnobs()
	ex01.Check, ex01.TTFT, ex01.TPS, ex01.Tokens, ex01.Sent = "EX01", 500*time.Millisecond, 5, 250, true
	ex05a.Check, ex05a.Tokens, ex05a.Fault, ex05a.Then, ex05a.Sent = "EX05a", 100, Fault{Kind: "fin", Event: 42}, []Fault{}, true
	drawn := defaultKnobs()
	drawn.Drawn, drawn.Seed, drawn.Sent = true, 0, true
	for query, want := range map[string]Knobs{
		"":          defaultKnobs(),
		"other=1&x": defaultKnobs(),
		"seed=2147483647&ttft=60000&tps=1000&tokens=1024&prompt=why+stream%3F&fault=rst%4042%2B7,fin@60,end@b9&answer=Ab9&log=0&ids=off&epoch=bump": full,
		"seed=random":           drawn,
		"check=EX01":            ex01,
		"check=EX05a&other=yes": ex05a,
	} {
		got, err := knobsOf(query)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", query, got, err, want)
		}
	}
}

func knobsOf(text string) (Knobs, error) {
	settings, err := query(httptest.NewRequest("GET", "/?"+text, nil))
	if err != nil {
		return Knobs{}, err
	}
	k, _, err := parseKnobs(settings, chatKnobs)
	return k, err
}

// Every refusal names the knob, what it may be and what was sent.
func TestKnobsRefused(t *testing.T) {
	faults := errFault.Error()
	for query, want := range map[string]string{
		"tokens=0":          `tokens must be a whole number from 1 to 1024; "0" was sent.`,
		"tokens=1025":       `tokens must be a whole number from 1 to 1024; "1025" was sent.`,
		"tokens=":           `tokens must be a whole number from 1 to 1024; "" was sent.`,
		"tokens":            `tokens must be a whole number from 1 to 1024; "" was sent.`,
		"tokens=1e2":        `tokens must be a whole number from 1 to 1024; "1e2" was sent.`,
		"tokens=%2B5":       `tokens must be a whole number from 1 to 1024; "+5" was sent.`,
		"tokens=5&tokens=5": `tokens must be sent once; it was sent again as "5".`,
		"ttft=60001":        `ttft must be a whole number from 0 to 60000; "60001" was sent.`,
		"every=99":          `every must be a whole number from 100 to 20000; "99" was sent.`,
		"every=20001":       `every must be a whole number from 100 to 20000; "20001" was sent.`,
		"every=2000&ttft=5": `every sets when tokens come, instead of ttft and tps: leave out ttft.`,
		"tps=5&every=2000":  `every sets when tokens come, instead of ttft and tps: leave out tps.`,
		"tps=0":             `tps must be a whole number from 1 to 1000; "0" was sent.`,
		"seed=2147483648":   `seed must be a whole number from 0 to 2147483647, or random; "2147483648" was sent.`,
		"seed=-1":           `seed must be a whole number from 0 to 2147483647, or random; "-1" was sent.`,
		"log=201":           `log must be a whole number from 0 to 200; "201" was sent.`,
		"ids=yes":           `ids must be on or off; "yes" was sent.`,
		"answer=":           `answer must be 1 to 32 letters and digits (A-Z, a-z, 0-9); "" was sent.`,
		"answer=a-b":        `answer must be 1 to 32 letters and digits (A-Z, a-z, 0-9); "a-b" was sent.`,
		"answer=" + strings.Repeat("a", 33): `answer must be 1 to 32 letters and digits (A-Z, a-z, 0-9); "` +
			strings.Repeat("a", 33) + `" was sent.`,
		"prompt=" + strings.Repeat("a", 8193):            `prompt must be at most 8192 bytes; "` + strings.Repeat("a", 60) + `" and so on (8193 bytes) was sent.`,
		"fault=boom%401":                                 `fault ` + faults + `; "boom@1" was sent.`,
		"fault=rst@4,":                                   `fault ` + faults + `; "rst@4," was sent.`,
		"fault=rst@4;rst@5":                              `fault ` + faults + `; "rst@4;rst@5" was sent.`,
		"fault=" + strings.Repeat("rst@4,", 8) + "rst@4": `fault may have 8 faults, with commas between them; "` + strings.Repeat("rst@4,", 8) + `rst@4" was sent.`,
		"hole=999":                                       `hole must be a whole number from 1000 to 60000; "999" was sent.`,
		"stall=60001":                                    `stall must be a whole number from 100 to 60000; "60001" was sent.`,
		"rate=99":                                        `rate must be a whole number from 100 to 100000; "99" was sent.`,
		"down=30001":                                     `down must be a whole number from 100 to 30000; "30001" was sent.`,
		"heartbeat=1":                                    `heartbeat must be 0, or a whole number from 200 to 60000; "1" was sent.`,
		"framing=no":                                     `framing must be eof or chunked; "no" was sent.`,
		"epoch=on":                                       `epoch must be bump or keep; "on" was sent.`,
		"seed=Random":                                    `seed must be a whole number from 0 to 2147483647, or random; "Random" was sent.`,
		"check=EX05a&epoch=bump":                         `check=EX05a sets its own knobs (tokens=100, fault=fin@42): leave out epoch, which was sent as "bump".`,
		"stream=false&fault=rst@b4,rst@5":                `An answer without a stream is one body, which a fault cuts at a byte: fault must be KIND@bBYTES, and KIND not end; "rst@5" was sent.`,
		"fault=rst":                                      `fault ` + faults + `; "rst" was sent.`,
		"check=EX99":                                     `check must be EX01, EX02, EX03, EX04, EX05a, EX05b, EX06, EX07, EX08, EX09a, EX09b or EX10; "EX99" was sent.`,
		"check=EX01&tps=9":                               `check=EX01 sets its own knobs (ttft=500, tps=5, tokens=250): leave out tps, which was sent as "9".`,
		"answer=a&check=EX05a":                           `check=EX05a sets its own knobs (tokens=100, fault=fin@42): leave out answer, which was sent as "a".`,
		"tokens=%zz":                                     `The query can not be read: "tokens=%zz" is not percent-encoded text.`,
		"stream=no":                                      `stream must be true or false; "no" was sent.`,
		"stream=false&fault=rst@4":                       `An answer without a stream is one body, which a fault cuts at a byte: fault must be KIND@bBYTES, and KIND not end; "rst@4" was sent.`,
		"stream=false&fault=end@b4":                      `An answer without a stream is one body, which a fault cuts at a byte: fault must be KIND@bBYTES, and KIND not end; "end@b4" was sent.`,
	} {
		_, err := knobsOf(query)
		if err == nil || err.Error() != want {
			t.Errorf("%.60s:\n got %v\nwant %s", query, err, want)
		}
	}
}

func TestFaultGrammar(t *testing.T) {
	for text, want := range map[string]Fault{
		"rst@42":        {Kind: "rst", Event: 42},
		"fin@1":         {Kind: "fin", Event: 1},
		"end@1025":      {Kind: "end", Event: 1025},
		"end@0+1":       {Kind: "end", More: 1},
		"rst@42+7":      {Kind: "rst", Event: 42, More: 7},
		"fin@b1":        {Kind: "fin", Byte: 1},
		"rst@b16777216": {Kind: "rst", Byte: 1 << 24},
		"blackhole@3":   {Kind: "blackhole", Event: 3},
		"half@b7":       {Kind: "half", Byte: 7},
		"stall@0+1":     {Kind: "stall", More: 1},
		"throttle@9":    {Kind: "throttle", Event: 9},
		"restart@9+9":   {Kind: "restart", Event: 9, More: 9},
		"h2reset@2":     {Kind: "h2reset", Event: 2},
		"refuse@b0":     {Kind: "refuse"},
	} {
		got, err := parseFault(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s = %+v (%s), %v, want %+v", text, got, got, err, want)
		}
	}
	if got, err := parseFault("rst@3 2"); err != nil || got.String() != "rst@3+2" { // as ?fault=rst@3+2 comes
		t.Errorf("rst@3 2 = %s, %v, want rst@3+2", got, err)
	}
	for _, text := range []string{
		"", "rst", "@1", "rst@", "rst@0", "rst@-1", "rst@1026", "rst@b", "rst@b0", "rst@b16777217", "rst@b-1",
		"rst@1+", "rst@1+0", "rst@+1", "rst@1+2+3", "rst@1 ", "rst@1  2", "rst@1 2 3", "rst@1+2 3", "rst@b 5", "rst@ 5", "Rst@1", "stop@1", "refuse@1", "blackhole", "rst@now", "rst@b1+1", "rst@99999999999999999999",
	} {
		if f, err := parseFault(text); err == nil {
			t.Errorf("%q = %+v, want an error", text, f)
		}
	}
}

func TestTokenID(t *testing.T) {
	for text, want := range map[string]tokenID{
		"a-0":                {"a", 0},
		"e7-42":              {"e7", 42},
		"abcdefghij012345-1": {"abcdefghij012345", 1},
		"k3x9qa-999999999":   {"k3x9qa", 999999999},
	} {
		got, err := parseTokenID(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s = %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "-", "a-", "-1", "a", "42", "a--1", "a-1-2", "A-1", "a_b-1", "a-01", "a-+1", "a-1 ", " a-1", "a-1e3",
		"abcdefghij0123456-1", "a-1000000000", "a-99999999999999999999", "é-1", "a-١",
	} {
		if id, err := parseTokenID(text); err == nil {
			t.Errorf("%q = %+v, want an error", text, id)
		}
	}
}

func TestObject(t *testing.T) {
	got, err := parseObject([]byte(`{"prompt":"a \"b\" é","tokens":5,"stream":false,"x":{"y":[1]},"tokens":null}`))
	want := []setting{{"prompt", `a "b" é`, false}, {"tokens", "5", true}, {"stream", "false", true}, {"x", `{"y":[1]}`, true}, {"tokens", "null", true}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("settings = %v, %v, want %v", got, err, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("setting %d = %v, want %v", i, got[i], want[i])
		}
	}
	for _, text := range []string{"", "[]", "5", "{", `{"a"}`, `{"a":}`, `{"a":1}x`, `{"a":1}{}`, `{a:1}`, `{"a":1,}`, "null"} {
		if got, err := parseObject([]byte(text)); err == nil {
			t.Errorf("%s = %v, want an error", text, got)
		}
	}
}
