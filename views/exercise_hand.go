package views

// A hand is an exercise that is done in a terminal, for the most part because a
// page can not: why not, and how to begin. js/commands.js writes the run's
// address into the commands.
type hand struct {
	call  string // what a page has instead; "" = a page can do it too
	why   string // a page can not, or the sentence that stands first
	begin []command
	then  string // what to do next
}

// A command is some lines for a shell, and what they need.
type command struct{ with, lines string }

// handAt takes an address of a run apart, for tools that know TCP and no HTTP.
const handAt = `lab=http://localhost:8081/r/RUN
at=${lab#*//} host=${at%%/*} path=/${at#*/}
`

// handHello is the handshake of EX08.
const handHello = `printf '%s\r\n' "GET $path/echo?check=EX08 HTTP/1.1" "Host: $host" \
  "Upgrade: websocket" "Connection: Upgrade" "Sec-WebSocket-Version: 13" \
  "Sec-WebSocket-Key: $(openssl rand -base64 16)" "" >&3
`

var handTable = map[string]hand{
	"EX07": {
		call: "new WebSocket(url)",
		why:  "writes the handshake by itself, draws its own key, and takes no header fields. You need a terminal.",
		begin: []command{
			{"With bash, which has /dev/tcp:", handAt + `exec 3<>"/dev/tcp/${host%:*}/${host##*:}"
printf '%s\r\n' "GET $path/echo?check=EX07 HTTP/1.1" "Host: $host" "" >&3
head -n 1 <&3
`},
			{"With nc, in any shell (Ctrl C ends it):", handAt + `printf '%s\r\n' "GET $path/echo?check=EX07 HTTP/1.1" "Host: $host" "" |
  nc "${host%:*}" "${host##*:}"
`},
		},
		then: "That is answered by 426, and the attempt has begun. Add header lines in front of the empty one until it is a handshake. Each try is a connection and a key of its own.",
	},
	"EX08": {
		call: "ws.send()",
		why:  "makes the frames by itself, draws their keys, and sends neither fragments nor pings. You need a terminal.",
		begin: []command{
			{"With bash, which has /dev/tcp. The last line prints the head of the response and the nonces:", handAt + `exec 3<>"/dev/tcp/${host%:*}/${host##*:}"
` + handHello + `IFS= read -r -d '}' hello <&3; printf '%s}\n' "$hello"
`},
			{"With nc, which shows what comes:", handAt + `[ -p to-lab ] || mkfifo to-lab
nc "${host%:*}" "${host##*:}" <to-lab | cat -v &
exec 3>to-lab
` + handHello},
			{"Then write bytes. This frame is masked and says Hello; the lab sends it back, and it does not count:", `printf '\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58' >&3
`},
		},
		then: "Behind a frame that breaks a rule the lab closes the connection: begin again with the handshake.",
	},
	"EX09b": handLoss, // the lessons have the lines of EX09a and EX10 themselves
}
