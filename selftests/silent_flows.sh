#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whom a published service of UDP has answered twice keeps his flow where there is no room for
# more, whoever he says he is; but no longer than half a minute, unless he goes on.
#
#   outside (clients) ---- uplink  host ---- network ---- server (published)

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq nsenter python3
plan 7

net=net-$tag server=server-$tag
outside_create
scratch
network_create "$net"
ctrnetctl network set --endpoint-flow-limit 40 "$net"
start "$server" --network "$net" -p "$port:80/udp" -- python3 -c "$reporter" 80 echo
wait_for 20 is_listening "$server" udp 80

# For each line "FIRST COUNT", so many clients from a port on: how many were answered twice.
cat >"$dir/clients.py" <<'END'
import socket, sys
ends = {}
def answered(port):
    if port not in ends:
        ends[port] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ends[port].bind(("", port))
        ends[port].connect((sys.argv[1], int(sys.argv[2])))
        ends[port].settimeout(3)
    try:
        for text in b"x", b"y":
            ends[port].send(text)
            while ends[port].recv(1) != text:
                pass
        return True
    except OSError:
        return False
for line in sys.stdin:
    first, count = map(int, line.split())
    print(sum(answered(first + i) for i in range(count)), flush=True)
END
converse_begin clients nsenter "--net=/run/netns/$outside" \
	python3 "$dir/clients.py" "$uplink_address" "$port"
# answered FIRST COUNT
answered() {
	converse clients 120 "$@"
}

is "forty clients are answered" 40 "$(answered 2000 40)"
is "another one finds no room" 0 "$(answered 3000 1)"
has_room() {
	[[ $(answered 2000 1) == 1 && $(answered 3000 1) == 1 ]]
}
eventually "until they are silent for half a minute" 60 has_room
is "who has gone on stays" true "$(ctrnetctl flow ls --json "$server" |
	jq '.[] | select(.Original.SourcePort == 2000) | .Age >= 30')"
is "all others make room" 38 "$(answered 4000 38)"
is "there are no more than there may be" 40 "$(ctrnetctl flow ls --json "$server" | jq length)"
succeeds "the kernel did not complain" log_is_clean
