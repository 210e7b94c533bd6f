package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// parts are the events and comments, with their line ends.
func (s sliced) parts() (list [][]byte) {
	put := func(text string) {
		list = append(list, []byte(strings.ReplaceAll(text, "\n", slicerEnd[s.eol])))
	}
	events := slicerEvents(s.text)
	for i, e := range events {
		put(fmt.Sprintf("id: %s\ndata: %s\n\n", e[2], e[1]))
		if s.text == "comments" && i%3 == 2 {
			put(": keep-alive\n\n")
		}
	}
	put(fmt.Sprintf("id: s-%d\nevent: done\ndata: %s\n\n", len(events)+1, eventsSummary(events)))
	return list
}

// A firedEvent is an event as a parser fires it: its type, its data, its id.
type firedEvent [3]string

// slicerEvents are the events of a text, those before done.
func slicerEvents(text string) (list []firedEvent) {
	put := func(data string) { list = append(list, firedEvent{"message", data, fmt.Sprintf("s-%d", len(list)+1)}) }
	for i, token := range strings.Split(slicerTokens[text], "|") {
		if text == "long" && i == 5 {
			token = strings.Repeat(token, slicerLong/len(token))
		}
		put(string(compact(map[string]string{"token": token})))
	}
	if text == "done" {
		put("[DONE]")
	}
	return list
}

// eventsSummary says how many events there are, and their hash.
func eventsSummary(events []firedEvent) string {
	sum := sha256.Sum256(compact(events))
	return fmt.Sprintf(`{"events":%d,"sha256":"%s"}`, len(events), hex.EncodeToString(sum[:]))
}

// compact writes v as JSON.stringify does.
func compact(v any) []byte {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // only strings come here
	}
	return []byte(strings.TrimSuffix(out.String(), "\n"))
}

// The line ends of WHATWG HTML §9.2.6.
var (
	slicerEnds = []string{"lf", "crlf", "cr"}
	slicerEnd  = map[string]string{"lf": "\n", "crlf": "\r\n", "cr": "\r"}
)

// slicerLong is longer than the 64 KiB that a line may have for Go's
// bufio.Scanner, in bytes.
const slicerLong = 70 << 10

// slicerTexts are the answers, in twelve tokens each.
var (
	slicerTexts  = []string{"ascii", "cjk", "emoji", "colon", "comments", "done", "long"}
	slicerTokens = map[string]string{
		"ascii":    "An| event| ends| at| its| blank| line|,| wherever| a| read| ends.",
		"cjk":      "你好|，|世界| 🌍|。|每个|汉|字|是|三个|字节|。",
		"emoji":    "🌍| 🌎| 🌏| 🙂| 🚀| 👍🏽| 👩‍💻| 🇨🇳| 🎉| ☕️| 🐧| ✅",
		"colon":    "Rule|: |cut| a| line| at| its| first| colon|: |once|.",
		"comments": "A| line| that| begins| with| a| colon| says| nothing| to| the| page.",
		"done":     "The| last| event| of| this| answer| is| a| word| and| no| JSON.",
		"long":     "The| next| token| is| long,| seventy kibibytes of it,| in| one| line| of| data|.",
	}
)
