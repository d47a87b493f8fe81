#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers of one network and the host reach each other.
# Sets: core
#
#          host
#           | gateway (ctr0)
#   --------+-------- network "bridge"
#   |       |       |
#   a       b       c

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ping arping
plan 18

a=a-$tag b=b-$tag c=c-$tag

start_reporter "$a"
start_reporter "$b"
start "$c" -- sleep infinity
A=$(address "$a") B=$(address "$b") gateway=$(gateway "$a")
device=$(device_of bridge)

mapfile -t answers < <(ask "$a" tcp "$B" 80 udp "$B" 80)
is "container to container, TCP" "$A" "${answers[0]}"
is "container to container, UDP" "$A" "${answers[1]}"
mapfile -t answers < <(ask host tcp "$A" 80 udp "$A" 80)
is "host to container, TCP" "$gateway" "${answers[0]}"
is "host to container, UDP" "$gateway" "${answers[1]}"

service=$((port + 1))
background host python3 -c "$reporter" "$service"
wait_for 20 is_listening host tcp "$service"
mapfile -t answers < <(ask "$a" tcp "$gateway" "$service" udp "$gateway" "$service")
is "container to host, TCP" "$A" "${answers[0]}"
is "container to host, UDP" "$A" "${answers[1]}"

succeeds "container pings container" at "$a" ping -qc 1 -W 15 "$B"
succeeds "container pings gateway" at "$a" ping -qc 1 -W 15 "$gateway"
succeeds "host pings container" ping -qc 1 -W 15 "$A"
succeeds "a large packet is fragmented and arrives" \
	at "$a" ping -qc 1 -W 15 -s 4000 "$B"

# The addresses are known to the module: it answers, nobody else is asked.
is "a has the MAC address of b" "$(mac "$b")" "$(neighbour "$a" "$B" eth0)"
is "a has the MAC address of the gateway" \
	"$(ip -j link show "$device" | jq -r '.[0].address')" \
	"$(neighbour "$a" "$gateway" eth0)"
is "the host has the MAC address of a" "$(mac "$a")" \
	"$(neighbour host "$A" "$device")"

nsenter -t "$(pid "$b")" -n sysctl -qw net.ipv4.conf.all.arp_ignore=8
succeeds "ARP for a container which answers none itself" \
	at "$a" arping -qf -c 3 -w 5 -I eth0 "$B"
nobody=${gateway%.*}.$(( ${gateway##*.} == 254 ? 253 : 254 ))
refused "no answer to ARP for an address which nobody has" 1 "" \
	at "$a" arping -qf -c 1 -w 1 -I eth0 "$nobody"

# A broadcast is copied to everyone, once.
scratch
for place in "$b" "$c" host; do
	collect "$dir/$place" "$place" socat -u "UDP4-RECV:$port,reuseaddr" -
done
for place in "$b" "$c" host; do
	wait_for 20 is_listening "$place" udp "$port"
done
at "$a" socat -u - "UDP4-DATAGRAM:255.255.255.255:$port,broadcast" <<<first
at "$a" socat -u - "UDP4-DATAGRAM:255.255.255.255:$port,broadcast" <<<last
for place in "$b" "$c" host; do
	wait_for 20 grep -q last "$dir/$place" || true
	is "broadcasts reach ${place%-*}" $'first\nlast' "$(cat "$dir/$place")"
done
