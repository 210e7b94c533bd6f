package server

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/views"
)

// presets are what the bench of a demo offers to send.
func presets(name string) (list []views.Preset) {
	switch name {
	case "bytes":
		for _, p := range demo.BytesPresets {
			list = append(list, bytesPreset(p))
		}
	case "theatre":
		for _, p := range demo.TheatrePresets {
			list = append(list, theatrePreset(p))
		}
	case "handshake":
		for _, p := range demo.HandshakePresets {
			list = append(list, handshakePreset(p))
		}
	case "closetheatre":
		for _, e := range demo.Endings {
			list = append(list, closingPreset(e))
		}
	case "frames":
		for _, p := range demo.FramesPresets {
			list = append(list, framesPreset(p))
		}
	}
	return list
}

func bytesPreset(p demo.BytesPreset) views.Preset {
	set := map[string]string{"raw": p.Text()}
	switch {
	case p.Slices == "after-cr" || p.Slices == "inside-char":
		set["slices"] = p.Slices
	case p.Slices != "":
		set["slices"], set["own"] = "own", p.Slices
	}
	return views.Preset{ID: p.Slug, Name: p.Name, What: p.Wrong, Seen: p.Seen, Result: fired(p.Fires), Set: set}
}

// fired says what Chromium's EventSource made of a preset.
func fired(list []demo.Fired) string {
	if len(list) == 0 {
		return "Recorded in Chromium 156: no event."
	}
	var events []string
	for _, f := range list {
		event := f.Type + " " + cut(f.Data)
		if f.LastEventID != "" {
			event += " with lastEventId " + strconv.Quote(f.LastEventID)
		}
		events = append(events, event)
	}
	return "Recorded in Chromium 156: " + strings.Join(events, ", ") + "."
}

// cut quotes a text that may be long.
func cut(s string) string {
	const most = 60
	if len(s) <= most {
		return strconv.Quote(s)
	}
	return fmt.Sprintf("%q… of %s characters", s[:8], thousands(int64(len([]rune(s)))))
}

func theatrePreset(p demo.TheatrePreset) views.Preset {
	set := map[string]string{"acts": p.Acts, "retry": p.Retry, "handler": p.Handler}
	return views.Preset{ID: p.Slug, Name: p.Name, What: p.What, Seen: p.Seen, Result: "Recorded in Chromium 156: " + p.Result + ".", Set: set}
}

func handshakePreset(p demo.HandshakePreset) views.Preset {
	set := map[string]string{
		"sender": p.Sender, "to": p.To, "protocols": p.Protocols,
		"request": cmp.Or(p.Request, demo.RightRequest), "response": cmp.Or(p.Response, demo.RightResponse),
	}
	who := "Recorded in Chromium 156: "
	if p.Sender == "raw" {
		who = "The raw client reads: "
	}
	return views.Preset{ID: p.Slug, Name: p.Name, What: p.What, Result: who + p.Result + ".", Set: set}
}

func framesPreset(p demo.FramesPreset) views.Preset {
	set := map[string]string{"raw": hexOf(p.Body), "to": p.To}
	if p.To == "echo" {
		set["payload"], set["fragments"] = p.Reaction.Messages[0], "1"
	}
	if p.N > 0 {
		set["slices"], set["n"] = "n", strconv.Itoa(p.N)
	}
	if p.Writers > 0 {
		set["writers"] = strconv.Itoa(p.Writers)
	}
	return views.Preset{ID: p.Slug, Name: p.Name, What: p.What, Result: reaction(p), Set: set}
}

// closingPreset is one of the twelve endings, and who besides the server can do it.
func closingPreset(e demo.Ending) views.Preset {
	words := fmt.Sprintf("the page is told %d %q", e.Seen.Code, e.Seen.Reason)
	if e.Seen.Sent > 0 {
		words += fmt.Sprintf("; the browser's own close frame says %d", e.Seen.Sent)
	}
	return views.Preset{ID: e.Slug, Name: e.Name, Result: "Recorded in Chromium 156: " + words + ".", Set: map[string]string{"by": e.By}}
}

// hexOf writes bytes in the workbench's notation, a long run as 61*126.
func hexOf(s string) string {
	var parts []string
	for i := 0; i < len(s); {
		n := 1
		for i+n < len(s) && s[i+n] == s[i] {
			n++
		}
		digits := hex.EncodeToString([]byte{s[i]})
		if n < 12 {
			n = 1
		} else {
			digits += "*" + strconv.Itoa(n)
		}
		parts = append(parts, digits)
		i += n
	}
	return strings.Join(parts, " ")
}

// reaction says what the peer did with the frames of a preset.
func reaction(p demo.FramesPreset) string {
	r := p.Reaction
	who, words := "Recorded in Chromium 156: ", []string{}
	if p.To == "server" {
		who = "The lab's echo: "
	}
	for _, m := range r.Messages {
		words = append(words, "message "+cut(m))
	}
	if r.Sent > 0 {
		words = append(words, fmt.Sprintf("a Close frame with %d on the wire", r.Sent))
	}
	if r.Code > 0 && p.To == "browser" {
		words = append(words, fmt.Sprintf("close %d %q in the page", r.Code, r.Reason))
	}
	if len(words) == 0 {
		words = []string{"nothing; the connection stays open"}
	}
	return who + strings.Join(words, ", ") + "."
}
