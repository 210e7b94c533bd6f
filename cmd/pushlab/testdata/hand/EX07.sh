# EX07, by hand: an opening handshake, with bash and openssl.
lab=${1:-http://localhost:8081/r/RUN}
at=${lab#*//} host=${at%%/*} path=/${at#*/}

key=$(openssl rand -base64 16)
accept=$(printf %s "${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11" | openssl sha1 -binary | openssl base64)

exec 3<>"/dev/tcp/${host%:*}/${host##*:}" # a TCP connection, in file descriptor 3
printf '%s\r\n' "GET $path/echo?check=EX07 HTTP/1.1" \
  "Host: $host" \
  "Upgrade: websocket" \
  "Connection: Upgrade" \
  "Sec-WebSocket-Version: 13" \
  "Sec-WebSocket-Key: $key" \
  "X-Expect-Accept: $accept" \
  "" >&3

while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do # up to the empty line
  printf '%s\n' "${line%$'\r'}"
done
