#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who listens is told of all that happens, once, and of nothing that did not.
#
#   host --- network ctrX --- endpoints eth0, eth1 in netns

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 11

ctr=ctr-$tag ns=ns-$tag
at_exit ip link delete "$ctr"
ip link add "$ctr" type ctrnet
index=$(<"/sys/class/net/$ctr/ifindex")
at_exit ip netns delete "$ns"
ip netns add "$ns"

scratch
collect "$dir/events" host "$here/genl.py" --events
wait_for 60 grep -q listening "$dir/events"
genl_begin

# happened TEXT EVENT...: since the last time, in this order; what has no object of
# its own is named by the network
seen=0
happened() {
	local expected="${*:2}" got

	wait_for 20 has_happened $((seen + $# - 1)) || true
	got=$(all_events | tail -n +$((seen + 1)) | xargs)
	seen=$(all_events | wc -l)
	is "$1" "$expected" "$got"
}
has_happened() {
	(( $(all_events | wc -l) >= $1 ))
}
all_events() {
	sed 1d "$dir/events" | jq -r --argjson index "$index" 'select(.network == $index) |
		"\(.event):\(.publish // .link // .endpoint // "network")"'
}
# endpoint NAME MAC
endpoint() {
	ip link add "$1" address "$2" netns "$ns" link "$ctr" type ctrnet_ep
	request endpoint-get "network=$index" "mac=$2" | jq .endpoint
}

first=$(endpoint eth0 02:00:00:00:00:02)
second=$(endpoint eth1 02:00:00:00:00:03)
happened "endpoints" "endpoint-ntf:$first" "endpoint-ntf:$second"

request address-add "endpoint=$first" "address=$subnet.9" >/dev/null
request address-add "endpoint=$first" "address=$subnet.10" >/dev/null
request address-del "endpoint=$second" "address=$subnet.10" >/dev/null
happened "an address, and two which were refused" "endpoint-ntf:$first"

publish=(publish-add "endpoint=$first" protocol=6 port=80)
one=$(request "${publish[@]}" "host-port=$port" | jq .publish)
two=$(request "${publish[@]}" "host-port=$((port + 1))" "host-port-end=$((port + 4))" | jq .publish)
request "${publish[@]}" "host-port=$((port + 2))" >/dev/null
request publish-del publish=1000000 >/dev/null
happened "publishes" "publish-ntf:$one" "publish-ntf:$two"

# One who does not read gets no answer, and what cannot be answered is not done.
before=$(request dump publish-get)
python3 - "$here" "${publish[@]}" "host-port=$((port + 5))" <<'END'
import socket, struct, sys
sys.path.insert(0, sys.argv[1])
import genl
family = genl.open_family()
family.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)

def send(operation, *words):
    payload = b"".join(family.set.pack(*word.split("=", 1)) for word in words)
    family.sock.send(struct.pack("=IHHIIBBH", 20 + len(payload), family.id, genl.NLM_F_REQUEST,
                                 1, 0, family.operations[operation], 1, 0) + payload)

for _ in range(8):
    send("endpoint-get", sys.argv[3])
send(*sys.argv[2:])
END
is "what cannot be answered is not done" "$before" "$(request dump publish-get)"
happened "nor told"

link=$(request link-add "endpoint=$first" "source=$second" expose=protocol:6,port:80 | jq .link)
request link-add "endpoint=$first" "source=$second" >/dev/null
request link-set "link=$link" expose=protocol:6,port:80,port-end:79 >/dev/null
request link-set "link=$link" expose=protocol:6,port:81 >/dev/null
happened "a link, and what it opens" "link-ntf:$link" "link-ntf:$link"

request network-set "network=$index" options=-icc >/dev/null
request network-set "network=$index" options=0x1000000010000000 >/dev/null
happened "options of the network" "network-ntf:network"

request publish-del "publish=$two" >/dev/null
happened "the end of a publish" "publish-del-ntf:$two"
request address-del "endpoint=$first" "address=$subnet.9" >/dev/null
happened "of an address, and what is published at it" "publish-del-ntf:$one" "endpoint-ntf:$first"

ip -n "$ns" link delete eth0
happened "of an endpoint, after its links" "link-del-ntf:$link" "endpoint-del-ntf:$first"
ip link delete "$ctr"
happened "of a network" "endpoint-del-ntf:$second"
