#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ICMP errors find the way through address translation, and the host sends its
# own as a router does.
#
#   far (MTU 1300) --- outside ---- uplink ---- host ---- network --- a, b

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool ping python3 traceroute
plan 20

a=a-$tag b=b-$tag
far=198.51.100

outside_create
at outside sysctl -qw net.ipv4.ip_forward=1
ip -n "$outside" link add far type dummy
ip -n "$outside" address add "$far.1/24" dev far
ip -n "$outside" link set far mtu 1300 up
ip route add "$far.0/24" via "$outside_address"

start "$a" -p "$port:7/udp" -- sleep infinity
start "$b" -- sleep infinity

device=$(device_of bridge)
mistaken() {
	echo "$(drops "$device" malformed) $(drops "$device" no-flow)"
}
before=$(mistaken)

is "a closed port outside refuses a container" refused \
	"$(ask "$a" udp "$outside_address" 5)"
is "a container's closed port refuses outside, by the published port" refused \
	"$(ask outside udp "$uplink_address" "$port")"
is "and the host" refused "$(ask host udp 127.0.0.1 "$port")"
is "and a peer" refused "$(ask "$b" udp "$uplink_address" "$port")"
is "and itself" refused "$(ask "$a" udp "$uplink_address" "$port")"

# hop TTL: who says that the time to live of a ping to far has run out
hop() {
	{ at "$a" ping -nc 1 -W 5 -t "$1" "$far.2" || true; } |
		sed -n 's/^From \([0-9.]*\) .*Time to live exceeded$/\1/p'
}
is "the gateway is the first hop from a container" "$(gateway "$a")" "$(hop 1)"
is "the next router is the second" "$outside_address" "$(hop 2)"

# Errors of what does not reach the container: time exceeded (RFC 792).
is "the host is the last hop to a published port" "$uplink_address 11 0" \
	"$(at outside python3 -c "$icmp_error" "$uplink_address" "$port" 1)"
is "a route traced to a published port shows the host, then the port" \
	"$uplink_address $uplink_address" \
	"$(at outside traceroute -Un -q 1 -w 5 -p "$port" "$uplink_address" | awk 'NR > 1 { print $2 }' | xargs)"
is "a route traced out of a container shows all routers" \
	"$(gateway "$a") $outside_address" \
	"$(at "$a" traceroute -n -q 1 -w 5 -m 2 "$far.2" | awk 'NR > 1 { print $2 }' | xargs)"

# path_mtu ADDRESS: what a container has learned of the way there
path_mtu() {
	at "$a" ping -qc 1 -W 1 -M "do" -s 1400 "$1" >/dev/null || true
	at "$a" ip -j route get "$1" | jq '.[0].metrics[0].mtu'
}
is "a container learns the MTU of a far link" 1300 "$(path_mtu "$far.2")"
ip link set "$uplink" mtu 1200
is "and that of the uplink" 1200 "$(path_mtu "$outside_address")"

is "nothing was taken for something else" "$before" "$(mistaken)"

# Datagrams which the device is to cut, all too long for the uplink, but which may be cut.
scratch
collect "$dir/got" outside socat -u UDP4-RECV:6 "OPEN:$dir/datagrams,creat,append"
wait_for 20 is_listening outside udp 6
at "$a" python3 -c '
import socket, sys
IP_MTU_DISCOVER, IP_PMTUDISC_INTERFACE, UDP_SEGMENT = 10, 4, 103
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_INTERFACE)
s.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 1400)
s.sendto(bytes(4200), (sys.argv[1], 6))' "$outside_address"
eventually "segments which are too long arrive in fragments" 20 \
	eval "[[ \$(stat -c %s $dir/datagrams) == 4200 ]]"

# An error about what another has sent to others is not a container's own to report.
cp "$here/frame.py" "$dir"
cat >"$dir/send.py" <<'END'
import struct, sys
from frame import checksum, ip, opened, packet, udp
mac, gateway_mac, own, to, code, source, source_port, dest, port = sys.argv[1:]
quoted = udp(source, dest, int(source_port), int(port), b"")
error = struct.pack("!BBHHH", 3, int(code), 0, 0, 552) + quoted
error = error[:2] + struct.pack("!H", checksum(error)) + error[4:]
opened("eth0").send(packet(gateway_mac, mac, ip(own, to, 1, error)))
END
# error TO CODE FROM PORT TO PORT: by b, about such a datagram; to a narrow way for code 4
error() {
	at "$b" python3 "$dir/send.py" "$(mac "$b")" "$(</sys/class/net/"$device"/address)" \
		"$(address "$b")" "$@"
}
# told: of how many datagrams a container has heard that they did not arrive
told() {
	# shellcheck disable=SC2016 # for awk
	at "$1" awk '/^Icmp: / { if (n) print $n; for (n = NF; n && $n != "InDestUnreachs"; n--); }' \
		/proc/net/snmp
}
# mtus: of the host's way to the outside
mtus() {
	ip -j route get "$outside_address" | jq -c '[.[].metrics[]?.mtu]'
}
background outside python3 -c "$reporter" 7 port
wait_for 20 is_listening outside udp 7
background host socat -u "UDP4-RECV:$((port + 1))" OPEN:/dev/null
wait_for 20 is_listening host udp $((port + 1))
# shellcheck disable=SC2016 # for the inner shell
at "$a" bash -c 'echo x | socat -u - "UDP4:$0:6,bind=:1111"' "$outside_address"
read -r _ mapped <<<"$(ask "$a" udp "$outside_address" 7)"

before=$(drops "$device" no-flow) heard=$(told "$a") wide=$(mtus)
error "$outside_address" 3 "$outside_address" 6 "$(address "$a")" 1111
eventually "an error is taken from a flow's own end alone" 20 \
	eval "(( \$(drops $device no-flow) == $((before + 1)) ))"
error "$uplink_address" 3 "$uplink_address" "$mapped" "$outside_address" 7
eventually "also one to the host, about the flow as the outside sees it" 20 \
	eval "(( \$(drops $device no-flow) == $((before + 2)) ))"
is "the other container hears of neither" "$heard" "$(told "$a")"
error "$uplink_address" 4 "$uplink_address" $((port + 1)) "$outside_address" 7
eventually "nor is one taken about what the host has sent" 20 \
	eval "(( \$(drops $device no-flow) == $((before + 3)) ))"
is "which makes no way of the host's narrow" "$wide" "$(mtus)"
is "but one about what the host has sent to the container" refused \
	"$(ask host udp "$(address "$b")" 5)"
