package views

// handPipe keeps nc's standard input open: its end would be the client's FIN.
const handPipe = handAt + `mkfifo to-lab
nc "${host%:*}" "${host##*:}" <to-lab | cat -v &
exec 3>to-lab
`

var handFarewell = hand{
	why: "The page's editor does it, and so do nc and a text editor.",
	begin: []command{
		{"A handshake, and behind it comes the nonce:", handPipe + `printf '%s\r\n' "GET $path/echo?check=EX09a HTTP/1.1" "Host: $host" \
  "Upgrade: websocket" "Connection: Upgrade" "Sec-WebSocket-Version: 13" \
  "Sec-WebSocket-Key: $(openssl rand -base64 16)" "" >&3
`},
		{"Then write a Close frame of your own. This one is masked with a key of zeros, which leaves the payload readable, and says 1000 and six letters:", `printf '\x88\x88\x00\x00\x00\x00\x03\xe8NONCE6' >&3
`},
	},
	then: "Which two bytes are 4000? Leave nc alone then: the file descriptor 3 keeps its side open, and the server ends TCP.",
}

var handLoss = hand{
	why: "It is about a browser, so write it in the page's editor. The check sees bytes alone: with the lines that a browser sends by itself nc passes, too.",
	begin: []command{
		{"The same handshake by hand, for an end that does not pass. Change what the lab does:", handPipe + `printf '%s\r\n' "GET $path/ws?check=EX09b&tokens=20&ttft=0&fault=end@5 HTTP/1.1" "Host: $host" \
  "Upgrade: websocket" "Connection: Upgrade" "Sec-WebSocket-Version: 13" \
  "Sec-WebSocket-Key: $(openssl rand -base64 16)" "Origin: http://localhost:8080" \
  "Sec-WebSocket-Extensions: permessage-deflate" "" >&3
`},
	},
	then: "Origin has to be the site's: a page of another origin is refused with 403.",
}

var handWatchdog = hand{
	why: "The page's editor does it, and so do nc and a text editor. nc -w 3 is a watchdog: it leaves when no byte has come for 3 s. Over HTTP/1.0 there are no chunks, and what comes is the event stream alone.",
	begin: []command{
		{"The first request:", handAt + `printf '%s\r\n' "GET $path/sse?check=EX10 HTTP/1.0" "Host: $host" "" |
  nc -w 3 "${host%:*}" "${host##*:}" | tee events
`},
		{"Have this ready, and send it each time that nc has left; 10 s are enough:", `last=$(sed -n 's/^id: //p' events | tail -n 1)
printf '%s\r\n' "GET $path/sse?check=EX10 HTTP/1.0" "Host: $host" "Last-Event-ID: $last" "" |
  nc -w 3 "${host%:*}" "${host##*:}" | tee -a events
`},
	},
	then: "Behind done, join the data of all messages, several data lines of one event with a line feed between them, and send the sha256 of the text: curl -d HASH to …/proof.",
}
