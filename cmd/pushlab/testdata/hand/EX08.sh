# EX08, hand-made: frames, with bash. openssl draws the random bytes.
lab=${1:-http://localhost:8081/r/RUN}
at=${lab#*//} host=${at%%/*} path=/${at#*/}
LC_ALL=C # a character is a byte

exec 3<>"/dev/tcp/${host%:*}/${host##*:}" # a TCP connection, in file descriptor 3
printf '%s\r\n' "GET $path/echo?check=EX08 HTTP/1.1" \
  "Host: $host" \
  "Upgrade: websocket" \
  "Connection: Upgrade" \
  "Sec-WebSocket-Version: 13" \
  "Sec-WebSocket-Key: $(openssl rand -base64 16)" \
  "" >&3
while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do :; done

# 81 2a {"type":"nonce","a":"…","b":"…"}
IFS= read -r -d '}' message <&3
a=${message#*'"a":"'} a=${a%%'"'*}
b=${message#*'"b":"'} b=${b%%'"'*}
echo "a is $a, b is $b"

# frame FIRST PAYLOAD writes a frame whose first byte is FIRST, in hexadecimal
frame() {
  local payload=$2 hex i byte out
  hex=$(openssl rand -hex 4)
  local key=($((0x${hex:0:2} | 1)) $((0x${hex:2:2})) $((0x${hex:4:2})) $((0x${hex:6:2}))) # | 1: not zero
  if [ ${#payload} -le 125 ]; then
    printf -v out '\\x%s\\x%02x' "$1" $((0x80 | ${#payload})) # the mask bit, 7 bits of length
  else
    printf -v out '\\x%s\\xfe\\x%02x\\x%02x' "$1" $((${#payload} >> 8)) $((${#payload} & 255)) # 126, and 16 bits
  fi
  for i in 0 1 2 3; do
    printf -v byte '\\x%02x' "${key[i]}"
    out+=$byte
  done
  for ((i = 0; i < ${#payload}; i++)); do
    printf -v byte %d "'${payload:i:1}"
    printf -v byte '\\x%02x' $((byte ^ key[i % 4]))
    out+=$byte
  done
  printf '%b' "$out" >&3
}

frame 81 "$a"            # FIN, text
frame 01 "${b:0:3}"      # text, and more will come
frame 89 ""              # FIN, ping: between the fragments
frame 80 "${b:3}"        # FIN, continuation
printf -v binary '%200s' # 200 spaces
frame 82 "$binary"       # FIN, binary
frame 88 ""              # FIN, close

od -An -v -tx1z <&3 # what the lab sends back, to the end of the connection
