#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Network namespaces which belong to a user namespace may be made by anybody, and who is root in
# a container may make networks in its own: all together they have no more flows than the host
# may have, but for 1,024 which each may have in any case. The host's own are not counted.
# Changes the host: all containers together have few flows meanwhile (flows_max).
#
#   ann, bob, eve:      up0 (dummy)  $user ---- ctr0 ---- eth0 in the same namespace
#   host:               uplink ---- network ---- web

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool jq nsenter python3 unshare
unshare -U true 2>/dev/null || skip_all "needs user namespaces"
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 11

# What each namespace may have, and all but the host's together.
spared=1024 most=1100
parameter=/sys/module/ctrnet/parameters/flows_max
modprobe ctrnet
at_exit eval "echo $(<"$parameter") >$parameter"

declare -A users
# as USER COMMAND...
as() {
	local own=(-U)

	has_user_namespace "${users[$1]}" || own=()
	nsenter --preserve-credentials -t "${users[$1]}" "${own[@]}" -n -- "${@:2}"
}
has_user_namespace() {
	[[ $(readlink "/proc/$1/ns/user") != "$(readlink /proc/self/ns/user)" && $(<"/proc/$1/uid_map") ]]
}
has_network_namespace() {
	[[ $(readlink "/proc/$1/ns/net") != "$(readlink /proc/self/ns/net)" ]]
}

# begin USER [--user...]: with a network whose endpoint may have any number of flows
begin() {
	unshare -n "${@:2}" sleep infinity &
	users[$1]=$!
	at_exit eval "kill -KILL $! 2>/dev/null || true"
	wait_for 20 has_network_namespace $!
	(( $# == 1 )) || wait_for 20 has_user_namespace $!
	as "$1" ip -batch - <<-END
		link set lo up
		link add up0 type dummy
		address add 192.0.2.1/24 dev up0
		link set up0 arp off up
		link add ctr0 index 100 address 02:00:00:00:00:01 type ctrnet
		address add 10.9.0.1/24 dev ctr0
		link set ctr0 up
		link add eth0 address 02:00:00:00:00:0a link ctr0 type ctrnet_ep
		link set eth0 up
	END
	as "$1" sysctl -qw net.ipv4.ip_forward=1
	as "$1" "$here/genl.py" "address-add endpoint=1 address=10.9.0.2" \
		"network-set network=100 timeouts=udp-unreplied:3600" >/dev/null
}

# end USER
end() {
	kill -KILL "${users[$1]}"
	wait "${users[$1]}" 2>/dev/null || true
}

# sends USER N FIRST: datagrams to so many ports
sends() {
	as "$1" python3 "$here/flood.py" eth0 udp-ports "$2" from=10.9.0.2 mac=02:00:00:00:00:01 \
		to=192.0.2.9 port="$3"
}
# tool USER ARGUMENT...
tool() {
	as "$1" env HOME="$dir" XDG_RUNTIME_DIR="$dir" ctrnetctl "${@:2}"
}
flows() {
	tool "$1" flow ls --json | jq length
}
refusals() {
	as "$1" ethtool -S ctr0 | awk '$1 == "drop-flow-limit:" { print $2 }'
}
# how many of 20 the host's container gets
flows_of_host() {
	# shellcheck disable=SC2016 # for the inner shell
	at "$web" bash -c 'for (( i = 1; i <= 20; i++ )); do echo x >"/dev/udp/$0/$((9000 + i))"; done' \
		"$outside_address"
	ctrnetctl flow ls --json "$web" | jq length
}

outside_create
scratch
web=web-$tag
start "$web" -- sleep infinity
begin ann --user --map-root-user
begin bob --user --map-root-user
begin eve
echo $most >"$parameter"

sends ann $((most + 100)) 1000
is "one user has as many flows as there may be" $most "$(flows ann)"
sends bob 5 1000
is "another one gets some nevertheless" "5 0" "$(flows bob) $(refusals bob)"
sends eve 5 1000
is "so does who needs no user namespace" "5 0" "$(flows eve) $(refusals eve)"
is "the host's containers get theirs" 20 "$(flows_of_host)"
is "which costs no user one" $most "$(flows ann)"
sends bob $((most + 100)) 2000
is "up to what each is spared" "$most $spared" "$(flows ann) $(flows bob)"
sends ann 5 5000
is "then each replaces its own" "$most $spared" "$(flows ann) $(flows bob)"
is "and nothing of it is refused" "0 0" "$(refusals ann) $(refusals bob)"
tool ann flow flush >/dev/null
sends bob $most 5000
is "what has ended is room for others" "0 $((most - 5))" "$(flows ann) $(flows bob)"
end bob
has_room() {
	sends ann $most 9000
	[[ $(flows ann) == $((most - 5)) ]]
}
eventually "so is what ends with its namespace" 60 has_room
succeeds "the kernel did not complain" log_is_clean
