package demo

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// A ruling is what a rule of the opening handshake says of one head.
type ruling struct {
	Side    string `json:"side"` // who has to look: "server" or "client"
	Rule    string `json:"rule"`
	Section string `json:"section"`
	OK      bool   `json:"ok"`
	Saw     string `json:"saw"`
}

const (
	serverSection  = "RFC 6455 §4.2.1"
	clientSection  = "RFC 6455 §4.1"
	browserSection = "WebSockets Standard, Opening handshake"
)

// requestRulings hold a request against what a server must check, in the order in
// which the lab does: the first that is broken is the one that its answer names.
func requestRulings(h wire.Head) []ruling {
	keys := headValues(h, "Sec-WebSocket-Key")
	versions := headValues(h, "Sec-WebSocket-Version")
	say := func(rule string, ok bool, saw string) ruling { return ruling{"server", rule, serverSection, ok, saw} }
	return []ruling{
		say("The method is GET", h.Method == http.MethodGet, h.Method),
		say("The version is HTTP/1.1 or higher", h.Proto == "HTTP/1.1", h.Proto),
		say("There is a Host", len(headValues(h, "Host")) == 1, fieldText("Host", headValues(h, "Host"))),
		say("Upgrade has websocket", hasElement(h, "Upgrade", "websocket"), fieldText("Upgrade", headValues(h, "Upgrade"))),
		say("Connection has Upgrade", hasElement(h, "Connection", "upgrade"), fieldText("Connection", headValues(h, "Connection"))),
		say("Sec-WebSocket-Version is 13", slices.Equal(versions, []string{"13"}), fieldText("Sec-WebSocket-Version", versions)),
		say("Sec-WebSocket-Key is 16 bytes in base64", isKey(keys), fieldText("Sec-WebSocket-Key", keys)),
	}
}

// responseRulings hold a response against what a client must check, up to a status
// that is not 101: then it is a response of HTTP, and no rule is about the rest.
func responseRulings(request, h wire.Head) []ruling {
	say := func(rule string, ok bool, name string) ruling {
		return ruling{"client", rule, clientSection, ok, fieldText(name, headValues(h, name))}
	}
	status := ruling{"client", "The status is 101, of HTTP/1.1", clientSection, h.Status == http.StatusSwitchingProtocols && h.Proto == "HTTP/1.1", statusText(h)}
	if !status.OK {
		return []ruling{status}
	}
	key := strings.Join(headValues(request, "Sec-WebSocket-Key"), ", ")
	want := websocket.AcceptKey(key)
	offered, chosen := headElements(request, "Sec-WebSocket-Protocol"), headElements(h, "Sec-WebSocket-Protocol")
	list := []ruling{
		status,
		say("Upgrade is websocket", strings.EqualFold(strings.Join(headValues(h, "Upgrade"), ","), "websocket"), "Upgrade"),
		say("Connection has Upgrade", hasElement(h, "Connection", "upgrade"), "Connection"),
		say("Sec-WebSocket-Accept is "+want, slices.Equal(headValues(h, "Sec-WebSocket-Accept"), []string{want}), "Sec-WebSocket-Accept"),
		say("Each extension was offered", extensionsOffered(request, h), "Sec-WebSocket-Extensions"),
		say("The subprotocol is one that was offered", len(chosen) == 0 || len(chosen) == 1 && slices.Contains(offered, chosen[0]), "Sec-WebSocket-Protocol"),
	}
	if len(offered) == 0 {
		return list
	}
	browser := say("Of subprotocols that were offered, one is chosen; this rule is the browsers’ own", len(chosen) > 0, "Sec-WebSocket-Protocol")
	browser.Section = browserSection
	return append(list, browser)
}

// statusText says what stands in the first line of a response.
func statusText(h wire.Head) string {
	if h.Status == 0 {
		return "no status line"
	}
	return strings.TrimSpace(fmt.Sprint(h.Proto, " ", h.Status, " ", h.Reason))
}

// extensionsOffered compares names; what parameters mean is the extension's affair.
func extensionsOffered(request, h wire.Head) bool {
	var offered []string
	for _, e := range headElements(request, "Sec-WebSocket-Extensions") {
		offered = append(offered, extensionName(e))
	}
	return !slices.ContainsFunc(headElements(h, "Sec-WebSocket-Extensions"), func(e string) bool {
		return !slices.Contains(offered, extensionName(e))
	})
}

func extensionName(e string) string {
	name, _, _ := strings.Cut(e, ";")
	return strings.TrimSpace(name)
}

func isKey(keys []string) bool {
	if len(keys) != 1 {
		return false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(keys[0])
	return err == nil && len(raw) == 16
}

// fieldText says what stands in a head under a name.
func fieldText(name string, values []string) string {
	if len(values) == 0 {
		return "no " + name
	}
	return name + ": " + strings.Join(values, " and ")
}

func headValues(h wire.Head, name string) (values []string) {
	for _, l := range h.Header {
		if strings.EqualFold(l.Name, name) {
			values = append(values, l.Value)
		}
	}
	return values
}

// headElements returns the elements of a list (RFC 9110 §5.6.1).
func headElements(h wire.Head, name string) (all []string) {
	for _, value := range headValues(h, name) {
		for e := range strings.SplitSeq(value, ",") {
			if e = strings.TrimSpace(e); e != "" {
				all = append(all, e)
			}
		}
	}
	return all
}

func hasElement(h wire.Head, name, element string) bool {
	return slices.ContainsFunc(headElements(h, name), func(e string) bool { return strings.EqualFold(e, element) })
}
