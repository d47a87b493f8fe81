#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ports of IPv6: a publish without an address is of both families, where the
# container has both; one with an address is of that alone.
#
#   host ::1 --- network "dual" --- one, two
#         \----- network "plain", IPv4 only --- three

. "${BASH_SOURCE[0]%/*}/lib.sh"
[[ -e /proc/sys/net/ipv6 ]] || skip_all "needs IPv6"
requires ncat ss
plan 37

dual=dual-$tag plain=plain-$tag one=one-$tag two=two-$tag three=three-$tag p=$port

network_create "$dual" --ipv6
network_create "$plain"

lines() {
	printf '%s\n' "$@"
}
# shown NAME [OPTION]: its PORTS of ps, counted from $p
shown() {
	local cell number

	cell=$(ctrnetctl ps --format '{{.Ports}}' "$@")
	for (( number = p + 9; number >= p; number-- )); do
		cell=${cell//$number/p$((number - p))}
	done
	echo "$cell"
}
gone() {
	ctrnetctl rm -f "$@" >/dev/null
}

# gets NETWORK CELL SPEC...: what ps shows of a container with these ports.
gets() {
	local spec publish=()

	for spec in "${@:3}"; do
		publish+=(-p "${spec//P/$p}")
	done
	start "$one" --network "$1" "${publish[@]}" -- sleep infinity
	is "${*:3} on ${1%-*}" "$2" "$(shown "$one")"
	gone "$one"
}
gets "$dual" "0.0.0.0:p0->80/tcp, [::]:p0->80/tcp" P:80
gets "$plain" "0.0.0.0:p0->80/tcp" P:80
gets "$dual" "0.0.0.0:p0->80/tcp" 0.0.0.0:P:80
gets "$dual" "[::]:p0->80/tcp" "[::]:P:80"
gets "$dual" "[::1]:p0->80/tcp" "[::1]:P:80"
gets "$dual" "[::1]:p0->80/tcp" ::1:P:80
gets "$dual" "127.0.0.1:p0->80/tcp, [::1]:p0->80/udp" 127.0.0.1:P:80 "[::1]:P:80/udp"
gets "$dual" "0.0.0.0:p0->81/tcp, [::]:p0->80/tcp" "[::]:P:80" 0.0.0.0:P:81
gets "$plain" "127.0.0.1:p0->80/tcp" "[::ffff:127.0.0.1]:P:80"

# A range for one port is taken where both families are free.
background host ncat -6 -l "$p"
wait_for 20 is_listening host tcp "$p"
start "$one" --network "$dual" -p "$p-$((p + 1)):80" -- sleep infinity
is "a range: a port that IPv6 does not have is passed over" \
	"0.0.0.0:p1->80/tcp, [::]:p1->80/tcp" "$(shown "$one")"
gone "$one"
start "$one" --network "$dual" -p 80 -p 127.0.0.1::81 -p "[::1]::81" -- sleep infinity
mapfile -t any < <(ctrnetctl port "$one")
is "any port: the same in both families" "0.0.0.0:${any[0]##*:} [::]:${any[0]##*:}" \
	"$(ctrnetctl port "$one" 80 | paste -sd ' ')"
is "and for addresses of both" "127.0.0.1:${any[2]##*:} [::1]:${any[2]##*:}" \
	"$(ctrnetctl port "$one" 81 | paste -sd ' ')"
gone "$one"

# They lead there, and only they.
start_reporter "$one" --network "$dual" -p "$((p + 1)):80" -p "$((p + 1)):80/udp" \
	-p "[::1]:$((p + 2)):80" -p "0.0.0.0:$((p + 3)):80" -p "$((p + 4))-$((p + 5)):80-81"
gateway=$(gateway "$one") gateway6=$(field "$one" .NetworkSettings.IPv6Gateway)
mapfile -t answers < <(ask host tcp 127.0.0.1 $((p + 1)) tcp ::1 $((p + 1)) \
	udp ::1 $((p + 1)) tcp 127.0.0.1 $((p + 2)) tcp ::1 $((p + 2)) \
	tcp ::1 $((p + 3)) tcp ::1 $((p + 4)))
is "they lead there, and only they" \
	"$gateway $gateway6 $gateway6 refused $gateway6 refused $gateway6" "${answers[*]}"
is "ps: runs of both families, IPv4 first" \
	"0.0.0.0:p1->80/tcp, 0.0.0.0:p1->80/udp, 0.0.0.0:p3->80/tcp, 0.0.0.0:p4-p5->80-81/tcp, [::]:p1->80/tcp, [::]:p1->80/udp, [::]:p4-p5->80-81/tcp, [::1]:p2->80/tcp" \
	"$(shown "$one")"
is "ps: merged where both are the same" \
	"*:p1->80/tcp, *:p1->80/udp, 0.0.0.0:p3->80/tcp, *:p4-p5->80-81/tcp, [::1]:p2->80/tcp" \
	"$(shown "$one" --merge-ports)"
is "inspect: both, IPv4 first" "0.0.0.0 $((p + 1)),:: $((p + 1))" "$(ctrnetctl inspect "$one" |
	jq -r '[.[0].NetworkSettings.Ports."80/udp"[] | "\(.HostIp) \(.HostPort)"] | join(",")')"
