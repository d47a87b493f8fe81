#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Uplinks of every kind: what is published is reached through them, and what
# goes outside leaves by them, from their address.
# Changes the host: its rule for local addresses moves behind others, and one for VRFs stays.
#
#   outside ==== vlan, bridge, bond, tunnels, VRF ==== host ---- servers
#
# Each has a subnet of its own: 198.51.100.N/30, the host first.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nft pppd python3 wg
plan 56

server=server-$tag
outside_create
scratch
start_reporter "$server" -p "$port:80" -p "$port:80/udp"
background outside python3 -c "$reporter" 7
wait_for 20 is_listening outside tcp 7

on_outside() {
	ip -n "$outside" "$@"
}

# wire N: another cable between the two, end-N-$tag and ethN
wire() {
	at_exit ip link delete "end$1-$tag"
	ip link add "end$1-$tag" type veth peer name "eth$1" netns "$outside"
	on_outside link set "eth$1" up
}

# ready N DEVICE OUTSIDE-DEVICE
ready() {
	ip address add "198.51.100.$1/30" dev "$2"
	on_outside address add "198.51.100.$(($1 + 1))/30" dev "$3"
	ip link set "$2" up
	on_outside link set "$3" up
	wait_for 20 at outside ping -c 1 -W 1 "198.51.100.$1"
}

# serves KIND N [SERVER PORT]: both ways, TCP and UDP, in one packet and in many
serves() {
	local here=198.51.100.$2 there=198.51.100.$(($2 + 1))
	local server=${3:-$server} port=${4:-$port}

	is "$1: published ports are reached" "$there $there" \
		"$(ask outside tcp "$here" "$port" udp "$here" "$port" | xargs)"
	is "$1: the outside is reached from its address" "$here $here" \
		"$(ask "$server" tcp "$there" 7 udp "$there" 7 | xargs)"
	succeeds "$1: a container pings through it" at "$server" ping -qc 1 -W 15 "$there"
	is "$1: large transfers pass, published" same "$(transfer outside "$here" "$port")"
	is "$1: and to the outside" same "$(transfer "$server" "$there" 7)"
}

# transfer PLACE ADDRESS PORT: whether 2 MB come back as they were sent
transfer() {
	at "$1" python3 -c '
import socket, sys, threading
s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 30)
s.settimeout(60)
s.sendall(b"a")
s.recv(100)
data = bytes(range(256)) * 8192
threading.Thread(target=s.sendall, args=(data,)).start()
got = bytearray()
while len(got) < len(data):
    more = s.recv(1 << 16)
    if not more:
        break
    got += more
print("same" if got == data else f"{len(got)} bytes")' "$2" "$3"
}

ip link add "vlan-$tag" link "$uplink" type vlan id 7
on_outside link add vlan7 link eth0 type vlan id 7
ready 5 "vlan-$tag" vlan7
serves "a VLAN" 5

wire 1
at_exit ip link delete "br-$tag"
ip link add "br-$tag" type bridge
ip link set "end1-$tag" up master "br-$tag"
ready 9 "br-$tag" eth1
serves "a bridge" 9

wire 2
at_exit ip link delete "bond-$tag"
ip link add "bond-$tag" type bond mode active-backup miimon 100
ip link set "end2-$tag" master "bond-$tag"
ready 13 "bond-$tag" eth2
serves "a bond" 13

at_exit ip link delete "tun-$tag"
ip link add "tun-$tag" type ipip local "$uplink_address" remote "$outside_address"
on_outside link add tun0 type ipip local "$outside_address" remote "$uplink_address"
ready 17 "tun-$tag" tun0
serves "a tunnel without Ethernet" 17

# Inside, the outer sums which were verified on arrival are what is known of the sums.
at_exit ip link delete "vx-$tag"
ip link add "vx-$tag" type vxlan id 7 dstport 4789 local "$uplink_address" \
	remote "$outside_address" udpcsum
on_outside link add vx0 type vxlan id 7 dstport 4789 local "$outside_address" \
	remote "$uplink_address" udpcsum
