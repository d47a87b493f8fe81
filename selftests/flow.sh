#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Connections are listed with their ends, states and counters, and can be ended.
#
#   outside ---- uplink  host ---- network --+-- server
#                                            '-- client

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq python3
plan 21

server=server-$tag client=client-$tag

outside_create
start "$server" -p "$port:80" -- socat TCP-LISTEN:80,fork,reuseaddr EXEC:cat
start "$client" -- sleep infinity
wait_for 20 is_listening "$server" tcp 80
SERVER=$(address "$server")

# flows FILTER [ARGUMENT...]: of those listed, what a filter of jq says
flows() {
	ctrnetctl flow ls --json "${@:2}" | jq -r ".[] | $1"
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
is "by the host's address" "$uplink_address" "$(flows .Reply.Destination "$client" --protocol udp)"
is "it has one packet, of a header and six bytes" "1 34" \
	"$(flows '.Original | "\(.Packets) \(.Bytes)"' "$client" --protocol udp)"
bytes=$(flows .Original.Bytes "$server")
echo 123456789 >&"$held"
eventually "ten bytes are counted" 20 eval "(( \$(flows .Original.Bytes $server) >= $bytes + 50 ))"
like "it ends after two hours of silence" '^74[0-9]{2}$' "$(flows .Timeout "$server")"
like "the other after two minutes" '^1[12][0-9]$' "$(flows .Timeout "$client" --protocol udp)"

is "by the published port" 4321 "$(flows .Original.SourcePort -p "$port")"
is "by the address outside, both" 2 "$(flows .State --peer "$outside_address" | wc -l)"
is "by an address of nobody, none" "" "$(flows .State --peer 192.0.2.1)"
like "as a table" "^PROTOCOL +FROM +TO +VIA .*tcp +$outside_address:4321 +$server:80 +$uplink_address:$port +established " \
	"$(ctrnetctl flow ls "$server" | xargs)"
refused "by a port which is not published" 1 "Error: nobody publishes port 1 of the host" \
	ctrnetctl flow ls -p 1
refused "by what is no address" 1 "Error: 'x' is no address" ctrnetctl flow flush --peer x

is "the client's are ended" 1 "$(ctrnetctl flow flush "$client")"
is "and those to a port" '1' "$(ctrnetctl flow flush --json -p "$port" | jq .Flows)"
echo more >&"$held"
is "which are not taken up again" "" "$(flows .State "$server")"
