#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers of a network that users made know each other by name, without
# links, in hosts files which follow what comes and goes.
#
#   one -- two -- three --- network "net"
#   other ----------------- network "bridge"

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires getent
plan 23

net=net-$tag one=one-$tag two=two-$tag three=three-$tag other=other-$tag

network_create "$net" --subnet "$subnet.0/24"

hosts() {
	ctrnetctl exec "$1" cat /etc/hosts
}
# The lines of a container's peers.
peers() {
	hosts "$1" | sed -n "/^${subnet%.*}.*-$tag/p"
}

start "$one" --network "$net" -h onehost -- sleep infinity
ONE=$(address "$one")
prints_nothing "alone it knows itself only" peers "$one"
is "which is its last line" "$ONE	onehost" "$(hosts "$one" | tail -n 1)"

# shellcheck disable=SC2016
start "$two" --network "$net" -h twohost -- \
	sh -c 'getent ahostsv4 "$0" >/tmp/first; exec sleep infinity' "$one"
TWO=$(address "$two")
eventually "the first process knows its peers" 20 ctrnetctl exec "$two" grep -q "^$ONE " /tmp/first
is "one that comes is known to who was there" "$TWO	$two twohost" "$(peers "$one")"
is "and the other way round" "$ONE	$one onehost" "$(peers "$two")"
is "before the own line" "$ONE	onehost" "$(hosts "$one" | tail -n 1)"
like "it is found by name" "^$TWO " "$(ctrnetctl exec "$one" getent ahostsv4 "$two")"
like "and by host name" "^$TWO " "$(ctrnetctl exec "$one" getent ahostsv4 twohost)"
succeeds "and answers" ctrnetctl exec "$one" ping -qc 1 -W 15 "$two"

start "$other" -- sleep infinity
prints_nothing "the default network has links for that" peers "$other"
lacks "another network's containers are not known" "$other" hosts "$one"

inode=$(ctrnetctl exec "$one" stat -c %i /etc/hosts)
ctrnetctl exec "$one" sh -c 'echo "192.0.2.1 mine # edited" >>/etc/hosts'
start "$three" --network "$net" -- sleep infinity
THREE=$(address "$three")
three_id=$(field "$three" .Config.Hostname)
is "a third one, in order" "$THREE	$three $three_id
$TWO	$two twohost" "$(peers "$one")"
ctrnetctl stop -t 0 "$three" >/dev/null
is "one that stops is forgotten" "$TWO	$two twohost" "$(peers "$one")"
ctrnetctl restart -t 0 "$two" >/dev/null
is "one that has another address is found there" "$(address "$two")	$two twohost" "$(peers "$one")"
is "what somebody has added stays" "192.0.2.1 mine # edited" "$(hosts "$one" | tail -n 1)"
is "and the file is the same" "$inode" "$(ctrnetctl exec "$one" stat -c %i /etc/hosts)"

ctrnetctl rename "$two" "$two-new"
is "one that is renamed has its new name" "$(address "$two-new")	$two-new twohost" "$(peers "$one")"
ctrnetctl rename "$two-new" "$two"

# A line that somebody has changed is theirs.
# shellcheck disable=SC2016
ctrnetctl exec "$one" sh -c 'sed "s/ twohost/ twohost changed/" /etc/hosts >/tmp/h && cat /tmp/h >/etc/hosts'
ctrnetctl stop -t 0 "$two" >/dev/null
like "a line that was edited stays" "twohost changed" "$(peers "$one")"

# --- a supervisor is killed ---
start "$other-2" --network "$net" -- sleep infinity
like "one more" "$other-2" "$(peers "$one")"
kill -KILL "$(ps -o ppid= -p "$(pid "$other-2")")"
eventually "one whose supervisor is killed is forgotten by the next command" 20 \
	sh -c "ctrnetctl ps -q >/dev/null; ! ctrnetctl exec $one grep -q $other-2 /etc/hosts"

# --- a link's alias is said once, and wins ---
ctrnetctl start "$three" >/dev/null
start "$two-2" --network "$net" --link "$three:$one" --link "$three" -- sleep infinity
is "links come before peers, and win" "$(address "$three")	$one $three_id $three
$(address "$three")	$three $three_id" "$(peers "$two-2")"
# variables NETWORK SOURCE: names of those which a recipient there has, with one of its own
variables() {
	ctrnetctl run --rm --network "$1" -e MINE=1 --link "$2:source" -- env |
		sed -nE 's/^(MINE|SOURCE_.*)=.*/\1/p' | sort | xargs
}
is "on the default network a link sets variables" "MINE SOURCE_NAME" "$(variables bridge "$other")"
is "on such a network it sets none" MINE "$(variables "$net" "$three")"
