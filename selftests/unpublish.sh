#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The flows of a published port end with it: however it ends, clients reach
# whoever has the port next, and nothing more of whom it was.
#
#   outside (one client, one socket) ---- uplink ---- host ---- network --- first, second

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
plan 20

outside_create
scratch

# serve NAME [OPTION...]: says its name to each who sends a line, on port 80.
serve() {
	start "$1" -h "${1%-*}" "${@:2}" -- python3 -c "$reporter" 80 name
	wait_for 20 is_listening "$1" tcp 80
}

# One UDP socket and one TCP connection, kept by a process: each line it reads
# is "udp TEXT" or "tcp TEXT" to send, and it says what comes back.
cat >"$dir/client.py" <<'END'
import socket, sys
address, port = sys.argv[1], int(sys.argv[2])
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.connect((address, port))
tcp = socket.create_connection((address, port))
for line in sys.stdin:
    protocol, text = line.split()
    s = udp if protocol == "udp" else tcp
    s.settimeout(20 if text.startswith("expect") else 1)
    try:
        s.send(text.encode() + b"\n")
        answer = s.recv(100).decode().strip() or "end"
    except socket.timeout:
        answer = "silence"
    except OSError:
        answer = "refused"
    print(answer, flush=True)
END
# client: begin anew
client() {
	[[ -z ${client_PID:-} ]] || { kill "$client_PID"; wait "$client_PID" || true; } 2>/dev/null
	# shellcheck disable=SC2034 # names the coprocess
	coproc client {
		exec nsenter "--net=/run/netns/$outside" python3 "$dir/client.py" \
			"$uplink_address" "$port"
	}
}
# says tcp|udp TEXT
says() {
	local answer=

	echo "$1 $2" >&"${client[1]}"
	read -rt 40 answer <&"${client[0]}" || true
	echo "$answer"
}

first=first-$tag second=second-$tag
ends=(
	"ctrnetctl unpublish $first 80/tcp 80/udp"
	"ctrnetctl stop -t 0 $first"
	"ctrnetctl rm -f $first"
)
texts=("an unpublished port" "a stopped container" "a removed container")
for i in "${!ends[@]}"; do
	serve "$first" -p "$port:80" -p "$port:80/udp"
	client
	is "a client of the port of ${texts[i]}, UDP" first "$(says udp expect)"
	is "a client of the port of ${texts[i]}, TCP" first "$(says tcp expect)"

	succeeds "its end" sh -c "${ends[i]} >/dev/null"
	isnt "no more of an established connection" first "$(says tcp later)"
	if (( i == 0 )); then
		is "nothing of what came later arrived" "" \
			"$(ctrnetctl logs "$first" 2>&1 | grep -x later || true)"
	fi

	serve "$second" -p "$port:80" -p "$port:80/udp"
	is "the next datagram of the same socket reaches who has the port now" second \
		"$(says udp expect)"
	ctrnetctl rm -f "$first" "$second" >/dev/null 2>&1 || true
done

# --- the same port on several addresses ---
serve "$first" -p "127.0.5.1:$port:80" -p "127.0.5.2:$port:80" \
	-p "127.0.5.3:$port-$((port + 1)):80-81"
# answers: from each of the addresses
answers() {
	ask host tcp 127.0.5.1 "$port" tcp 127.0.5.2 "$port" tcp 127.0.5.3 "$port" | xargs
}
is "a port of three addresses" "first first first" "$(answers)"
ctrnetctl unpublish "$first" "127.0.5.2:$port:80"
is "two of them have it still" "first refused first" "$(answers)"
ctrnetctl unpublish "$first" "127.0.5.3:$port-$((port + 1)):80-81"
is "then one" "first refused refused" "$(answers)"
ctrnetctl unpublish "$first" "127.0.5.1:$port:80"
is "then none" "refused refused refused" "$(answers)"
ctrnetctl rm -f "$first" >/dev/null
