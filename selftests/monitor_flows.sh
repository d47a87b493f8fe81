#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ctrnetctl monitor --flows tells of connections which begin and end, by names, and how many
# it has missed.
#
#   outside ---- uplink  host ---- network --- web

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires jq nsenter
requires_tracing
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 12

net=net-$tag web=web-$tag
outside_create
network_create "$net"
start_reporter "$web" --network "$net" -p "$port:80"

scratch
# monitor FILE WORD...: until it is ready; $! is its process
monitor() {
	collect "$1" "${@:2}"
	wait_for 60 grep -q started "$1"
}
monitor "$dir/elsewhere" outside ctrnetctl monitor --flows --json
monitor "$dir/without" host ctrnetctl monitor --json
monitor "$dir/text" host ctrnetctl monitor --flows
text=$!
monitor "$dir/json" host ctrnetctl monitor --flows --json
json=$!

# flow TEXT EXPECTED CONDITION FILTER: that one which meets it is told, and how
flow() {
	wait_for 20 told "$3" || true
	is "$1" "$2" "$(jq -r "select(.Object == \"flow\" and ($3)) | $4" "$dir/json" | head -n 1)"
}
told() {
	jq -es "any(.[]; .Object == \"flow\" and ($1))" "$dir/json"
}
ends='"\(.Source) -> \(.Destination):\(.DestinationPort), \(.ReplySource):\(.ReplySourcePort) -> \(.ReplyDestination)"'

ask outside tcp "$uplink_address" "$port" >/dev/null
flow "a connection to a published port" "$net null $web tcp publish" \
	'.Action == "added" and .Rule == "publish"' '"\(.Network) \(.From) \(.To) \(.Protocol) \(.Rule)"'
flow "its ends" "$outside_address -> $uplink_address:$port, $(address "$web"):80 -> $outside_address" \
	'.Action == "added" and .Rule == "publish"' "$ends"
at "$web" bash -c "echo hello >/dev/udp/$outside_address/9"
flow "one to the outside" "$web null udp" \
	'.Action == "added" and .Rule == "masquerade"' '"\(.From) \(.To) \(.Protocol)"'
ctrnetctl flow flush "$web" >/dev/null
flow "it ends" "$web 1 packets" '.Action == "removed" and .Rule == "masquerade" and .Protocol == "udp"' \
	'"\(.From) \(.Packets) packets"'
eventually "as lines" 20 grep -Eq \
	"Z flow added $outside_address:[0-9]+ -> $web:80/tcp on $net by publish$" "$dir/text"
eventually "with what they were" 20 grep -Eq \
	"Z flow removed $web:[0-9]+ -> $outside_address:9/udp on $net by masquerade, 1/[01] packets there and back$" \
	"$dir/text"

# Who does not ask hears of all else, and another namespace of its own.
ip -n "$outside" -batch - <<END
link add ctr0 address 02:00:00:00:00:01 type ctrnet
address add 10.9.0.1/24 dev ctr0
link set ctr0 up
link add ep0 address 02:00:00:00:00:0a link ctr0 type ctrnet_ep
link set ep0 up
END
at outside sysctl -qw net.ipv4.ip_forward=1
at outside "$here/genl.py" "address-add endpoint=1 address=10.9.0.2" >/dev/null
at outside python3 "$here/flood.py" ep0 udp-ports 1 mac=02:00:00:00:00:01 from=10.9.0.2 \
	"to=$uplink_address" port=9
network_create "other-$tag"
wait_for 20 grep -q '"flow"' "$dir/elsewhere" || true
wait_for 20 grep -q '"network"' "$dir/without" || true
is "to who did not ask: networks" "monitor network" "$(jq -r .Object "$dir/without" | sort -u | xargs)"
is "in another namespace: its own" 10.9.0.2 \
	"$(jq -r 'select(.Object == "flow") | .Source' "$dir/elsewhere" | sort -u | xargs)"

# More than there is room for while it does not read.
instance=$tracing/instances/ctrnetctl-$json
echo 8 >"$instance/buffer_size_kb"
kill -STOP "$json"
at "$web" python3 -c "
import socket
for port in range(20000, 20500):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(('', port))
        s.sendto(b'x', ('$outside_address', 9))"
kill -CONT "$json"
known() {
	jq -es '[.[] | select(.Object == "flow" and (.SourcePort // 20000) >= 20000 and
		(.SourcePort // 20000) < 20500 and .Action != "removed") | .Count // 1] | add >= 500' "$dir/json"
}
eventually "those which were lost are counted" 60 known
succeeds "there were some" told '.Action == "lost" and .Count > 0'

kill -INT "$json"
eventually "it leaves nothing" 20 test ! -e "$instance"
instance=$tracing/instances/ctrnetctl-$text
kill -KILL "$text"
monitor "$dir/next" host ctrnetctl monitor --flows
eventually "the next takes away what one left which was killed" 20 test ! -e "$instance"