is "inspect: as it was asked for" ",::1,0.0.0.0," "$(ctrnetctl inspect "$one" |
	jq -r '[.[0].HostConfig.PortBindings."80/tcp"[].HostIp] | join(",")')"
is "who: each rule" "$(lines "container $one, 0.0.0.0:$((p + 1))->80/tcp" \
	"container $one, [::]:$((p + 1))->80/tcp")" "$(ctrnetctl port --who $((p + 1)))"
before=$(ctrnetctl port "$one")
ctrnetctl restart -t 0 "$one" >/dev/null
is "a restart keeps them" "$before" "$(ctrnetctl port "$one")"

# Who comes late is told who was first, and nothing is left of the other half.
refused_port() {
	at_exit ctrnetctl rm -f "$two"
	refused "$1" 125 "Error: $2" ctrnetctl run -d --name "$two" --network "$3" -p "$4" -- \
		sleep infinity
	gone "$two"
}
refused_port "a port whose IPv6 half a process has" \
	"failed to bind host port [::]:$p/tcp: address already in use (by ncat[$(ss -Hltnp6 "sport = :$p" |
		grep -o 'pid=[0-9]*' | head -n 1 | tr -dc 0-9)])" "$dual" "$p:80"
start "$three" --network "$plain" -p "$p:80" -- sleep infinity
is "the IPv4 half is free then" "0.0.0.0:p0->80/tcp" "$(shown "$three")"
gone "$three"
refused_port "a port of a container" \
	"Bind for 0.0.0.0:$((p + 1)) failed: port is already allocated (by container $one)" \
	"$dual" "$((p + 1)):80"
refused_port "its IPv6 half" \
	"Bind for :::$((p + 1)) failed: port is already allocated (by container $one)" \
	"$dual" "[::]:$((p + 1)):80"
refused_port "one address of it" \
	"Bind for ::1:$((p + 1)) failed: port is already allocated (by container $one at [::]:$((p + 1)))" \
	"$dual" "[::1]:$((p + 1)):80"
refused_port "all addresses, if one is taken" \
	"Bind for :::$((p + 2)) failed: port is already allocated (by container $one at [::1]:$((p + 2)))" \
	"$dual" "$((p + 2)):80"
refused_port "IPv6 without an IPv6 address" \
	"failed to bind host port [::1]:$((p + 8))/tcp: network $plain has no IPv6 addresses: 'network create --ipv6' makes one which has" \
	"$plain" "[::1]:$((p + 8)):80"
refused_port "an address which the host does not have" \
	"failed to bind host port [2001:db8::99]:$((p + 8))/tcp: cannot assign requested address" \
	"$dual" "[2001:db8::99]:$((p + 8)):80"
start "$two" --network "$dual" -p "[::]:$((p + 3)):80" -- sleep infinity
is "the other family is free" "[::]:p3->80/tcp" "$(shown "$two")"
gone "$two"
in_use() {
	like "$1" "Address already in use" "$(timeout 20 ncat "${@:2}" 2>&1 </dev/null || true)"
}
in_use "the host cannot bind it" -6 -l $((p + 1))
in_use "nor one address of it" -6 -l ::1 $((p + 2))

# On a running container.
is "publish: says both" "$(lines "82/tcp -> 0.0.0.0:$((p + 6))" "82/tcp -> [::]:$((p + 6))")" \
	"$(ctrnetctl publish "$one" "$((p + 6)):82")"
refused "unpublish: one half is no publish" 1 \
	"Error: No public port '[::]:$((p + 6)):82' published for $one" \
	ctrnetctl unpublish "$one" "[::]:$((p + 6)):82"
succeeds "unpublish: the whole" ctrnetctl unpublish "$one" "$((p + 6)):82"
refused "ends both" 1 "Error: No public port '82' published for $one" ctrnetctl port "$one" 82
background host ncat -6 -l $((p + 6))
eventually "the host can bind what was unpublished" 20 is_listening host tcp $((p + 6))
succeeds "unpublish: one of IPv6" ctrnetctl unpublish "$one" "[::1]:$((p + 2)):80"
refused "ends that" 1 "Error: nobody has port $((p + 2))" ctrnetctl port --who $((p + 2))
