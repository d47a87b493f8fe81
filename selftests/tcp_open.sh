#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Beginnings of TCP connections which are not a SYN and its answer: both ends at
# once (RFC 5382, REQ-2), and from a port whose last connection is in TIME_WAIT.
#
#   outside, far ------ uplink  host ---- network --- server, client, silent
#
# The address of far is nobody's, and silent has lost its own: no stack answers for
# them, they are made of single segments.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nsenter python3
plan 15

server=server-$tag client=client-$tag silent=silent-$tag
far_address=$subnet.3

outside_create
scratch
ip neighbour replace "$far_address" dev "$uplink" nud permanent \
	lladdr "$(ip -n "$outside" -j link show eth0 | jq -r '.[0].address')"
start "$server" -p "$port:80" -p "$((port + 1)):81" -- sleep infinity
start "$client" -- sleep infinity
start "$silent" -p "$((port + 2)):80" -- sleep infinity
silent_address=$(address "$silent")
in_net "$silent" ip address flush dev eth0

# raw NAME NETNS ARGUMENT...: an end made of single segments, by segments.py
declare -A to from
raw() {
	local in out

	mkfifo "$dir/$1.in" "$dir/$1.out"
	nsenter "--net=$2" -- python3 "$here/segments.py" "${@:3}" \
		<"$dir/$1.in" >"$dir/$1.out" &
	at_exit kill -KILL $!
	exec {in}>"$dir/$1.in" {out}<"$dir/$1.out"
	to[$1]=$in from[$1]=$out
	hear "$1"
}

# say NAME FLAGS SEQUENCE ACKNOWLEDGED [FLAGS]
say() {
	echo "${*:2}" >&"${to[$1]}"
}

# hear NAME: whether what it was told to wait for has come
hear() {
	local answer=

	read -rt 30 answer <&"${from[$1]}" || true
	[[ $answer == ok ]] || note "$1 hears ${answer:-nothing}"
}

# flows PEER-ADDRESS FILTER: of those with the peer, what jq's filter says
flows() {
	"$here/genl.py" "dump flow-get peer-address=$1" | jq -r "[.[] | $2] | join(\" \")"
}

state_is() {
	[[ $(flows "$far_address" .state) == "$1" ]]
}

# --- both ends at once ---

raw far "/run/netns/$outside" eth0 "$(cat "/sys/class/net/$uplink/address")" \
	"$far_address" 4321 "$uplink_address" $((port + 2))
raw silent "/proc/$(pid "$silent")/ns/net" eth0 "$(cat "/sys/class/net/$(device_of bridge)/address")" \
	"$silent_address" 80 "$far_address" 4321

say far S 0 0 S
eventually "published: the client's SYN is on its way" 20 state_is opening
say silent S 0 0 SA
hear far
eventually "the server's own SYN reaches the client" 20 state_is answered
say far SA 0 1
hear silent
eventually "which acknowledges it" 20 state_is established
say silent SA 0 1
hear silent
say far A 1 1
hear far
is "the connection stands" established "$(flows "$far_address" .state)"
"$here/genl.py" "flow-flush peer-address=$far_address" >/dev/null

collect "$dir/connected" "$client" python3 -c '
import socket, sys
socket.create_connection((sys.argv[1], 4322), 60)
print("connected", flush=True)' "$far_address"
eventually "masqueraded: the container's SYN is on its way" 20 state_is opening
raw late "/run/netns/$outside" eth0 "$(cat "/sys/class/net/$uplink/address")" \
	"$far_address" 4322 "$uplink_address" "$(flows "$far_address" '.reply."destination-port"')"
say late S 0 0 SA
hear late
is "the container's stack answers a SYN with a SYN" established "$(flows "$far_address" .state)"
say late A 1 1
hear late
eventually "and is connected" 20 grep -q connected "$dir/connected"

# --- TIME_WAIT, of the server which has closed first, and of the client ---

for place in "$server" outside; do
	background "$place" socat TCP-LISTEN:80,fork,reuseaddr SYSTEM:"echo hello"
	background "$place" socat TCP-LISTEN:81,fork,reuseaddr EXEC:cat
	wait_for 20 is_listening "$place" tcp 80
	wait_for 20 is_listening "$place" tcp 81
done
at outside sysctl -qw net.ipv4.tcp_tw_reuse=1
in_net "$client" sysctl -qw net.ipv4.tcp_tw_reuse=1

# again PLACE ADDRESS PORT server|client: who closes first. Three connections from one port.
again() {
	at "$1" python3 -c '
import errno, socket, sys, time

def connected(address):
    """A port in TIME_WAIT is free for a new connection a second later."""
    end = time.monotonic() + 20
    while True:
        sock = socket.socket()
        sock.settimeout(20)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", 5555))
        try:
            sock.connect(address)
            return sock
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL or time.monotonic() > end:
                raise
        sock.close()
        time.sleep(0.1)

for _ in range(3):
    sock = connected((sys.argv[1], int(sys.argv[2])))
    sock.sendall(b"hello\n")
    line = sock.recv(100)
    if sys.argv[3] == "server":
        line += sock.recv(100)
    sock.close()
    print(line.decode().strip())' "${@:2}" 2>&1 | xargs
}

while IFS='|' read -r way place dials first from last; do
	is "$way: a port in TIME_WAIT of the $last can be used again" "hello hello hello" \
		"$(again "$place" "$dials" "$first" "$last")"
	is "$way: by the same flow" 5555 "$(flows "$from" "select(.original |
		.\"source-port\" == 5555 and .\"destination-port\" == $first) |
		.original.\"source-port\"")"
done <<END_OF_WAYS
published|outside|$uplink_address|$port|$outside_address|server
published|outside|$uplink_address|$((port + 1))|$outside_address|client
masqueraded|$client|$outside_address|80|$outside_address|server
masqueraded|$client|$outside_address|81|$outside_address|client
END_OF_WAYS
