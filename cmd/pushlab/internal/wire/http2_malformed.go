package wire

import (
	"slices"
	"strings"
)

// The pseudo-header fields of requests and responses (RFC 9113 §8.3, and
// RFC 8441 §4 for :protocol).
var (
	requestPseudo  = []string{":method", ":scheme", ":authority", ":path", ":protocol"}
	responsePseudo = []string{":status"}
)

// connectionFields are about one connection of HTTP/1.1. In HTTP/2 frames say
// what they said (RFC 9113 §8.2.2).
var connectionFields = []string{"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"}

// judgeHeader returns the rule that makes a header malformed (RFC 9113 §8.1.1),
// or 0. Fields that are missing are not its business: it does not know whether
// these are trailers.
func judgeHeader(lines []HeaderLine) Rule {
	for i, line := range lines {
		if rule := judgeLine(line); rule != 0 {
			return rule
		}
		if !isPseudo(line) {
			continue
		}
		if rule := judgePseudo(lines[:i], line); rule != 0 {
			return rule
		}
	}
	return 0
}

func isPseudo(line HeaderLine) bool { return strings.HasPrefix(line.Name, ":") }

// judgeLine judges a line by itself.
func judgeLine(line HeaderLine) Rule {
	switch {
	case strings.ContainsAny(line.Value, "\r\n\x00"), strings.Trim(line.Value, " \t") != line.Value:
		return RuleFieldValueHTTP2
	case isPseudo(line):
		return 0
	case !isToken(line.Name), strings.ToLower(line.Name) != line.Name:
		return RuleFieldNameHTTP2
	case slices.Contains(connectionFields, line.Name), line.Name == "te" && line.Value != "trailers":
		return RuleConnectionField
	}
	return 0
}

// judgePseudo judges a pseudo-header field by those before it.
func judgePseudo(before []HeaderLine, line HeaderLine) Rule {
	own, other := requestPseudo, responsePseudo
	if slices.Contains(responsePseudo, line.Name) {
		own, other = other, own
	}
	if !slices.Contains(own, line.Name) {
		return RulePseudoUnknown
	}
	for _, b := range before {
		switch {
		case !isPseudo(b):
			return RulePseudoOrder
		case b.Name == line.Name:
			return RulePseudoTwice
		case slices.Contains(other, b.Name):
			return RulePseudoMixed
		}
	}
	return 0
}
