#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A port of the host has one holder: a container or a process of the host. Who
# comes late is refused, and told who was first.
#
#   outside ---- uplink ---- host (sockets) ---- network --- one, two

. "${BASH_SOURCE[0]%/*}/lib.sh"
. "$here/lib_ipv6.sh"
requires ncat nsenter ss
requires_sctp
plan 54

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
prints_nothing "it holds the port but does not listen on it" ss -Hlnt "sport = :$p"

# Containers among each other.
# conflict ASKED HELD PORT TEXT OPTION...: the address asked for, and what the holder has if
# that is another
conflict() {
	local address=$1 at=${2:+ at $2:$3} port=$3
	shift 3
	at_exit ctrnetctl rm -f "$two"
	refused "$1" 125 \
		"Error: Bind for $address:$port failed: port is already allocated (by container $one$at)" \
		ctrnetctl run -d --name "$two" "${@:2}" -- sleep infinity
	ctrnetctl rm -f "$two" >/dev/null
}
conflict 0.0.0.0 "" "$p" "another container is refused the port" -p "$p:80"
conflict 127.0.0.1 0.0.0.0 "$p" "and one address of it" -p "127.0.0.1:$p:80"
conflict 0.0.0.0 "" "$p" "and a range with it" -p "$((p - 2))-$p:80-82"
conflict 0.0.0.0 127.0.0.1 "$q" "and all addresses if one is taken" -p "$q:80"
conflict 0.0.0.0 "" "$p" "UDP is no different" -p "$p:80/udp"
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

# Large ranges are not held: what there is at the time is looked for.
jobs -pr | xargs kill
wait
start_reporter "$one"
gateway6_add "$(device_of bridge)"
address6_add "$one" "$prefix::2"
while IFS='|' read -r row expected got; do
	is "a large range; $row" "$expected" "$got"
done < <("$here/reserve.py" "$(endpoint "$one")" "$port")

range=$((port - 1000))-$((port + 1000)) first=$((port - 1000))
background host socat "TCP-LISTEN:$p" -
holder=$!
wait_for 20 is_listening host tcp "$p"
refused "who is in the way of a large range is told" 1 \
	"Error: failed to bind host port 0.0.0.0:$p/tcp: address already in use (by socat[$holder])" \
	ctrnetctl publish "$one" "$range:80-2080"
kill "$holder"

# One beyond what the kernel may choose, and all which it may.
ctrnetctl publish "$one" "$range:80-2080" "$range:80-2080/udp" >/dev/null
read -r low high <<<"$(sysctl -n net.ipv4.ip_local_port_range)"
ctrnetctl publish "$one" "$low-$high:80-$((80 + high - low))" \
	"$low-$high:80-$((80 + high - low))/udp" >/dev/null
outside_create
background outside python3 -c "$reporter" 7
wait_for 20 is_listening outside tcp 7
is "what the host asks from a port of the range comes back, UDP" "$uplink_address" \
	"$(ask host udp "$outside_address" 7)"
is "and TCP" "$uplink_address" "$(ask host tcp "$outside_address" 7)"
is "and from a container" "$(gateway "$one")" "$(ask host udp "$(address "$one")" 80)"

# serve_host PORT: a server of the host, TCP and UDP, which says "host". Sets $served.
served=()
serve_host() {
	scratch
	collect "$dir/port" host python3 -uc '
import select, socket, sys
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("0.0.0.0", int(sys.argv[1])))
tcp = socket.socket()
tcp.bind(("0.0.0.0", int(sys.argv[1])))
tcp.listen()
print(udp.getsockname()[1], tcp.getsockname()[1])
while True:
    for sock in select.select([udp, tcp], [], [])[0]:
        if sock is udp:
            udp.sendto(b"host\n", udp.recvfrom(100)[1])
        else:
            tcp.accept()[0].sendall(b"host\n")' "$1"
	# A line is there when its end is.
	# shellcheck disable=SC2016 # for eval
	wait_for 20 eval 'read -ra served <"$dir/port"'
}
serve_host 0
is "a server whose port the kernel chose keeps it, UDP" host \
	"$(ask outside udp "$uplink_address" "${served[0]}")"
is "and TCP" host "$(ask outside tcp "$uplink_address" "${served[1]}")"
serve_host "$first"
is "one which takes a port of the range itself hears nothing, UDP" "$outside_address" \
	"$(ask outside udp "$uplink_address" "$first")"
is "nor TCP" "$outside_address" "$(ask outside tcp "$uplink_address" "$first")"
succeeds "the kernel did not complain" log_is_clean
