package websocket

// AcceptKey returns the Sec-WebSocket-Accept for a Sec-WebSocket-Key, as it stands
// in the header (RFC 6455 §4.2.2). It is for who plays one of the two sides by hand.
func AcceptKey(key string) string { return acceptKey(key) }
