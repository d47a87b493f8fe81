#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host whose IPv6 is switched off, by a setting or from its boot on (ipv6.disable=1):
# IPv4 is served as ever, and of IPv6 it is said that there is none.
# Changes the host: it has no IPv6 meanwhile, which takes its addresses and routes for good.
#
#   outside ---- uplink ---- host --+-- network "bridge" --- server
#                                   '-- network which had IPv6 --- six

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3
plan 11

server=server-$tag six=six-$tag
# What serves needs no IPv6 in its container, which is off as well.
serve='import socket
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("0.0.0.0", 80))
while True:
    data, peer = udp.recvfrom(100)
    udp.sendto(f"{peer[0]}\n".encode(), peer)'
outside_create
has_ipv6=
[[ ! -e /proc/sys/net/ipv6 ]] || has_ipv6=1
if [[ -n $has_ipv6 ]]; then
	network_create "$six" --subnet "$prefix::/64"
	start "$six" --network "$six" -p "$((port + 1)):80/udp" -- python3 -c "$serve"
	wait_for 20 is_listening "$six" udp 80
	host_sysctl net.ipv6.conf.all.disable_ipv6 1
	host_sysctl net.ipv6.conf.default.disable_ipv6 1
fi

start "$server" -p "$port:80/udp" -- python3 -c "$serve"
wait_for 20 is_listening "$server" udp 80
is "a published port is reached" "$outside_address" "$(ask outside udp "$uplink_address" "$port")"
is "and from the host" "$(gateway "$server")" "$(ask host udp 127.0.0.1 "$port")"
is "it is one of IPv4 alone" "80/udp -> 0.0.0.0:$port" "$(ctrnetctl port "$server")"
succeeds "the outside is reached" at "$server" ping -qc 1 -W 15 "$outside_address"
refused "one of IPv6 is refused" 1 \
	"Error: failed to bind host port [::]:$((port + 2))/tcp: network bridge has no IPv6 addresses: 'network create --ipv6' makes one which has" \
	ctrnetctl publish "$server" "[::]:$((port + 2)):80"
like "and a network of IPv6" \
	"^Error: cannot set up device ctr[0-9]+: cannot give it an IPv6 address: " \
	"$(ctrnetctl network create --subnet "$prefix:5::/64" "late-$tag" 2>&1 || true)"
is "of which nothing is left" 0 "$(ctrnetctl network ls -q -f "name=late-$tag" | wc -l)"
# That was the tool.
endpoints_of "$(device_of bridge)"
parts="protocol=6 host-address=$prefix::1 host-port=$((port + 2)) port=80"
is "nor does the module take one" \
	"EADDRNOTAVAIL the endpoint has no address of this family [endpoint]" \
	"$(genl "publish-add endpoint=$(endpoint "$server") $parts")"

if [[ -n $has_ipv6 ]]; then
	is "a network which had IPv6 before serves on over IPv4" "$outside_address" \
		"$(ask outside udp "$uplink_address" $((port + 1)))"
	ctrnetctl restart -t 0 "$six" >/dev/null
	wait_for 20 is_listening "$six" udp 80
	is "when it starts again its ports are of IPv4 alone" \
		"80/udp -> 0.0.0.0:$((port + 1)) $outside_address" \
		"$(ctrnetctl port "$six") $(ask outside udp "$uplink_address" $((port + 1)))"
else
	is "an endpoint gets no address of IPv6" "EAFNOSUPPORT the host's IPv6 is disabled [address]" \
		"$(genl "address-add endpoint=$(endpoint "$server") address=$prefix::2")"
	skip "when it starts again its ports are of IPv4 alone" "needs a network which had IPv6"
fi
succeeds "the kernel did not complain" log_is_clean
