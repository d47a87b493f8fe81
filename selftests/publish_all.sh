#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ports that nobody asked for by number: -P, and ranges to choose from.
# Changes the host: it reserves other ports meanwhile (ip_local_reserved_ports).
#
#   host ---- network --- one, two

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ncat
plan 19

one=one-$tag two=two-$tag three=three-$tag p=$port

# chosen NAME PORT: which port of the host it has
chosen() {
	local binding

	binding=$(ctrnetctl port "$1" "$2")
	echo "${binding##*:}"
}
in_range() {
	between "$1" 49000 49900 "$2"
}

start "$one" -P --expose 80 --expose 53/udp -p "$p:81" -- sleep infinity
tcp=$(chosen "$one" 80) udp=$(chosen "$one" 53/udp)
in_range "-P publishes an exposed TCP port" "$tcp"
in_range "-P publishes an exposed UDP port" "$udp"
is "one with a port of its own gets no other" "0.0.0.0:$p" "$(ctrnetctl port "$one" 81)"
is "that is all" 3 "$(ctrnetctl port --json "$one" | jq length)"

start "$two" -P --expose 80 -- sleep infinity
in_range "another container" "$(chosen "$two" 80)"
isnt "has another port" "$tcp" "$(chosen "$two" 80)"

ctrnetctl restart -t 0 "$one" >/dev/null
is "a restart keeps the port" "$tcp $udp" "$(chosen "$one" 80) $(chosen "$one" 53/udp)"
ctrnetctl stop -t 0 "$one" >/dev/null
start "$three" -P --expose 80 -- sleep infinity
isnt "a port which was just freed is not the next one given" "$tcp" "$(chosen "$three" 80)"
background host ncat -l "$tcp"
wait_for 20 is_listening host tcp "$tcp"
ctrnetctl start "$one" >/dev/null
in_range "if the old one is taken meanwhile, there is another" "$(chosen "$one" 80)"
isnt "which is another" "$tcp" "$(chosen "$one" 80)"

start "$one-b" -P -- sleep infinity
is "-P without anything exposed" 0 "$(ctrnetctl port --json "$one-b" | jq length)"

# The next one of a range, and around.
for i in 1 2 3; do
	start "$tag-$i" -p "$((p + 1))-$((p + 3)):80" -- sleep infinity
done
is "each takes another port of a range" "$((p + 1)) $((p + 2)) $((p + 3))" \
	"$(chosen "$tag-1" 80) $(chosen "$tag-2" 80) $(chosen "$tag-3" 80)"
refused "until there is none" 125 \
	"Error: all ports are allocated: $((p + 1))-$((p + 3))/tcp (by containers $tag-1, $tag-2 and $tag-3)" \
	ctrnetctl run -d --rootfs / --name "$tag-4" -p "$((p + 1))-$((p + 3)):80" -- sleep infinity
at_exit ctrnetctl rm -f "$tag-4"
ctrnetctl rm -f "$tag-2" >/dev/null
succeeds "the one without starts when one is free" ctrnetctl start "$tag-4"
is "and has it" $((p + 2)) "$(chosen "$tag-4" 80)"
background host ncat -l "$((p + 4))"
wait_for 20 is_listening host tcp $((p + 4))
start "$tag-5" -p "$((p + 4))-$((p + 5)):80" -- sleep infinity
is "one which the host has is passed over" $((p + 5)) "$(chosen "$tag-5" 80)"
refused "and named when it is the last" 125 \
	"Error: failed to bind host port 0.0.0.0:$((p + 4))/tcp: address already in use (by ncat[$!]); others of $((p + 4))-$((p + 5))/tcp are allocated (by container $tag-5)" \
	ctrnetctl run -d --name "$tag-6" -p "$((p + 4))-$((p + 5)):80" -- sleep infinity
at_exit ctrnetctl rm -f "$tag-6"

# Neither what the administrator keeps for services.
network_create "$tag-net" --port-range "$((p + 6))-$((p + 7))"
host_sysctl net.ipv4.ip_local_reserved_ports "$((p + 6))"
start "$tag-7" --network "$tag-net" -p 80 -- sleep infinity
is "a port which the host reserves is passed over" $((p + 7)) "$(chosen "$tag-7" 80)"
sysctl -qw "net.ipv4.ip_local_reserved_ports=$((p + 6))-$((p + 7))"
ctrnetctl rm -f "$tag-7" >/dev/null
refused "if all are, that is told" 125 \
	"Error: all ports are allocated: $((p + 6))-$((p + 7))/tcp (by net.ipv4.ip_local_reserved_ports)" \
	ctrnetctl run --rm --network "$tag-net" -p 80 -- true
