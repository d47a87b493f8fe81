#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ICMPv6 errors find the way through address translation, and the host sends its
# own as a router does: errors.sh for IPv6.
#
#   far (MTU 1300) --- outside ---- uplink ---- host ---- network --- a, b

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires ethtool nsenter ping python3 traceroute
plan 20

a=a-$tag b=b-$tag
far=$prefix:2 A=$prefix::2 B=$prefix::3

outside_create
outside_create6
at outside sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n "$outside" link add far type dummy
ip -n "$outside" address add "$far::1/64" dev far nodad
ip -n "$outside" link set far mtu 1300 up
ip route add "$far::/64" via "$OUTSIDE"

start "$a" -- sleep infinity
start "$b" -- sleep infinity
device=$(device_of bridge)
gateway6_add "$device"
address6_add "$a" "$A"
address6_add "$b" "$B"
publish6 "$a" 17 :: "$port" 7

mistaken() {
	echo "$(drops "$device" malformed) $(drops "$device" no-flow)"
}
before=$(mistaken)

is "a closed port outside refuses a container" refused "$(ask "$a" udp "$OUTSIDE" 5)"
is "a container's closed port refuses outside, by the published port" refused \
	"$(ask outside udp "$UPLINK" "$port")"
is "and the host" refused "$(ask host udp ::1 "$port")"
is "and a peer" refused "$(ask "$b" udp "$UPLINK" "$port")"
is "and itself" refused "$(ask "$a" udp "$UPLINK" "$port")"

# Port unreachable, time exceeded (RFC 4443).
error() {
	at "$1" python3 -c "$icmp_error" "${@:2}"
}
is "which is said in the name of the address that was dialled" "$UPLINK 1 4" \
	"$(error outside "$UPLINK" "$port")"
is "the gateway is the first hop from a container" "$GATEWAY 3 0" "$(error "$a" "$far::2" 9 1)"
is "the next router is the second" "$OUTSIDE 3 0" "$(error "$a" "$far::2" 9 2)"
is "the host is the last hop to a published port" "$UPLINK 3 0" \
	"$(error outside "$UPLINK" "$port" 1)"
is "a route traced to a published port shows the host, then the port" "$UPLINK $UPLINK" \
	"$(at outside traceroute -6Un -q 1 -w 5 -p "$port" "$UPLINK" | awk 'NR > 1 { print $2 }' | xargs)"
is "a route traced out of a container shows all routers" "$GATEWAY $OUTSIDE" \
	"$(at "$a" traceroute -6n -q 1 -w 5 -m 2 "$far::2" | awk 'NR > 1 { print $2 }' | xargs)"

# path_mtu ADDRESS: what a container has learned of the way there
path_mtu() {
	at "$a" ping -qc 1 -W 1 -M "do" -s 1400 "$1" >/dev/null || true
	at "$a" ip -6 -j route get "$1" | jq '.[0].metrics[0].mtu'
}
is "a container learns the MTU of a far link" 1300 "$(path_mtu "$far::2")"
ip link set "$uplink" mtu 1280
is "and that of the uplink" 1280 "$(path_mtu "$OUTSIDE")"

is "nothing was taken for something else" "$before" "$(mistaken)"

# An error about what another has sent to others is not a container's own to report, not from
# and to addresses of the link, to all, or in fragments either.
ip link set "$uplink" mtu 1500
scratch
cp "$here/frame.py" "$dir"
cat >"$dir/send.py" <<'END'
import socket, struct, sys
from frame import address, checksum, ip, opened, packet, udp
mac, to_mac, own, to, kind, code, source, source_port, dest, port, size = sys.argv[1:]
size = int(size)
error = struct.pack("!BBHI", int(kind), int(code), 0, 1280) + \
    udp(source, dest, int(source_port), int(port), b"")
pseudo = address(own) + address(to) + struct.pack("!II", len(error), socket.IPPROTO_ICMPV6)
error = error[:2] + struct.pack("!H", checksum(pseudo + error)) + error[4:]
out = opened("eth0")
if len(error) <= size:
    out.send(packet(to_mac, mac, ip(own, to, socket.IPPROTO_ICMPV6, error)))
    sys.exit()
for begin in range(0, len(error), size):
    head = struct.pack("!BBHI", socket.IPPROTO_ICMPV6, 0, begin | (begin + size < len(error)), 7)
    out.send(packet(to_mac, mac, ip(own, to, 44, head + error[begin:begin + size])))
END
# report OWN TO TYPE CODE FROM PORT TO PORT [SIZE]: by b, an error about such a datagram, or
# fragments of it
report() {
	local to_mac=$gateway_mac

	[[ $2 != ff02::1 ]] || to_mac=33:33:00:00:00:01
	in_net "$b" python3 "$dir/send.py" "$(mac "$b")" "$to_mac" "${@:1:8}" "${9:-1000}"
}
# told: of how many datagrams a container has heard that they did not arrive
told() {
	# shellcheck disable=SC2016 # for awk
	at "$1" awk '$1 == "Icmp6InDestUnreachs" { print $2 }' /proc/net/snmp6
}
# mtus: of the host's way to the outside
mtus() {
	ip -6 -j route get "$OUTSIDE" | jq -c '[.[].metrics[]?.mtu]'
}
# counted TEXT NUMBER REASON: so many more drops than before
counted() {
	eventually "$1" 20 eval "(( \$(drops $device $3) == $((before[$3] + $2)) ))"
}
gateway_mac=$(<"/sys/class/net/$device/address")
gateway_link=fe80::1
at_exit ip address del "$gateway_link/64" dev "$device"
ip address add "$gateway_link/64" dev "$device" nodad
own_link=$(link_local "$b")
background outside python3 -c "$reporter" 7 port
wait_for 20 is_listening outside udp 7
background host socat -u "UDP6-RECV:$((port + 1))" OPEN:/dev/null
wait_for 20 is_listening host udp $((port + 1))
read -r _ mapped <<<"$(ask "$a" udp "$OUTSIDE" 7)"

declare -A before
for reason in no-flow malformed; do
	before[$reason]=$(drops "$device" "$reason")
done
heard=$(told "$a") wide=$(mtus)
report "$B" "$UPLINK" 1 4 "$UPLINK" "$mapped" "$OUTSIDE" 7
counted "an error is taken from a flow's own end alone" 1 no-flow
is "the other container hears of none" "$heard" "$(told "$a")"
for ways in "$B $GATEWAY" "$own_link $gateway_link" "$own_link ff02::1"; do
	report "${ways% *}" "${ways#* }" 2 0 "$UPLINK" $((port + 1)) "$OUTSIDE" 7
done
counted "nor is one taken about what the host has sent" 4 no-flow
report "$own_link" "$gateway_link" 2 0 "$UPLINK" $((port + 1)) "$OUTSIDE" 7 16
counted "not in fragments either" 1 malformed
is "which makes no way of the host's narrow" "$wide" "$(mtus)"
is "but one about what the host has sent to the container" refused \
	"$(ask host udp "$own_link%$device" 5)"
