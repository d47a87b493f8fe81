#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# SCTP as TCP: published ports, masquerade, reservation, links, errors; with sums
# that are left to the devices and with sums that are computed. The addresses which
# the ends of an association tell each other are theirs.
#
#   outside ---- uplink ---- host ---- network "bridge" --- server, peer

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires ethtool nsenter python3
requires_sctp
plan 52

server=server-$tag peer=peer-$tag
sctp=$(<"$here/sctp.py")
SERVER=$prefix::2 PEER=$prefix::3

outside_create
outside_create6
start "$server" -p "$port:80/sctp" -p "127.0.0.1:$((port + 1)):80/sctp" -- \
	python3 -SEc "$sctp" serve 80
start "$peer" -- sleep infinity
device=$(device_of bridge)
gateway6_add "$device"
address6_add "$server" "$SERVER"
address6_add "$peer" "$PEER"
publish6 "$server" 132 :: "$port"
background outside python3 -SEc "$sctp" serve 7

# do_sctp PLACE ask|transfer|bind ARGUMENT...
do_sctp() {
	at "$1" python3 -SEc "$sctp" "${@:2}"
}
wait_for 20 is_listening "$server" sctp 80
wait_for 20 is_listening outside sctp 7

is "ctrnetctl tells the port" "0.0.0.0:$port" \
	"$(ctrnetctl port "$server" 80/sctp | head -n 1)"

# client TEXT PLACE ADDRESS EXPECTED [PORT]: whom the server sees
client() {
	local from rest

	read -r from rest <<<"$(do_sctp "$2" ask "$3" "${5:-$port}")"
	is "$1" "$4" "$from"
}

# masqueraded TEXT ADDRESS HOST
masqueraded() {
	local from port

	read -r from port <<<"$(do_sctp "$peer" ask "$2" 7)"
	is "$1: the outside sees the host's address" "$3" "$from"
	like "$1: and a port from 61000 on" '^6[1-5]...$' "$port"
}

# all SUMS
all() {
	local family near far gate peer_address loopback

	for family in 4 6; do
		if (( family == 4 )); then
			near=$uplink_address far=$outside_address gate=$(gateway "$server")
			peer_address=$(address "$peer") loopback=127.0.0.1
		else
			near=$UPLINK far=$OUTSIDE gate=$GATEWAY
			peer_address=$PEER loopback=::1
		fi
		client "IPv$family, $1: from outside" outside "$near" "$far"
		client "IPv$family, $1: from the host" host "$loopback" "$gate"
		client "IPv$family, $1: from a peer" "$peer" "$near" "$peer_address"
		client "IPv$family, $1: from itself" "$server" "$near" "$gate"
		masqueraded "IPv$family, $1" "$far" "$near"
		is "IPv$family, $1: a megabyte to a published port and back" intact \
			"$(do_sctp outside transfer "$near" "$port")"
		is "IPv$family, $1: a megabyte to the outside and back" intact \
			"$(do_sctp "$peer" transfer "$far" 7)"
	done
}
all "sums left open"
for interface in "$peer eth0" "$server eth0" "outside eth0" "host $uplink" "host $device"; do
	in_place=${interface% *}
	case $in_place in
	host | outside) at "$in_place" ethtool -K "${interface#* }" tx-checksum-sctp off ;;
	*)              in_net "$in_place" ethtool -K eth0 tx-checksum-sctp off ;;
	esac
done
all "sums computed"

is "published on loopback, from the host" "$(gateway "$server")" \
	"$(do_sctp host ask 127.0.0.1 $((port + 1)) | cut -d' ' -f1)"

# --- one source, one port; two sources, two ports ---

mapfile -t answers < <(for name in "$server" "$peer"; do
	do_sctp "$name" ask "$outside_address" 7 5555
done)
is "two containers from one port: two ports outside" 2 \
	"$(printf '%s\n' "${answers[@]}" | sort -u | grep -c "^$uplink_address ")"

# --- more than one address ---

