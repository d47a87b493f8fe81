#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers reach the outside from the host's address; nobody outside of
# their network reaches them at theirs.
# Changes the host: it forwards packets meanwhile (ip_forward).
# Sets: core
#
#   outside ---- uplink ---- host ---- network "bridge" --- a, b
#                              |
#                              +------ network net ------- stranger

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires dig ethtool ping python3 tcpdump
plan 21

a=a-$tag b=b-$tag stranger=stranger-$tag network=net-$tag

outside_create
scratch

start_reporter "$a"
start "$b" -- sleep infinity
network_create "$network"
start "$stranger" --network "$network" -- sleep infinity
A=$(address "$a")

# A server outside which tells clients their address and port.
background outside python3 -c "$reporter" 7 port
wait_for 20 is_listening outside tcp 7

# is_masqueraded TEXT ANSWER
is_masqueraded() {
	local from to

	read -r from to <<<"$2"
	is "$1: the host's address" "$uplink_address" "$from"
	between "$1: a port which the host does not use itself" 61000 65535 "$to"
}
mapfile -t answers < <(ask "$a" tcp "$outside_address" 7 udp "$outside_address" 7)
is_masqueraded TCP "${answers[0]}"
is_masqueraded UDP "${answers[1]}"

# One source shows one port, whoever it talks to.
ip -n "$outside" address add "$subnet.3/24" dev eth0
mapfile -t ports < <(at "$a" python3 -c '
import socket, sys
for address in sys.argv[1:]:
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.settimeout(15)
    s.bind(("", 4444))
    s.connect((address, 7))
    s.send(b"hello")
    print(s.recv(100).split()[1].decode())
    s.close()' "$outside_address" "$subnet.3")
is "the same port to two destinations" "${ports[0]}" "${ports[1]}"

# A name server outside which knows one address for every name.
cat >"$dir/dns.py" <<'END'
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 53))
while True:
    query, client = s.recvfrom(512)
    end = query.index(b"\0", 12) + 5
    s.sendto(query[:2] + bytes.fromhex("81800001000100000000") + query[12:end] +
             bytes.fromhex("c00c000100010000003c0004c6336401"), client)
END
background outside python3 "$dir/dns.py"
wait_for 20 is_listening outside udp 53
is "dig finds a name server outside" 198.51.100.1 \
	"$(at "$a" dig +short +tries=2 "@$outside_address" example.org)"
like "the port of a query which was answered is soon free" '^[23][0-9]$' \
	"$(ctrnetctl flow ls --json "$a" | jq -r '.[] | select(.Original.DestinationPort == 53) | .Timeout' | head -n 1)"

collect "$dir/echo" outside timeout 60 tcpdump -lnpi eth0 -c 1 \
	"icmp[icmptype] == icmp-echo and src host $uplink_address and dst host $outside_address"
capture=$!
wait_for 20 grep -q listening "$dir/echo"
succeeds "a container pings outside" at "$a" ping -qc 1 -W 15 "$outside_address"
status=0
wait "$capture" || status=$?
is "the echo request came from the host's address" 0 "$status"

succeeds "a large ping is fragmented and comes back whole" \
	at "$a" ping -qc 1 -W 15 -s 4000 "$outside_address"

# Two containers with the same source port to the same server, at once.
for name in "$a" "$b"; do
	mkfifo "$dir/$name.in"
	exec {open}<>"$dir/$name.in"
	echo hello >&"$open"
	ctrnetctl exec -i "$name" socat - "TCP:$outside_address:7,sourceport=5555" \
		<"$dir/$name.in" >"$dir/$name" 2>&1 &
	at_exit kill -KILL $!
done
for name in "$a" "$b"; do
	eventually "${name%-*} is connected from port 5555" 20 \
		grep -q "^$uplink_address " "$dir/$name"
done
isnt "from two ports of the host" "$(cat "$dir/$a")" "$(cat "$dir/$b")"

# The other way round there is no way.
device=$(device_of bridge)
outside_route "$A/32"
before=$(drops "$device" foreign)
is "not reachable from outside, TCP" silence "$(patience=2 ask outside tcp "$A" 80)"
between=$(drops "$device" foreign)
grows "which is counted" "$before" "$between"
is "not reachable from outside, UDP" silence "$(patience=2 ask outside udp "$A" 80)"
grows "which is counted" "$between" "$(drops "$device" foreign)"

device=$(device_of "$network")
before=$(drops "$device" foreign)
mapfile -t answers < <(patience=2 ask "$stranger" udp "$A" 80 tcp "$A" 80)
is "not reachable from another network" "silence silence" "${answers[*]}"
grows "which is counted" "$before" "$(drops "$device" foreign)"

# What rules make the host's is the host's, but who comes by the network is not the host.
collect "$dir/heard" host python3 -uc '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", int(sys.argv[1])))
while True:
    print(*s.recvfrom(100), flush=True)' "$port"
wait_for 20 is_listening host udp "$port"
at_exit ip rule delete to 203.0.113.128/25 lookup 77
at_exit ip route delete local 203.0.113.128/25 dev lo table 77
at_exit ip route delete 203.0.113.0/25 dev lo
ip route add local 203.0.113.128/25 dev lo table 77
ip rule add to 203.0.113.128/25 lookup 77
ip route add 203.0.113.0/25 dev lo
for to in 203.0.113.1 203.0.113.129; do
	# shellcheck disable=SC2016 # by the shell there
	at "$a" sh -c 'echo "to $1" | socat - "UDP:$1:$2"' - "$to" "$port"
done
eventually "an address which a rule makes the host's is" 20 grep -q "to 203.0.113.129.*'$A'" "$dir/heard"
is "none which is only routed over lo" 0 "$(grep -c "to 203.0.113.1\\\\n" "$dir/heard" || true)"
