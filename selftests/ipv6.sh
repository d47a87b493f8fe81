#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# IPv6 as IPv4: the bridge, neighbour discovery, published ports, masquerade,
# errors and fragments. The addresses are given by way of the module's netlink
# family: of what the tool does with them, see network_ipv6.sh.
# Sets: core
#
#   outside ---- uplink ---- host ---- network "bridge" --- server, peer

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires ethtool nsenter ping python3 tcpdump traceroute
plan 52

server=server-$tag peer=peer-$tag
SERVER=$prefix::2 PEER=$prefix::3

outside_create
outside_create6
start_reporter "$server"
start "$peer" -- sleep infinity
dev=$(device_of bridge)
gateway6_add "$dev"

address6_add "$server" "$SERVER"
address6_add "$peer" "$PEER"

# --- the bridge ---

like "an endpoint tells both its addresses" "\"$SERVER\"" "$(genl "endpoint-get endpoint=$(endpoint "$server")")"
succeeds "a container pings another" in_net "$peer" ping -qc 1 -W 15 "$SERVER"
succeeds "and by its link-local address" in_net "$peer" ping -qc 1 -W 15 "$(link_local "$server")%eth0"
succeeds "the host pings a container" ping -qc 1 -W 15 "$SERVER"
succeeds "a container pings the gateway" in_net "$peer" ping -qc 1 -W 15 "$GATEWAY"
is "the neighbour is the endpoint" "$(mac "$server")" \
	"$(in_net "$peer" ip -j neigh show "$SERVER" | jq -r '.[0].lladdr')"
is "a peer sees the client's address" "$PEER" "$(ask "$peer" tcp "$SERVER" 80)"

# An address which another one has is found taken.
in_net "$peer" ip address add "$SERVER/64" dev eth0
eventually "duplicate address detection finds an owner" 20 \
	eval "in_net $peer ip -j -6 address show dev eth0 | jq -e '.[0].addr_info[] | select(.local == \"$SERVER\") | .dadfailed'"
in_net "$peer" ip address del "$SERVER/64" dev eth0
in_net "$peer" ip address add "$prefix::99/64" dev eth0
eventually "and that a free one is free" 20 \
	eval "in_net $peer ip -j -6 address show dev eth0 | jq -e '.[0].addr_info[] | select(.local == \"$prefix::99\") | .tentative != true and .dadfailed != true'"
before=$(drops "$dev" spoofed-ip)
in_net "$peer" ping -qc 2 -W 1 -I "$prefix::99" "$SERVER" >/dev/null || true
grows "an address which is not its own is dropped" "$before" "$(drops "$dev" spoofed-ip)"
in_net "$peer" ip address del "$prefix::99/64" dev eth0

# A router advertisement from a container is nobody's to hear.
before=$(drops "$dev" rogue)
in_net "$peer" python3 -c '
import socket, struct
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
index = socket.if_nametoindex("eth0")
s.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0), ("ff02::1", 0, 0, index))'
is "a router advertisement is dropped" $((before + 1)) "$(drops "$dev" rogue)"
in_net "$peer" python3 -c '
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.bind(("::", 547))
index = socket.if_nametoindex("eth0")
s.sendto(b"\2hello", ("ff02::1", 546, 0, index))'
is "and so is what a DHCP server says" $((before + 2)) "$(drops "$dev" rogue)"

# What is said about the link may not come in fragments (RFC 6980), by way of the
# gateway neither; and nothing that is the link's goes beyond it.
scratch
cp "$here/frame.py" "$dir"
cat >"$dir/send.py" <<'END'
import socket, struct, sys
from frame import address, checksum, ip, opened, packet, udp
mac, gateway_mac, server_mac, own, link_local, gateway, outside, server = sys.argv[1:]
all_mac = "33:33:00:00:00:01"
out = opened("eth0")
for kind in 134, 137:
    whole = struct.pack("!BBHBBHII", kind, 0, 0, 64, 0, 1800, 0, 0)
    pseudo = address(own) + address(gateway) + struct.pack("!II", len(whole), socket.IPPROTO_ICMPV6)
    whole = whole[:2] + struct.pack("!H", checksum(pseudo + whole)) + whole[4:]
    for to_mac, source, to in (gateway_mac, own, gateway), (all_mac, link_local, "ff02::1"):
        for begin, more in (0, 1), (8, 0):
            fragment = struct.pack("!BBHI", socket.IPPROTO_ICMPV6, 0, begin | more, kind)
            data = whole[begin:begin + 8]
            out.send(packet(to_mac, mac, ip(source, to, 44, fragment + data, 255)))
for i in range(3):
    out.send(packet(gateway_mac, mac, udp(link_local, outside, 1111, 7, b"beyond")))
