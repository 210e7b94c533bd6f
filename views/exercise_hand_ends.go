package views

// handPipe keeps nc's standard input open: its end would be the client's FIN.
const handPipe = handAt + `[ -p to-lab ] || mkfifo to-lab
nc "${host%:*}" "${host##*:}" <to-lab | cat -v &
exec 3>to-lab
`

var handLoss = hand{
	why: "It is about a browser, so write it in the page's editor. The check sees bytes alone: with the lines that a browser sends by itself nc passes, too.",
	begin: []command{
		{"The handshake by hand, for an end that does not pass. Change what the lab does:", handPipe + `printf '%s\r\n' "GET $path/ws?check=EX09b&tokens=20&ttft=0&fault=end@5 HTTP/1.1" "Host: $host" \
  "Upgrade: websocket" "Connection: Upgrade" "Sec-WebSocket-Version: 13" \
  "Sec-WebSocket-Key: $(openssl rand -base64 16)" "Origin: http://localhost:8080" \
  "Sec-WebSocket-Extensions: permessage-deflate" "" >&3
`},
	},
	then: "Origin has to be the site's: a page of another origin is refused with 403.",
}
