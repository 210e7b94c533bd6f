// A handshake in a terminal: curl shows the 101 and the bytes of the frames behind it.
export const upgrade =
  "curl -siNm 3 -o - -H 'Upgrade: websocket' -H 'Connection: Upgrade' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='"
