# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # set by measure, path.sh and lib.sh
# Places for the alternatives: namespaces joined by veth pairs, nothing of which is
# the host's. One of them, the box, is to them what the host is to ctrnet: rules, routes
# and connection tracking are its own, and go with it.
#
# All is for one path, and gone at its end (places_remove).

places=()

# place NAME...: a namespace; $(place_net NAME) is its file
place() {
	local name

	for name; do
		ip netns add "$name-$tag"
		places+=("$name-$tag")
		ip -n "$name-$tag" link set lo up
	done
}

place_net() {
	echo "/run/netns/$1-$tag"
}

# in_place NAME COMMAND...
in_place() {
	nsenter "--net=/run/netns/$1-$tag" -- "${@:2}"
}

# wire PLACE DEVICE ADDRESS/LENGTH PLACE DEVICE [ADDRESS/LENGTH]: a veth pair
wire() {
	ip -n "$1-$tag" link add "$2" type veth peer name "$5" netns "$4-$tag"
	raise "$1" "$2" "$3"
	raise "$4" "$5" "${6:-}"
}

# raise PLACE DEVICE [ADDRESS/LENGTH]
raise() {
	[[ -z ${3:-} ]] || ip -n "$1-$tag" address add "$3" dev "$2"
	ip -n "$1-$tag" link set "$2" up
}

places_remove() {
	local name

	for name in "${places[@]}"; do
		ip netns pids "$name" | xargs -r kill -KILL
		ip netns delete "$name"
	done
	# What is left to do when a namespace has gone is no part of the next path.
	(( ! ${#places[@]} )) || sleep 1
}

# Docker's way to wire containers; their default route is the box.
#
#   client 198.51.100.2 ---- 198.51.100.1 eth0  box  docker0 172.17.0.1 --+-- vetha -- a 172.17.0.2
#                                                                        '-- vethb -- b 172.17.0.3
box_create() {
	place client box a b
	ip -n "box-$tag" link add docker0 type bridge
	raise box docker0 172.17.0.1/16
	wire client eth0 198.51.100.2/24 box eth0 198.51.100.1/24
	box_container a 172.17.0.2
	box_container b 172.17.0.3
	in_place box sysctl -qw net.ipv4.ip_forward=1
	box_bridge_rules 0
}

# box_container NAME ADDRESS
box_container() {
	wire "$1" eth0 "$2/16" box "veth$1"
	ip -n "box-$tag" link set "veth$1" master docker0
	ip -n "$1-$tag" route add default via 172.17.0.1
}

# box_bridge_rules 0|1: whether what is bridged passes iptables' rules. It does by
# default as soon as br_netfilter is loaded, which Docker does by itself only for
# --icc=false.
box_bridge_rules() {
	local knob=net.bridge.bridge-nf-call-iptables

	! in_place box sysctl -n "$knob" >/dev/null 2>&1 ||
		in_place box sysctl -qw "$knob=$1"
}

# box_flush: no connection is known there any more
box_flush() {
	[[ " ${places[*]} " == *" box-$tag "* &&
	   -e /proc/sys/net/netfilter/nf_conntrack_count ]] || return 0
	in_place box conntrack -F >"$dir/flush" 2>&1 || { cat "$dir/flush" >&2; return 1; }
}

# box_docker_rules: Docker's, with $ports published. One rule is for one port, and those for
# the path's are in the middle.
box_docker_rules() {
	# The second half of them goes after the line which it is made of.
	awk -v others=$((ports - 1)) '
		function rules(first, last,    line) {
			for (; first <= last; first++) {
				line = $0
				gsub(/8080|7000/, 10000 + first, line)
				print line
			}
		}
		/-p tcp/ { rules(1, int(others / 2)) }
		{ print }
		/-p tcp/ { rules(int(others / 2) + 1, others) }
	' "$bench/rules/docker.iptables" | in_place box iptables-nft-restore
}

# box_map_rules: a map with $ports
box_map_rules() {
	in_place box nft -f - <"$bench/rules/map.nft"
	(( ports == 1 )) || map_elements "$((ports - 1))" | in_place box nft -f -
}

# map_elements COUNT: a command which adds as many
map_elements() {
	awk -v left="$1" 'BEGIN {
		print "add element ip publish ports {"
		for (port = 1025; left; port++)
			if (port != 8080) {
				print "tcp . " port " : 172.17.0.2 . " port ","
				left--
			}
		print "}"
	}'
}

# device PLACE NAME OPTION...: ends the path if the kernel has none of that type
device() {
	local type="$* "

	type=${type##* type }
	ip -n "$1-$tag" link add "${@:2}" 2>"$dir/device" && return
	! grep -q 'Unknown device type' "$dir/device" || missing "no devices of the type ${type%% *}"
	cat "$dir/device" >&2
	return 1
}

# needs_module NAME...: ends the path if the kernel has it not
needs_module() {
	local name

	for name; do
		modprobe -q "$name" || missing "no module $name"
	done
}

# needs_program NAME...
needs_program() {
	local name

	for name; do
		command -v "$name" >/dev/null || missing "no program $name"
	done
}
