#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A port of the host has one holder: a container or a process of the host. Who
# comes late is refused, and told who was first.
#
#   host (sockets) ---- network --- one, two

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ncat ss
plan 23

one=one-$tag two=two-$tag
p=$port q=$((port + 1))

# The host first.
for protocol in TCP UDP; do
	if [[ $protocol == TCP ]]; then
		background host socat TCP-LISTEN:"$p" -
	else
		background host socat -u UDP4-RECV:"$p" -
	fi
	holder=$!
	wait_for 20 is_listening host "${protocol,,}" "$p"
	at_exit ctrnetctl rm -f "$one"
	refused "$protocol: a port of a process is refused" 125 \
		"Error: failed to bind host port 0.0.0.0:$p/${protocol,,}: address already in use (by socat[$holder])" \
		ctrnetctl run -d --name "$one" -p "$p:80/${protocol,,}" -- sleep infinity
	is "$protocol: the container is there, but has not run" created \
		"$(field "$one" .State.Status)"
	kill "$holder"
	wait_for 20 eval "! is_listening host ${protocol,,} $p"
	succeeds "$protocol: it starts once the process is gone" ctrnetctl start "$one"
	is "$protocol: it has the port" "0.0.0.0:$p" "$(ctrnetctl port "$one" "80/${protocol,,}")"
	ctrnetctl rm -f "$one" >/dev/null
done

# The container first. ncat ends at once if it cannot bind.
start "$one" -p "$p:80" -p "$p:80/udp" -p "127.0.0.1:$q:81" -- sleep infinity
in_use() {
	like "$1" "Address already in use" "$(timeout 20 ncat "${@:2}" 2>&1 </dev/null || true)"
}
in_use "TCP: the host cannot bind a published port" -l "$p"
in_use "TCP: nor one address of it" -l 127.0.0.1 "$p"
in_use "TCP: nor the one which is published" -l 127.0.0.1 "$q"
in_use "UDP: the host cannot bind a published port" -ul "$p"
background host ncat -l 127.0.0.2 "$q"
eventually "TCP: another address is the host's to bind" 20 is_listening host tcp "$q"
is "it holds the port but does not listen on it" "" \
	"$(ss -Hlnt "sport = :$p")"

# Containers among each other.
conflict() {
	local address=$1 port=$2
	shift 2
	at_exit ctrnetctl rm -f "$two"
	refused "$1" 125 \
		"Error: Bind for $address:$port failed: port is already allocated (by container $one)" \
		ctrnetctl run -d --name "$two" "${@:2}" -- sleep infinity
	ctrnetctl rm -f "$two" >/dev/null
}
conflict 0.0.0.0 "$p" "another container is refused the port" -p "$p:80"
conflict 0.0.0.0 "$p" "and one address of it" -p "127.0.0.1:$p:80"
conflict 0.0.0.0 "$p" "and a range with it" -p "$((p - 2))-$p:80-82"
conflict 127.0.0.1 "$q" "and all addresses if one is taken" -p "$q:80"
conflict 0.0.0.0 "$p" "UDP is no different" -p "$p:80/udp"
start "$two" -p "127.0.0.3:$q:80" -p "$q:80/udp" -- sleep infinity
is "another address and another protocol are free" \
	"$(printf '%s\n' "80/tcp -> 127.0.0.3:$q" "80/udp -> 0.0.0.0:$q")" "$(ctrnetctl port "$two")"
ctrnetctl rm -f "$two" >/dev/null

# What it held is free again.
ctrnetctl unpublish "$one" 80/tcp 80/udp >/dev/null
background host ncat -l "$p"
eventually "TCP: the host can bind what was unpublished" 20 is_listening host tcp "$p"
background host ncat -ul "$p"
eventually "UDP: the host can bind what was unpublished" 20 is_listening host udp "$p"
ctrnetctl rm -f "$one" >/dev/null
background host ncat -l 127.0.0.1 "$q"
holds_address() {
	[[ -n $(ss -Hlnt "src 127.0.0.1:$q") ]]
}
eventually "TCP: the host can bind what a removed container had" 20 holds_address