for to in gateway, server:
    out.send(packet(all_mac, mac, udp(own, to, 1111, 7, b"to one")))

# First fragments which do not tell what they are of: the options after the first ones are
# in the next, though behind the packet some stand which tell of a harmless datagram.
def options(following):
    return struct.pack("!BBBBI", following, 0, 1, 4, 0)
for to_mac, source, to in (server_mac, own, server), (all_mac, link_local, "ff02::1"):
    first = ip(source, to, 44, struct.pack("!BBHI", 60, 0, 1, 7) + options(60), 255)
    for behind in b"", options(socket.IPPROTO_UDP) + struct.pack("!HHHH", 1, 1, 8, 0):
        out.send(packet(to_mac, mac, first + behind))
END
before=$(drops "$dev" rogue) martian=$(drops "$dev" martian) malformed=$(drops "$dev" malformed)
in_net "$peer" python3 "$dir/send.py" "$(mac "$peer")" "$(</sys/class/net/"$dev"/address)" \
	"$(mac "$server")" "$PEER" "$(link_local "$peer")" "$GATEWAY" "$OUTSIDE" "$SERVER"
eventually "router advertisement and redirect in fragments are dropped, to the gateway and to all" 20 \
	eval "(( \$(drops $dev rogue) == $((before + 4)) ))"
eventually "what comes from an address of the link is not routed, nor for one what goes to all" 20 \
	eval "(( \$(drops $dev martian) == $((martian + 5)) ))"
eventually "first fragments which do not tell what they are of are dropped" 20 \
	eval "(( \$(drops $dev malformed) == $((malformed + 4)) ))"

# Where others are is the module's to say: that all are at a container's MAC address, or
# are reached by way of another, is nobody's to hear.
cat >"$dir/tell.py" <<'END'
import socket, struct, sys
from frame import address, mac
own_mac, server, gateway, outside = sys.argv[1:]
out = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
for option in socket.IPV6_MULTICAST_HOPS, socket.IPV6_UNICAST_HOPS:
    out.setsockopt(socket.IPPROTO_IPV6, option, 255)
out.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
index = socket.if_nametoindex("eth0")
override = 1 << 29
for target in server, gateway:
    advert = struct.pack("!BBHI", 136, 0, 0, override) + address(target) + b"\2\1" + mac(own_mac)
    redirect = struct.pack("!BBHI", 137, 0, 0, 0) + address(target) + address(outside)
    for to in "ff02::1", server, gateway:
        out.sendto(advert, (to, 0, 0, index if to == "ff02::1" else 0))
    out.sendto(redirect, ("ff02::1", 0, 0, index))
    out.sendto(redirect, (server, 0))
END
known() {
	echo "$(neighbour "$server" "$GATEWAY" eth0) $(neighbour host "$SERVER" "$dev")"
}
# hears FILE DEVICE COMMAND...: what comes from the peer's MAC address
hears() {
	collect "$dir/$1" host "${@:3}" tcpdump -lpni "$2" "icmp6 and ether src $(mac "$peer")"
	wait_for 60 grep -q listening "$dir/$1"
}
hears heard-host "$dev"
hears heard-server eth0 nsenter "--net=/proc/$(pid "$server")/ns/net" --
# What was not used since is not asked for anew.
truth="$(</sys/class/net/"$dev"/address) $(mac "$server")"
in_net "$server" ip neigh replace "$GATEWAY" lladdr "${truth% *}" dev eth0 nud stale
ip neigh replace "$SERVER" lladdr "${truth#* }" dev "$dev" nud stale
before=$(drops "$dev" rogue)
in_net "$peer" python3 "$dir/tell.py" "$(mac "$peer")" "$SERVER" "$GATEWAY" "$OUTSIDE"
in_net "$peer" ping -qc 1 -W 15 ff02::1%eth0 >/dev/null
wait_for 20 eval "grep -q 'echo request' $dir/heard-host && grep -q 'echo request' $dir/heard-server"
is "neighbour advertisements of another's address come to nobody" "" \
	"$(grep -hE "advertisement, tgt is ($GATEWAY|$SERVER)," "$dir"/heard-* || true)"
is "and change nobody's neighbours" "$truth" "$(known)"
is "redirects are dropped" $((before + 4)) "$(drops "$dev" rogue)"

# --- published ports ---

id=$(endpoint "$server")
publishes=()
for protocol in 6 17; do
	for to in "$port ::" "$((port + 1)) ::1" "$((port + 2)) $UPLINK"; do
		publishes+=("publish-add endpoint=$id protocol=$protocol port=80 host-port=${to% *} host-address=${to#* }")
	done
done
mapfile -t publishes < <(genl "${publishes[@]}" | jq .publish)
at_exit genl "${publishes[@]/#/publish-del publish=}"

