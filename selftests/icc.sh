#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A network which does not let its endpoints talk, and links which do. The
# changes are made by way of the module's netlink family, under live connections.
# Sets: core
#
#   host ---- network net --- recipient, source

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires arping ethtool nsenter ping python3
plan 58

network=net-$tag recipient=recipient-$tag source=source-$tag

network_create "$network"
start_reporter "$recipient" --network "$network"
start_reporter "$source" --network "$network" -p "$port:80"
dev=$(device_of "$network")
endpoints_of "$dev"
SOURCE=$(address "$source") RECIPIENT=$(address "$recipient")
background "$source" python3 -c "$reporter" 81
background "$source" python3 -c "$reporter" 82,83 echo
wait_for 20 is_listening "$source" tcp 81
wait_for 20 is_listening "$source" tcp 83
outside_create

# options [NAME,-NAME...]: change and tell
options() {
	(( ! $# )) || genl "network-set network=$network_index options=$1"
	genl "network-get network=$network_index" | jq -r '.options | join(" ")'
}

# pings FROM TO-ADDRESS
pings() {
	at "$1" ping -qc 1 -W "${3:-15}" "$2"
}

is "a new network lets endpoints talk" "icc masquerade firewall" "$(options)"
is "TCP and UDP" "$RECIPIENT $RECIPIENT" \
	"$(ask "$recipient" tcp "$SOURCE" 80 udp "$SOURCE" 80 | xargs)"
nsenter "--net=/proc/$(pid "$source")/ns/net" sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=0
broadcast=${SOURCE%.*.*}.255.255
succeeds "and broadcasts" at "$recipient" ping -b -qc 1 -W 15 "$broadcast"

# --- off ---

genl "network-set network=$network_index options=-icc" >/dev/null
is "icc is off" "masquerade firewall" "$(options)"
each_dropped "$dev" icc <<END
then they do not, TCP|silence|patience=2 ask $recipient tcp $SOURCE 80
nor UDP|silence|patience=2 ask $recipient udp $SOURCE 80
nor do they ping|1|status_of pings $recipient $SOURCE 2
END
at_once <<END
a broadcast reaches nobody|1|status_of at $recipient ping -b -qc 1 -W 2 $broadcast
ARP is answered|0|status_of at $recipient arping -qc 1 -w 15 -I eth0 $SOURCE
the host reaches them|0|status_of pings host $SOURCE
they reach the host|0|status_of pings $recipient $(gateway "$recipient")
and the outside|0|status_of pings $recipient $outside_address
and published ports|$RECIPIENT|ask $recipient tcp $uplink_address $port
END

# By way of the gateway it is no other.
nsenter "--net=/proc/$(pid "$recipient")/ns/net" ip route add "$SOURCE" via "$(gateway "$recipient")"
is "a way round by the gateway is none" silence "$(patience=2 ask "$recipient" tcp "$SOURCE" 80)"
nsenter "--net=/proc/$(pid "$recipient")/ns/net" ip route del "$SOURCE"

# --- links ---

r=$(endpoint "$recipient") s=$(endpoint "$source")
made=$(genl "link-add endpoint=$r source=$s expose=protocol:6,port:80 expose=protocol:17,port:80,port-end:81 expose=protocol:17,port:8081")
link=$(jq .link <<<"$made")
is "link-add replies with what was made" "6/80-80 17/80-81 17/8081-8081" \
	"$(jq -r '[.expose[] | "\(.protocol)/\(.port)-\(."port-end")"] | join(" ")' <<<"$made")"
# from_bound_port FROM ADDRESS: what comes back to a datagram from a port of choice
from_bound_port() {
	at "$1" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.settimeout(float(sys.argv[2]))
s.bind(("", 8081))
s.connect((sys.argv[1], 80))
s.send(b"hello")
try:
    print(s.recv(100).decode().strip())
except TimeoutError:
    print("timeout")' "$2" "$patience"
}
at_once <<END
a link opens the exposed ports|$RECIPIENT $RECIPIENT $RECIPIENT|ask $recipient tcp $SOURCE 80 udp $SOURCE 80 udp $SOURCE 81
no other|silence|patience=2 ask $recipient tcp $SOURCE 81
the recipient pings the source|0|status_of pings $recipient $SOURCE
the source does not ping the recipient|1|status_of pings $source $RECIPIENT 2
nor connects|silence silence|patience=2 ask $source tcp $RECIPIENT 80 udp $RECIPIENT 80
not from an exposed port, either|timeout|patience=2 from_bound_port $source $RECIPIENT
from which the recipient reaches it|$RECIPIENT|from_bound_port $recipient $SOURCE
END
is "an error comes back" "Connection refused" "$(at "$recipient" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(15)
s.connect((sys.argv[1], 8081))
s.send(b"hello")
try:
    print(s.recv(100))
except OSError as error:
    print(error.strerror or error)' "$SOURCE")"
# shellcheck disable=SC2016 # for the inner shell
is "fragments are made whole" "$RECIPIENT" "$(at "$recipient" bash -c '
	exec 3<>"/dev/udp/$0/80" && printf "%4000s" hello >&3 && timeout 15 head -n 1 <&3' "$SOURCE")"
many=$(printf ' expose=protocol:6,port:%d' {1..1024})
mapfile -t answers < <(genl "link-add endpoint=$r source=$s" "link-add endpoint=$s source=$s" \
	"link-add endpoint=$s source=$r expose=protocol:6,port:9,port-end:8" \
	"link-add endpoint=$s source=$r expose=port:9" \
	"link-add endpoint=$s source=$r$many expose=protocol:17,port:1")
is "a second link between the two is refused" \
	"EEXIST the recipient has a link to the source already [source]" "${answers[0]}"
is "a link to itself too" "EINVAL an endpoint cannot be linked to itself [source]" "${answers[1]}"
is "and a range that runs backwards" "EINVAL the last port is below the first one [port-end]" \
	"${answers[2]}"
is "and one without a protocol" "EINVAL [expose: no protocol]" "${answers[3]}"
is "and too many ranges" "E2BIG a link has at most 1024 ranges of ports [expose]" "${answers[4]}"
is "none of which left a link" 1 "$(genl "dump link-get" | jq length)"
is "as many as there may be are told, in the reply" 1024 \
	"$(made=$(genl "link-add endpoint=$s source=$r$many") && jq '.expose | length' <<<"$made")"
is "and among others in a dump" "3 1024" \
	"$(genl "dump link-get" | jq -r '[.[].expose | length] | join(" ")')"
genl "link-del link=$(genl "dump link-get" | jq ".[] | select(.source == $r).link")" >/dev/null

# --- changed under live connections ---

# opened [LINK-SET...]: what the link opens, after that
opened() {
	(( ! $# )) || genl "link-set link=$link $*" >/dev/null
	genl "link-get link=$link" |
		jq -r '[.expose // [] | .[] | "\(.protocol)/\(.port)-\(."port-end")"] | join(" ")'
}
# flows PORT: to that of the source
flows() {
	genl "dump flow-get endpoint=$s" |
		jq "[.[] | select(.link and .original.\"destination-port\" == $1)] | length"
}
is "a link opens other ports than before" "6/82-83 17/81-81" \
	"$(opened expose=protocol:6,port:82,port-end:83 expose=protocol:17,port:81)"
genl "flow-flush endpoint=$r" >/dev/null
talk_begin stays "$recipient" "$SOURCE" 82
talk_begin goes "$recipient" "$SOURCE" 83
is "connections are open" "yes yes" "$(talk stays one) $(talk goes one)"
# states: of the link's flows
states() {
	genl "dump flow-get endpoint=$s" | jq -r '[.[] | select(.link) | .state] | sort | unique | join(" ")'
}
is "and known to be" established "$(states)"
# None can be spared for it.
genl "network-set network=$network_index flow-limit=1" >/dev/null
before=$(drops "$dev" flow-limit)
is "no room for one more: its sender is told" "$(gateway "$recipient") 3 13" \
	"$(at "$recipient" python3 -c "$icmp_error" "$SOURCE" 81)"
grows "and it is counted as flow-limit" "$before" "$(drops "$dev" flow-limit)"
genl "network-set network=$network_index flow-limit=0" >/dev/null
is "one port more, and one less" "6/80-80 6/82-82" \
	"$(opened expose=protocol:6,port:80 expose=protocol:6,port:82)"
is "flows to the one are gone at once, not to another" "0 1" "$(flows 83) $(flows 82)"
is "the one connection lives on, the other does not" "yes no" "$(talk stays two) $(talk goes two 2)"
is "and is not opened anew" silence "$(patience=2 ask "$recipient" tcp "$SOURCE" 83)"
is "the port more is open" "$RECIPIENT" "$(ask "$recipient" tcp "$SOURCE" 80)"
is "a refused change changes nothing" \
	"EINVAL the last port is below the first one [port-end] 6/80-80 6/82-82" \
	"$(genl "link-set link=$link expose=protocol:6,port:9,port-end:8") $(opened)"

options icc >/dev/null
is "a connection lives on when icc is switched on" yes "$(talk stays three)"
options -icc >/dev/null
is "and off again" yes "$(talk stays four)"
ctrnetctl flow flush "$source" >/dev/null
is "a flow of it begins anew" "yes yes" "$(talk stays five) $(talk stays six)"
is "in which it is known to be open" established "$(states)"

genl "link-del link=$link" >/dev/null
is "a link is gone" 0 "$(genl "dump link-get" | jq length)"
is "and with it the connection" no "$(talk stays seven 2)"
is "and new ones" silence "$(patience=2 ask "$recipient" tcp "$SOURCE" 80)"
for request in "link-del link=$link" "link-set link=$link"; do
	is "${request% *}: it is not there" "ENOENT no such link [link]" "$(genl "$request")"
done

# A link goes with either end.
genl "link-add endpoint=$r source=$s expose=protocol:6,port:80" >/dev/null
ctrnetctl rm -f "$source" >/dev/null
is "an endpoint takes its links along" 0 "$(genl "dump link-get" | jq length)"

like "an option of no meaning is refused" "^EINVAL" \
	"$(genl "network-set network=$network_index options=0x1000000010000000")"
succeeds "the kernel did not complain" log_is_clean