near_second=203.0.113.1 far_second=203.0.113.2
in_net "$server" ip address add "$near_second/32" dev eth0
ip -n "$outside" address add "$far_second/32" dev eth0
enter outside
coproc talk { exec "${via[@]}" python3 -SEc "$sctp" talk "$uplink_address" "$port"; }
exec {said}>&"${talk[1]}" {heard}<&"${talk[0]}"
answer=
# remotes PLACE: the addresses which it was told that its peer has
remotes() {
	at "$1" tail -n +2 /proc/net/sctp/remaddr | cut -d" " -f1 | LC_ALL=C sort | xargs
}
# says LINE: what it is answered
says() {
	echo "$1" >&"$said"
	read -rt 20 answer <&"$heard" || true
	echo "$answer"
}
read -rt 20 answer <&"$heard" || true
is "a client with two addresses is served" "$outside_address" "${answer% *}"
is "the server is told of both as they are" \
	"$(printf '%s\n' "$outside_address" "$far_second" | LC_ALL=C sort | xargs)" "$(remotes "$server")"
is "and the client of the server's" \
	"$(printf '%s\n' "$uplink_address" "$(address "$server")" "$near_second" | LC_ALL=C sort | xargs)" \
	"$(remotes outside)"
is "the association goes on by its first path" "one two" "$(says one) $(says two)"
exec {said}>&-
in_net "$server" ip address del "$near_second/32" dev eth0
ip -n "$outside" address del "$far_second/32" dev eth0

# --- links ---

at_exit ctrnetctl network set --icc on bridge
ctrnetctl network set --icc off bridge >/dev/null
background "$server" python3 -SEc "$sctp" serve 81
wait_for 20 is_listening "$server" sctp 81
# reaches FROM NAME PORT SECONDS: whom the server sees, or silence
reaches() {
	local answer

	answer=$(at "$1" timeout "$4" python3 -SEc "$sctp" ask "$(address "$2")" "$3" || true)
	echo "${answer:-silence}"
}
is "without icc, peers do not reach each other" silence "$(reaches "$peer" "$server" 80 3)"
ctrnetctl link "$peer" "$server:db" >/dev/null
is "a link opens what is exposed" "$(address "$peer")" \
	"$(reaches "$peer" "$server" 80 20 | cut -d' ' -f1)"
is "and nothing else" silence "$(reaches "$peer" "$server" 81 3)"
ctrnetctl unlink "$peer" db >/dev/null
is "until it is removed" silence "$(reaches "$peer" "$server" 80 3)"
ctrnetctl network set --icc on bridge >/dev/null

# --- reservation ---

is "the host cannot bind a published port" EADDRINUSE "$(do_sctp host bind 0.0.0.0 "$port")"
is "nor one of IPv6" EADDRINUSE "$(do_sctp host bind :: "$port")"
prints_nothing "the same port of TCP is free" ss -Hlnt "sport = :$port"
background host python3 -SEc "$sctp" serve $((port + 2))
wait_for 20 is_listening host sctp $((port + 2))
refused "a port of a process is refused, and who has it told" 1 \
	"Error: failed to bind host port 0.0.0.0:$((port + 2))/sctp: address already in use (by python3[$!])" \
	ctrnetctl publish "$peer" "$((port + 2)):80/sctp"
is "as port does" "process python3[$!]" "$(ctrnetctl port --who "$((port + 2))/sctp")"

# --- errors ---

is "a closed port outside refuses" ECONNREFUSED "$(do_sctp "$peer" ask "$outside_address" 9)"
at outside sysctl -qw net.ipv4.ip_forward=1
ip -n "$outside" route add unreachable 198.51.100.9
ip route add 198.51.100.9 via "$outside_address"
at_exit ip route del 198.51.100.9
is "a router on the way says that a host is unreachable" EHOSTUNREACH \
	"$(do_sctp "$peer" ask 198.51.100.9 7)"

ctrnetctl unpublish "$server" 80/sctp >/dev/null
is "an unpublished port is the host's to bind" bound "$(do_sctp host bind 0.0.0.0 "$port")"

succeeds "the kernel did not complain" log_is_clean
