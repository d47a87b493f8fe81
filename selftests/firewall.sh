#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The host's firewall judges the first packet of each flow in its FORWARD hook.
# Changes the host: its default routes lead to the outside of the test meanwhile.
#
#   outside ---- uplink ---- host --+-- network --- a, b
#                         nft: forward '-- network of both families --- six
#
# All rules are about the uplink, or a's port 80: other traffic goes on.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nft ping python3
plan 34

a=a-$tag b=b-$tag six=six-$tag
outside_create
outside_create6
start_reporter "$a" -p "$port:80" -p "$port:80/udp"
start "$b" -- sleep infinity
A=$(address "$a") B=$(address "$b")
device=$(device_of bridge)

table=ctrnet_$tag
# rules RULE...: the whole firewall
rules() {
	nft -f - <<-END
		add table inet $table
		delete table inet $table
		table inet $table {
			chain forward {
				type filter hook forward priority 0
				$(printf '%s\n' "$@")
			}
		}
	END
}
at_exit nft delete table inet "$table"

refused_drops() {
	drops "$device" firewall
}

# A connection from before, which echoes what it is sent.
background "$a" socat TCP-LISTEN:7,fork,reuseaddr EXEC:cat
wait_for 20 is_listening "$a" tcp 7
ctrnetctl publish "$a" $((port + 1)):7 >/dev/null
scratch
mkfifo "$dir/in"
exec {open}<>"$dir/in"
at outside socat - "TCP:$uplink_address:$((port + 1))" <"$dir/in" >"$dir/out" 2>&1 &
at_exit kill -KILL $!
echo before >&"$open"
eventually "without rules all goes" 20 grep -q before "$dir/out"

rules "iifname $uplink drop" "oifname $uplink drop" "ip daddr $A tcp dport 80 drop"
each_dropped "$device" firewall <<END
dropped from outside to a published port, TCP|silence|patience=2 ask outside tcp $uplink_address $port
UDP, too|silence|patience=2 ask outside udp $uplink_address $port
dropped from a peer to a published port|silence|patience=2 ask $b tcp $uplink_address $port
dropped from a container to outside|1|status_of at $b ping -qc 1 -W 2 $outside_address
END
is "the host itself is not judged" "$(gateway "$a")" "$(ask host tcp 127.0.0.1 "$port")"
is "peers are none of its business" "$B" "$(ask "$b" udp "$A" 80)"
echo after >&"$open"
eventually "a connection from before goes on" 20 grep -q after "$dir/out"

rules "iifname $uplink oifname $device ip saddr $outside_address ip daddr $A tcp dport 80 ct state untracked accept" \
	"iifname $device oifname $uplink ip saddr $B ip daddr $outside_address icmp type echo-request accept" \
	"iifname $uplink drop" "oifname $uplink drop"
is "accepted by what it shows after the first translation" "$outside_address" \
	"$(ask outside tcp "$uplink_address" "$port")"
succeeds "accepted from a container by its own address" at "$b" ping -qc 1 -W 15 "$outside_address"
at_once <<END
another protocol is not|silence|patience=2 ask outside udp $uplink_address $port
another container is not|1|status_of at $a ping -qc 1 -W 2 $outside_address
END

# A raw socket may call its packet what it likes.
cp "$here/frame.py" "$dir"
cat >"$dir/raw.py" <<'END'
import sys
from frame import opened, packet, udp
mac, gateway_mac, own, outside = sys.argv[1:]
opened("eth0").sendto(packet(gateway_mac, mac, udp(own, outside, 1111, 7, b"")), ("eth0", 0x88b5))
END
rules "meta protocol ip oifname $uplink udp dport 7 drop"
before=$(refused_drops)
at "$b" python3 "$dir/raw.py" "$(mac "$b")" "$(</sys/class/net/"$device"/address)" "$B" \
	"$outside_address"
eventually "by its protocol, whatever its sender calls it" 20 \
	eval "(( \$(refused_drops) == $((before + 1)) ))"

