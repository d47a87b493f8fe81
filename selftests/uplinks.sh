#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Uplinks of every kind: what is published is reached through them, and what
# goes outside leaves by them, from their address.
#
#   outside ==== vlan, bridge, bond, tunnels without Ethernet, VRF ==== host ---- server
#
# Each has a subnet of its own: 198.51.100.N/30, the host first.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires pppd python3 wg
plan 40

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

# serves KIND N: both ways, TCP and UDP, in one packet and in many
serves() {
	local here=198.51.100.$2 there=198.51.100.$(($2 + 1))

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

# The main table leads to what is behind the VRF: see Documentation/nat.rst.
wire 3
at_exit ip link delete "vrf-$tag"
ip link add "vrf-$tag" type vrf table 1033
ip link set "vrf-$tag" up
ip link set "end3-$tag" master "vrf-$tag"
ready 33 "end3-$tag" eth3
ip route add 198.51.100.34 dev "end3-$tag"
serves "a VRF" 33

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