# clients PLACE ADDRESS ALL LOOPBACK UPLINK: whom the server sees by each publish
clients() {
	local i protocol answers questions=() texts=("all addresses" loopback "the uplink's address")
	local expected=("${@:3}" "${@:3}")

	for protocol in tcp udp; do
		for i in 0 1 2; do
			questions+=("$protocol" "$2" $((port + i)))
		done
	done
	mapfile -t answers < <(ask "$1" "${questions[@]}")
	for i in "${!expected[@]}"; do
		protocol=${questions[i * 3]^^}
		is "${1%-*} by $2, $protocol, published on ${texts[i % 3]}" "${expected[i]}" "${answers[i]}"
	done
}
patience=5
clients outside "$UPLINK" "$OUTSIDE" refused "$OUTSIDE"
clients host ::1 "$GATEWAY" "$GATEWAY" refused
clients "$peer" "$UPLINK" "$PEER" refused "$PEER"
is "the container by the uplink's address sees the gateway" "$GATEWAY" "$(ask "$server" tcp "$UPLINK" "$port")"
refused "the host finds the port taken" 1 "" bash -c "
	socat TCP6-LISTEN:$port,ipv6only - </dev/null 2>/dev/null"
background host socat "TCP6-LISTEN:$((port + 3)),ipv6only,fork" -
wait_for 20 is_listening host tcp $((port + 3))
is "and the container the host's" "EADDRINUSE a socket of the host has the port [host-port]" \
	"$(genl "publish-add endpoint=$id protocol=6 host-address=:: host-port=$((port + 3)) port=80")"
like "a publish on a link-local address is refused" "link-local" \
	"$(genl "publish-add endpoint=$id protocol=6 host-address=fe80::1 host-port=$((port + 3)) port=80")"

# --- masquerade ---

background outside python3 -c "$reporter" 7 port
wait_for 20 is_listening outside tcp 7
for protocol in tcp udp; do
	read -r from to <<<"$(ask "$peer" "$protocol" "$OUTSIDE" 7)"
	is "${protocol^^} to the outside comes from the host's address" "$UPLINK" "$from"
	if (( ${to:-0} >= 61000 )); then
		pass "${protocol^^}: from a port which the host does not use itself"
	else
		fail "${protocol^^}: from a port which the host does not use itself" "61000-65535" "$to"
	fi
done
succeeds "a container pings outside" in_net "$peer" ping -qc 1 -W 15 "$OUTSIDE"
is "a port which nobody listens on is refused at once" refused "$(ask "$peer" udp "$OUTSIDE" 9)"

# --- errors, fragments ---

like "a route traced out of a container shows the gateway first" "1 +$GATEWAY" \
	"$(in_net "$peer" traceroute -6 -n -q 1 -w 5 "$OUTSIDE" | tail -n +2)"

at outside ip link set eth0 mtu 1400
ip link set "$uplink" mtu 1400
# The first is told of the smaller MTU.
succeeds "large echo requests arrive in fragments" in_net "$peer" ping -qc 3 -W 15 -s 6000 "$OUTSIDE"
answer=$(in_net "$peer" python3 -c '
import socket, sys
s = socket.create_connection((sys.argv[1], 7), 15)
s.send(b"a")
s.recv(100)
s.settimeout(15)
data = bytes(range(256)) * 400
s.sendall(data)
got = b""
while len(got) < len(data):
    more = s.recv(65536)
    if not more:
        break
    got += more
print(got == data)' "$OUTSIDE")
is "a transfer finds the smaller MTU of the way" True "$answer"
answer=$(at outside python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.settimeout(15)
s.sendto(b"x" * 5000, (sys.argv[1], int(sys.argv[2])))
print(s.recv(1000).decode().strip())' "$UPLINK" "$port")
is "a datagram in fragments reaches a published port" "$OUTSIDE" "$answer"
# The flow's route has expired, and another one takes its place.
background outside python3 -c "$reporter" 8 echo
wait_for 20 is_listening outside udp 8
coproc large { exec nsenter "--net=/proc/$(pid "$peer")/ns/net" -- python3 -uc '
import socket, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.settimeout(15)
s.connect((sys.argv[1], 8))
for line in sys.stdin:
    s.send(bytes(range(250)) * 20)
    print(s.recv(10000) == bytes(range(250)) * 20)' "$OUTSIDE"; }
told=
for (( i = 0; i < 5; i++ )); do
	echo >&"${large[1]}"
	read -rt 20 answer <&"${large[0]}" || answer=silence
	told+="$answer "
	ip -6 route replace "$prefix:2::/64" dev "$uplink" metric $((100 + i))
done
is "datagrams leave in fragments while routes change" "True True True True True " "$told"

succeeds "the kernel did not complain" log_is_clean
