#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A network which does not let its endpoints talk, and links which do. The
# changes are made by way of the module's netlink family, under live connections.
#
#   host ---- network net --- recipient, source

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires arping ethtool nsenter ping python3
plan 37

network=net-$tag recipient=recipient-$tag source=source-$tag

network_create "$network"
start_reporter "$recipient" --network "$network"
start_reporter "$source" --network "$network" -p "$port:80"
dev=$(device_of "$network")
ifindex=$(<"/sys/class/net/$dev/ifindex")
SOURCE=$(address "$source") RECIPIENT=$(address "$recipient")
background "$source" python3 -c "$reporter" 81
wait_for 20 is_listening "$source" tcp 81
outside_create

genl() {
	"$here/genl.py" "$@"
}

endpoint() {
	genl "endpoint-get network=$ifindex mac=$(mac "$1")" | jq .endpoint
}

# options [NAME,-NAME...]: change and tell
options() {
	(( ! $# )) || genl "network-set network=$ifindex options=$1"
	genl "network-get network=$ifindex" | jq -r '.options | join(" ")'
}

# pings FROM TO-ADDRESS
pings() {
	at "$1" ping -qc 1 -W "${3:-15}" "$2"
}

is "a new network lets endpoints talk" "icc masquerade firewall" "$(options)"
is "TCP and UDP" "$RECIPIENT $RECIPIENT" \
	"$(ask "$recipient" tcp "$SOURCE" 80 udp "$SOURCE" 80 | xargs)"

# --- off ---

genl "network-set network=$ifindex options=-icc" >/dev/null
is "icc is off" "masquerade firewall" "$(options)"
before=$(drops "$dev" icc)
nsenter "--net=/proc/$(pid "$source")/ns/net" sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=0
at_once <<END
then they do not|silence silence|patience=2 ask $recipient tcp $SOURCE 80 udp $SOURCE 80
nor do they ping|1|status_of pings $recipient $SOURCE 2
a broadcast reaches nobody|1|status_of at $recipient ping -b -qc 1 -W 2 ${SOURCE%.*.*}.255.255
ARP is answered|0|status_of at $recipient arping -qc 1 -w 15 -I eth0 $SOURCE
the host reaches them|0|status_of pings host $SOURCE
they reach the host|0|status_of pings $recipient $(gateway "$recipient")
and the outside|0|status_of pings $recipient $outside_address
and published ports|$RECIPIENT|ask $recipient tcp $uplink_address $port
END
isnt "what is dropped is counted" "$before" "$(drops "$dev" icc)"

# By way of the gateway it is no other.
nsenter "--net=/proc/$(pid "$recipient")/ns/net" ip route add "$SOURCE" via "$(gateway "$recipient")"
is "a way round by the gateway is none" silence "$(patience=2 ask "$recipient" tcp "$SOURCE" 80)"
nsenter "--net=/proc/$(pid "$recipient")/ns/net" ip route del "$SOURCE"

# --- links ---

r=$(endpoint "$recipient") s=$(endpoint "$source")
made=$(genl "link-add endpoint=$r source=$s expose=protocol:6,port:80 expose=protocol:17,port:80,port-end:81")
link=$(jq .link <<<"$made")
is "link-add replies with what was made" "6/80-80 17/80-81" \
	"$(jq -r '[.expose[] | "\(.protocol)/\(.port)-\(."port-end")"] | join(" ")' <<<"$made")"
# from_bound_port FROM ADDRESS: what comes back to a datagram from a port of choice
from_bound_port() {
	at "$1" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.settimeout(2)
s.bind(("", 8081))
s.connect((sys.argv[1], 80))
s.send(b"hello")
try:
    print(s.recv(100).decode())
except TimeoutError:
    print("timeout")' "$2"
}
at_once <<END
a link opens the exposed ports|$RECIPIENT $RECIPIENT $RECIPIENT|ask $recipient tcp $SOURCE 80 udp $SOURCE 80 udp $SOURCE 81
no other|silence|patience=2 ask $recipient tcp $SOURCE 81
the recipient pings the source|0|status_of pings $recipient $SOURCE
the source does not ping the recipient|1|status_of pings $source $RECIPIENT 2
nor connects|silence silence|patience=2 ask $source tcp $RECIPIENT 80 udp $RECIPIENT 80
from whatever port|timeout|from_bound_port $source $RECIPIENT
END
is "an error comes back" refused "$(at "$recipient" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(15)
s.connect((sys.argv[1], 81))
s.send(b"hello")
try:
    s.recv(100)
    s.close()
    print("answer")
except ConnectionRefusedError:
    print("refused")' "$SOURCE" | sed s/answer/refused/)"
many=$(printf ' expose=protocol:6,port:%d' {1..129})
mapfile -t answers < <(genl "link-add endpoint=$r source=$s" "link-add endpoint=$s source=$s" \
	"link-add endpoint=$s source=$r expose=protocol:6,port:9,port-end:8" \
	"link-add endpoint=$s source=$r expose=port:9" "link-add endpoint=$s source=$r$many")
like "a second link between the two is refused" "^EEXIST the recipient has a link" "${answers[0]}"
like "a link to itself too" "^EINVAL an endpoint cannot" "${answers[1]}"
like "and a range that runs backwards" "^EINVAL the last port" "${answers[2]}"
like "and one without a protocol" "^EINVAL \[no " "${answers[3]}"
like "and too many ranges" "^E2BIG a link has at most 128" "${answers[4]}"
is "none of which left a link" 1 "$(genl "dump link-get" | jq length)"

# talk NAME: a connection to the source which says each line of the pipe, and
# tells what comes back.
talker=$(mktemp -u "/var/tmp/ctrnet-$tag.XXXX")
at_exit rm -f "$talker" "$talker.out"
mkfifo "$talker"
exec 7<>"$talker"
enter "$recipient"
"${via[@]}" socat -T 60 - "TCP4:$SOURCE:80" <"$talker" >"$talker.out" 2>/dev/null &
at_exit kill -KILL $!
echo hello >&7
eventually "a connection is open" 20 grep -q "$RECIPIENT" "$talker.out"

options icc >/dev/null
echo one >&7
eventually "it lives on when icc is switched on" 20 grep -q one "$talker.out"
options -icc >/dev/null
echo two >&7
eventually "and off again" 20 grep -q two "$talker.out"

genl "link-del link=$link" >/dev/null
is "a link is gone" 0 "$(genl "dump link-get" | jq length)"
echo three >&7
is "and with it the connection" silence "$(patience=2 ask "$recipient" tcp "$SOURCE" 80)"
if grep -q three "$talker.out"; then
	fail "the open one too" "no answer" "$(<"$talker.out")"
else
	pass "the open one too"
fi
like "to remove it again is refused" "^ENOENT no such link" "$(genl "link-del link=$link")"

# A link goes with either end.
genl "link-add endpoint=$r source=$s expose=protocol:6,port:80" >/dev/null
ctrnetctl rm -f "$source" >/dev/null
is "an endpoint takes its links along" 0 "$(genl "dump link-get" | jq length)"

like "an option of no meaning is refused" "^EINVAL" \
	"$(genl "network-set network=$ifindex options=0x1000000010000000")"
succeeds "the kernel did not complain" log_is_clean