# What is published is looked at, at once. The default route is the uplink's for it.
ip route add default dev "$uplink"
at_exit ip route delete default dev "$uplink"
# publishing PORT TO [CONTAINER]: what publish says on stderr
publishing() {
	# shellcheck disable=SC2069 # what it warns of, not what it prints
	ctrnetctl publish "${3:-$a}" "$1:$2" 2>&1 >/dev/null
}
barred="WARNING: the host's firewall drops what comes by $uplink to 0.0.0.0:"
rules "iifname $uplink meta l4proto tcp reject with tcp reset"
like "publish says what the firewall would not let through" \
	"^$barred$((port + 2))/tcp: .* leaves by $device, .*--firewall off bridge" \
	"$(publishing $((port + 2)) 80)"
prints_nothing "but not of what it would" publishing $((port + 3)) 80/udp
prints_nothing "nor of what is for the host alone" publishing "127.0.0.1:$((port + 4))" 80
at_exit ctrnetctl rm -f "c-$tag"
like "run says so, too" "^$barred$((port + 5))/tcp and 1 more: " \
	"$(ctrnetctl run -d --name "c-$tag" -p $((port + 5)):80 -p $((port + 6)):80 -- \
		sleep infinity 2>&1 >/dev/null)"
ctrnetctl stop -t 0 "c-$tag" >/dev/null
like "and start" "^$barred$((port + 5))/tcp and 1 more: " \
	"$(ctrnetctl start "c-$tag" 2>&1 >/dev/null)"

# IPv6, SCTP, and neither with a default route: then it is the neighbours who are asked about.
network_create "$six" --subnet "$prefix::/64"
start "$six" --network "$six" -- sleep infinity
ip -6 route add default dev "$uplink"
at_exit ip -6 route delete default dev "$uplink"
like "IPv6 likewise" "^${barred/0.0.0.0/\\[::\\]}$((port + 8))/tcp: " \
	"$(publishing "[::]:$((port + 8))" 80 "$six")"
rules "iifname $uplink sctp dport 80 drop"
like "SCTP likewise" "^$barred$((port + 8))/sctp: " "$(publishing $((port + 8)) 80/sctp)"
prints_nothing "which is not TCP" publishing $((port + 8)) 80
ip route delete default dev "$uplink"
ip -6 route delete default dev "$uplink"
rules "iifname $uplink ip saddr $outside_address tcp dport 80 drop" \
	"iifname $uplink ip6 saddr $OUTSIDE tcp dport 80 drop"
like "without a default route it is a neighbour who is dropped" "^$barred$((port + 9))/tcp: " \
	"$(publishing $((port + 9)) 80)"
like "and IPv6" "^${barred/0.0.0.0/\\[::\\]}$((port + 9))/tcp: " \
	"$(publishing "[::]:$((port + 9))" 80 "$six")"
ip route add default dev "$uplink"

rules "iifname $uplink tcp dport 80 ip saddr 198.41.0.4 counter reject with tcp reset"
# A client far away is asked about, and what is asked leaves no trace.
publishing $((port + 7)) 80 >/dev/null
is "its rules count what is asked" 1 \
	"$(nft list chain inet "$table" forward | sed -n 's/.*counter packets \([0-9]*\).*/\1/p')"
lacks "which makes no flow" '198\.41\.0\.4' ctrnetctl flow ls --json

rules "iifname $uplink meta l4proto tcp reject with tcp reset" "iifname $uplink reject" \
	"oifname $uplink reject"
is "rejected with a reset from the address dialled" refused \
	"$(ask outside tcp "$uplink_address" "$port")"
is "rejected with an error about the port dialled" refused \
	"$(ask outside udp "$uplink_address" "$port")"
is "rejected on the way out" refused "$(ask "$b" udp "$outside_address" 7)"
# The answer repeats the options (RFC 1122 section 3.2.2), which it must not read from
# where the container's stack left other things.
is "and so is what has IP options" "refused" "$(at "$b" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, bytes((7, 7, 4, 0, 0, 0, 0, 0)))
s.settimeout(15)
s.connect((sys.argv[1], 7))
try:
    s.send(b"x")
    s.recv(100)
except ConnectionRefusedError:
    print("refused")' "$outside_address")"

nft delete table inet "$table"
is "without rules all goes again" "$outside_address" "$(ask outside tcp "$uplink_address" "$port")"
