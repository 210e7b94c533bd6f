package wire

import "strconv"

// What the fields of a frame say to a learner, beside their values.

func finNote(fin byte) string {
	if fin == 1 {
		return "The last frame of its message, or the only one."
	}
	return "More frames of this message follow."
}

func maskNote(mask byte) string {
	if mask == 1 {
		return "The payload is masked, as a client must do: a key of 4 bytes follows the length."
	}
	return "The payload is not masked: a server never does it."
}

func lengthNote(length int) string {
	switch length {
	case 126:
		return "126 is no length: the next 2 bytes hold it."
	case 127:
		return "127 is no length: the next 8 bytes hold it."
	}
	return "The length of the payload in bytes. Up to 125 fits in these 7 bits."
}

var opcodeNotes = [16]string{
	OpContinuation: "The payload goes on where the last frame of this message stopped.",
	OpText:         "A message of UTF-8 text begins.",
	OpBinary:       "A message of bytes begins, whose meaning only the application knows.",
	OpClose:        "The sender is done. The other side answers with a Close frame of its own.",
	OpPing:         "Are you there? Whoever reads it answers with a Pong of the same payload.",
	OpPong:         "The answer to a Ping, or a sign of life that nobody asked for.",
}

var payloadNotes = [16]string{
	OpContinuation: "The next piece of the message.",
	OpText:         "UTF-8 text, exactly as the page gets it in event.data.",
	OpBinary:       "Bytes, exactly as the page gets them.",
	OpPing:         "Any bytes, at most 125. They come back in the Pong.",
	OpPong:         "The bytes of the Ping that it answers.",
}

// closeNotes are the status codes of RFC 6455 §7.4.1 and of the registry of IANA.
var closeNotes = map[int]string{
	1000: "Normal closure: the connection did what it was for.",
	1001: "Going away: the server shuts down, or the page was left.",
	1002: "Protocol error: the other side broke a rule of WebSocket.",
	1003: "Unsupported data: a type of message that this side does not take.",
	1007: "Invalid payload: text that is not UTF-8.",
	1008: "Policy violation: not allowed, and no better code says why.",
	1009: "Message too big.",
	1010: "The client needed an extension that the server did not offer.",
	1011: "Internal error of the server.",
	1012: "Service restart.",
	1013: "Try again later.",
	1014: "Bad gateway.",
}

func closeNote(code int) string {
	switch {
	case closeNotes[code] != "":
		return closeNotes[code]
	case code >= 4000:
		return "A code of this application: 4000 to 4999 are for private use."
	}
	return "A code that a library or framework registered: 3000 to 3999."
}

// statusNotes are the codes that this lab's streams meet (RFC 9110 §15).
var statusNotes = map[int]string{
	100: "Continue: send the body.",
	101: "Switching Protocols: behind this head the connection speaks another protocol.",
	200: "OK. It says that the answer begins well, not that it will end well.",
	204: "No Content: there is no body. An EventSource takes it as: do not come back.",
	301: "Moved Permanently.",
	303: "See Other.",
	304: "Not Modified: no body, the copy in the cache is still good.",
	307: "Temporary Redirect: the same request, to another URL.",
	400: "Bad Request: the server did not understand it.",
	403: "Forbidden.",
	404: "Not Found.",
	405: "Method Not Allowed.",
	408: "Request Timeout: the request took too long to arrive.",
	421: "Misdirected Request: this server does not answer for that host.",
	426: "Upgrade Required: only another protocol gets an answer here.",
	429: "Too Many Requests.",
	500: "Internal Server Error.",
	502: "Bad Gateway: the server behind this one failed.",
	503: "Service Unavailable.",
	504: "Gateway Timeout: the server behind this one did not answer in time.",
}

func statusNote(code int) string {
	if note := statusNotes[code]; note != "" {
		return note
	}
	classes := [...]string{
		1: "Interim: the response is still to come.",
		2: "Success.",
		3: "The client has to go elsewhere.",
		4: "The request is at fault.",
		5: "The server is at fault.",
	}
	if class := code / 100; class >= 1 && class < len(classes) {
		return classes[class]
	}
	return strconv.Itoa(code) + " is in no class of status codes."
}
