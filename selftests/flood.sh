#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A flood of SYNs, from addresses where nobody answers, up to the limits of flows, of a
# container, a network and all: what is established survives, and so does what another
# container has begun.
# Changes the host: all containers together have few flows meanwhile (flows_max).
#
#   outside, flood ------ uplink  host ---- network --+-- server
#                                                     +-- other
#                                                     '-- third

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_traffic.sh"
requires ethtool jq python3
plan 17

net=net-$tag server=server-$tag other=other-$tag third=third-$tag flood_address=$subnet.3
parameters=/sys/module/ctrnet/parameters

# limit NAME VALUE
limit() {
	at_exit eval "echo $(<"$parameters/$1") >$parameters/$1"
	echo "$2" >"$parameters/$1"
}

outside_create
network_create "$net"
device=$(device_of "$net")
start "$server" --network "$net" -p "$port:80" -- socat TCP-LISTEN:80,fork,reuseaddr,backlog=64 EXEC:cat
start "$other" --network "$net" -p "$((port + 1)):9/udp" -- sleep infinity
start "$third" --network "$net" -- sleep infinity
wait_for 20 is_listening "$server" tcp 80
ip neighbour replace "$flood_address" dev "$uplink" nud permanent \
	lladdr "$(ip -n "$outside" -j link show eth0 | jq -r '.[0].address')"

bystander_begin "$uplink_address" "$port"
alive() {
	bystander alive
}

# flood N: SYNs, each from another port
flood() {
	at outside python3 "$here/flood.py" eth0 syn "$1" from="$flood_address" \
		mac="$(<"/sys/class/net/$uplink/address")" to="$uplink_address" port="$port"
}

# flows CONTAINER [ARGUMENT...]: how many
flows() {
	ctrnetctl flow ls --json "$@" | jq length
}
flows_of_net() {
	ctrnetctl stats --json | jq --arg name "$net" '.Networks[] | select(.Name == $name) | .Flows'
}

is "ten connections" 10 "$(alive)"
for (( i = 0; i < 5; i++ )); do
	at "$other" bash -c "echo hello >/dev/udp/$outside_address/9"
done
is "another container has five flows, unanswered" 5 "$(flows "$other")"

# --- each container's limit ---
ctrnetctl network set --endpoint-flow-limit 5 "$net"
before=$(drops "$device" flow-limit)
at "$server" bash -c "echo hello >/dev/udp/$uplink_address/$((port + 1))"
is "a flow between them is refused: one of them can spare none" $((before + 1)) \
	"$(drops "$device" flow-limit)"
is "and for that, the other one loses none" 5 "$(flows "$other")"
ctrnetctl network set --endpoint-flow-limit 0 --flow-limit "$(flows_of_net)" "$net"
at "$third" bash -c "echo hello >/dev/udp/$outside_address/9"
is "the network is full: who has most can spare none, so one goes of who has less" "10 4 1" \
	"$(flows "$server") $(flows "$other") $(flows "$third")"
ctrnetctl network set --endpoint-flow-limit 40 --flow-limit 0 "$net"
at "$other" bash -c "echo hello >/dev/udp/$outside_address/9"
flood 500
is "the server has no more flows than it may" 40 "$(flows "$server")"
is "thirty are of the flood" 30 "$(flows "$server" --peer "$flood_address")"
is "the connections live" 10 "$(alive)"
isnt "a new one is taken" "" "$(at outside socat -T 15 - "TCP:$uplink_address:$port" <<<hello)"

# --- the limits of all together ---
# shared LIMIT: what holds at it
shared() {
	flood 500
	is "$1: there are as many as there may be" "$most" "$(flows)"
	is "$1: the other container's are there" "$others" "$(flows "$other")"
	at "$other" bash -c "echo hello >/dev/udp/$outside_address/9"
	is "$1: and it gets one more" $((++others)) "$(flows "$other")"
	is "$1: the connections live on" 10 "$(alive)"
}
others=5 most=$(( $(flows) + 20 ))
ctrnetctl network set --endpoint-flow-limit 0 --flow-limit $(( $(flows_of_net) + 20 )) "$net"
shared "the network's limit"
ctrnetctl network set --flow-limit 0 "$net"
most=$((most + 20))
limit flows_max "$most"
shared "the namespace's limit"