at outside ethtool -K eth0 tx off >/dev/null
ready 41 "vx-$tag" vx0
serves "VXLAN" 41
is "VXLAN: a datagram without a sum arrives" 198.51.100.42 "$(at outside python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, 11, 1)          # SO_NO_CHECK
s.settimeout(15)
s.sendto(b"x", (sys.argv[1], int(sys.argv[2])))
print(s.recv(100).decode().strip())' 198.51.100.41 "$port")"
at outside ethtool -K eth0 tx on >/dev/null

wireguard=$((port + 1))
for end in host outside; do
	(umask 077 && wg genkey >"$dir/$end.key")
	wg pubkey <"$dir/$end.key" >"$dir/$end.pub"
done
at_exit ip link delete "wg-$tag"
ip link add "wg-$tag" type wireguard
on_outside link add wg0 type wireguard
wg set "wg-$tag" private-key "$dir/host.key" listen-port "$wireguard" \
	peer "$(cat "$dir/outside.pub")" allowed-ips 198.51.100.24/30 \
	endpoint "$outside_address:$wireguard"
at outside wg set wg0 private-key "$dir/outside.key" listen-port "$wireguard" \
	peer "$(cat "$dir/host.pub")" allowed-ips 198.51.100.24/30 \
	endpoint "$uplink_address:$wireguard"
ready 25 "wg-$tag" wg0
serves "WireGuard" 25

# Two daemons at the ends of a pseudo terminal; they make the devices and addresses.
if modprobe -q ppp_async || grep -q ^ppp /proc/tty/ldiscs; then
	enter outside
	options=(nodetach noauth local noccp novj nodefaultroute nolock)
	background host pppd "${options[@]}" ifname "ppp-$tag" 198.51.100.29:198.51.100.30 \
		pty "${via[*]} pppd ${options[*]} notty"
	wait_for 60 at outside ping -c 1 -W 1 198.51.100.29
	serves "PPP" 29
else
	for (( i = 0; i < 5; i++ )); do
		skip "PPP" "needs PPP"
	done
fi

wire 3
vrf=vrf-$tag
at_exit ip link delete "$vrf"
ip link add "$vrf" type vrf table 1033
ip link set "$vrf" up
ip link set "end3-$tag" master "$vrf"
ready 33 "end3-$tag" eth3
ip address add "$UPLINK/64" dev "end3-$tag" nodad
on_outside address add "$OUTSIDE/64" dev eth3 nodad

# The networks need not be in it.
network_create "six-$tag" --subnet "$prefix::/64"
start_reporter "six-$tag" --network "six-$tag" -p "$((port + 2)):80" -p "$((port + 2)):80/udp"
ctrnetctl publish "six-$tag" "198.51.100.33:$((port + 3)):80" >/dev/null
ctrnetctl publish "six-$tag" "[$UPLINK]:$((port + 4)):80" >/dev/null
# from_vrf ADDRESS PORT: what a program of the host which is bound to it is told
from_vrf() {
	python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[2] else socket.AF_INET)
s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, sys.argv[1].encode())
s.settimeout(15)
s.connect((sys.argv[2], int(sys.argv[3])))
s.send(b"hello")
print(s.recv(100).decode(), end="")' "$vrf" "$1" "$2"
}
is "a VRF: published ports are reached" "198.51.100.34 198.51.100.34" \
	"$(ask outside tcp 198.51.100.33 "$port" udp 198.51.100.33 "$port" | xargs)"
is "over IPv6 too" "$OUTSIDE $OUTSIDE" \
	"$(ask outside tcp "$UPLINK" $((port + 2)) udp "$UPLINK" $((port + 2)) | xargs)"
is "published on its address" "198.51.100.34 $OUTSIDE" \
	"$(ask outside tcp 198.51.100.33 $((port + 3)) tcp "$UPLINK" $((port + 4)) | xargs)"
