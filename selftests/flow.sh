#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Connections are listed with their ends, states and counters, and can be ended.
#
#   outside ---- uplink  host --+-- network "bridge" --- server
#                               '-- network "net" ------ client

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq ping python3
plan 32

net=net-$tag server=server-$tag client=client-$tag

outside_create
network_create "$net"
start "$server" -p "$port:80" -- socat TCP-LISTEN:80,fork,reuseaddr EXEC:cat
start "$client" --network "$net" -- sleep infinity
wait_for 20 is_listening "$server" tcp 80
SERVER=$(address "$server")

# flows FILTER [ARGUMENT...]: of those listed, what a filter of jq says
flows() {
	ctrnetctl flow ls --json "${@:2}" | jq -r ".[] | $1"
}
# lives TEXT SECONDS [ARGUMENT...]: of those listed, the one which $filter fits outlives
# silence for so long, however long the script took to come here
filter=true
lives() {
	between "$1" $(($2 - 2)) $(($2 * 3 / 2)) \
		"$(flows "select($filter) | .Age + .Timeout" "${@:3}")"
}

# One from outside, which says ten bytes and stays; one to the outside, unanswered.
mkfifo "/tmp/$tag"
at_exit rm "/tmp/$tag"
at outside socat - "TCP:$uplink_address:$port,sourceport=4321" <"/tmp/$tag" >/dev/null &
at_exit kill -KILL $!
exec {held}>"/tmp/$tag"
echo 123456789 >&"$held"
at "$client" bash -c "echo hello >/dev/udp/$outside_address/9"
eventually "the server's connection is established" 20 \
	eval "[[ \$(flows .State $server) == established ]]"
is "the client's is not answered" unreplied "$(flows .State "$client" --protocol udp)"

is "from a client outside" "$outside_address 4321 $uplink_address $port" \
	"$(flows '.Original | "\(.Source) \(.SourcePort) \(.Destination) \(.DestinationPort)"' "$server")"
is "to the server" "$server" "$(flows .Original.Container "$server")"
is "which answers from its own address" "$SERVER 80 $outside_address 4321" \
	"$(flows '.Reply | "\(.Source) \(.SourcePort) \(.Destination) \(.DestinationPort)"' "$server")"
is "to nobody here" null "$(flows .Reply.Container "$server")"
is "the answer to the client would be its" "$client" "$(flows .Reply.Container "$client" --protocol udp)"
is "on its network" "$net" "$(flows .Network "$client" --protocol udp)"
is "by the host's address" "$uplink_address" "$(flows .Reply.Destination "$client" --protocol udp)"
is "it has one packet, of a header and six bytes" "1 34" \
	"$(flows '.Original | "\(.Packets) \(.Bytes)"' "$client" --protocol udp)"
bytes=$(flows .Original.Bytes "$server")
echo 123456789 >&"$held"
eventually "ten bytes are counted" 20 eval "(( \$(flows .Original.Bytes $server) >= $bytes + 50 ))"
lives "it ends after two hours of silence" 7440 "$server"
lives "the other after two minutes" 120 "$client" --protocol udp

is "by the published port" 4321 "$(flows .Original.SourcePort -p "$port")"
is "by the address outside, both" 2 "$(flows .State --peer "$outside_address" | wc -l)"
prints_nothing "by an address of nobody, none" flows .State --peer 192.0.2.1
like "as a table" "^PROTOCOL +FROM +TO +VIA .*tcp +$outside_address:4321 +$server:80 +$uplink_address:$port +established " \
	"$(ctrnetctl flow ls "$server" | xargs)"
refused "by a port which is not published" 1 "Error: nobody publishes port 1 of the host" \
	ctrnetctl flow ls -p 1
refused "by what is no address" 1 "Error: 'x' is no address" ctrnetctl flow flush --peer x

is "by a family which there is not" "ERANGE integer out of range [family]" \
	"$("$here/genl.py" "flow-flush family=11")"

is "the client's are ended" 1 "$(ctrnetctl flow flush "$client")"
is "and those to a port" '1' "$(ctrnetctl flow flush --json -p "$port" | jq .Flows)"
is_reset() {
	[[ -z $(at outside ss -Htn "sport = :4321") ]]
}
echo more >&"$held"
eventually "whose next segment is answered with a reset" 20 is_reset
prints_nothing "and begins none" flows .State "$server"

# --- how long they live: RFC 4787, 5382, 5508 ---
nobody=$subnet.3
ip neighbour replace "$nobody" dev "$uplink" nud permanent \
	lladdr "$(ip -n "$outside" -j link show eth0 | jq -r '.[0].address')"
for to in 7 53; do
	background outside socat "UDP4-LISTEN:$to,fork" EXEC:cat
	wait_for 20 is_listening outside udp "$to"
done
background "$client" socat "TCP:$nobody:80" -
ask "$client" tcp "$uplink_address" "$port" udp "$outside_address" 7 >/dev/null
wait_for 20 eval "[[ \$(flows .State $client) == *opening* ]]"
wait_for 20 eval "[[ \$(flows .State $client) == *closed* ]]"
at "$client" ping -qc 1 "$outside_address" >/dev/null
ask "$client" udp "$outside_address" 53 >/dev/null

to7='.Original.DestinationPort == 7' closed='.State == "closed"'
while IFS='|' read -r text filter seconds; do
	lives "$text" "$seconds" "$client"
done <<END
a query for a name, answered|.Original.DestinationPort == 53|30
UDP, answered|$to7|300
an echo request|.Protocol == "icmp"|60
TCP, not established|.State == "opening"|240
TCP, closed|$closed|240
END
ctrnetctl network set --timeout udp=1h --timeout tcp-closing=2h "$net"
filter=$to7
lives "another timeout holds for what is there" 3600 "$client"
filter=$closed
lives "it is the server's network which counts" 240 "$client"
ctrnetctl network set --timeout udp=1 "$net"
eventually "what has been silent for as long ends" 30 \
	eval "[[ -z \$(flows 'select($to7) | .State' $client) ]]"