# A VRF has loopback addresses of its own where its table is asked before the host's.
ip address add 127.0.0.1/8 dev "$vrf"
at_exit ip rule delete pref 32765
at_exit ip rule add pref 0 table local
ip rule add pref 32765 table local
ip rule delete pref 0
is "reached by the host's programs in it" "198.51.100.33 $(gateway "$server") $UPLINK" \
	"$({ from_vrf 198.51.100.33 "$port"; from_vrf 127.0.0.1 "$port"; \
		from_vrf "$UPLINK" $((port + 2)); } | xargs)"
endpoints_of "$(device_of bridge)"
is "its address is no container's" "EADDRINUSE the host has this address [address]" \
	"$(genl "address-add endpoint=$(endpoint "$server") address=$UPLINK")"

at_exit nft delete table inet "$vrf"
nft -f - <<-END
	table inet $vrf {
		chain forward {
			type filter hook forward priority 0
			iifname $vrf udp dport 80 drop
		}
	}
END
is "the firewall sees it" "198.51.100.34 silence" \
	"$(patience=2 ask outside tcp 198.51.100.33 "$port" udp 198.51.100.33 "$port" | xargs)"
nft delete table inet "$vrf"

# They go outside by it if a route outside of it leads into it, ...
echo=$((port + 5))
background "$server" python3 -c "$reporter" 82 echo
background outside python3 -c "$reporter" 82 echo
wait_for 20 is_listening "$server" tcp 82
wait_for 20 is_listening outside tcp 82
ctrnetctl publish "$server" "$echo:82" >/dev/null
ip route add 198.51.100.34 dev "end3-$tag"
is "what leads into it from outside is a way for containers" "198.51.100.33 198.51.100.33" \
	"$(ask "$server" tcp 198.51.100.34 7 udp 198.51.100.34 7 | xargs)"
talk_begin in outside 198.51.100.33 "$echo"
talk_begin out "$server" 198.51.100.34 82
is "connections, published and to the outside" "yes yes" "$(talk in one) $(talk out one)"
ip route add blackhole 198.51.100.64/30
at_exit ip route delete blackhole 198.51.100.64/30
is "outlive other routes" "yes yes" "$(talk in two) $(talk out two)"
ip route replace 198.51.100.32/30 dev "end3-$tag" src 198.51.100.33 mtu 1400 vrf "$vrf"
ip route replace 198.51.100.34 dev "end3-$tag" mtu 1400
# When a device has gone, the kernel has taken all apart that went before (rcu_barrier()).
ip link add "gone-$tag" type veth
ip link delete "gone-$tag"
is "and theirs, if others take their place" "yes yes" "$(talk in three) $(talk out three)"
ip route delete 198.51.100.34 dev "end3-$tag"

# ... or if they are in it.
network_create "in-$tag"
ip link set "$(device_of "in-$tag")" master "$vrf"
start_reporter "in-$tag" --network "in-$tag" -p "$((port + 6)):80" -p "$((port + 6)):80/udp"
serves "a network in a VRF" 33 "in-$tag" $((port + 6))

ip link add "macv-$tag" link "$uplink" type macvlan mode bridge
at_exit ip link delete "macv-$tag"
on_outside address add 198.51.100.22/30 dev eth0
ip address add 198.51.100.21/30 dev "macv-$tag"
ip link set "macv-$tag" up
wait_for 20 at outside ping -c 1 -W 1 198.51.100.21
is "a macvlan: published ports are reached" "198.51.100.22 198.51.100.22" \
	"$(ask outside tcp 198.51.100.21 "$port" udp 198.51.100.21 "$port" | xargs)"
is "a macvlan: the outside is reached from its address" "198.51.100.21 198.51.100.21" \
	"$(ask "$server" tcp 198.51.100.22 7 udp 198.51.100.22 7 | xargs)"

# An uplink that goes while it is used.
ip link delete "bond-$tag"
succeeds "an uplink may go" at "$server" ping -qc 1 -W 15 "$outside_address"
is "the others still serve" "$outside_address" "$(ask outside tcp "$uplink_address" "$port")"
succeeds "the kernel did not complain" log_is_clean
