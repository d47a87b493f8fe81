#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Networks: made, listed, shown, removed, and refused.
# Sets: core
#
#   host --- network one (subnet chosen) --- web
#     \---- network two (subnet given)

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ip
plan 39

one=one-$tag two=two-$tag web=web-$tag fresh=fresh-$tag

inspect() {
	ctrnetctl network inspect "$1" | jq -r ".[0]$2"
}
listed() {
	ctrnetctl network ls --json | jq -r --arg name "$1" '.[] | select(.Name == $name) | .Id'
}

# --- made and shown ---
at_exit ctrnetctl network rm "$one"
id=$(ctrnetctl network create "$one")
like "create prints the id" '^[0-9a-f]{64}$' "$id"
is "inspect by name" "$id" "$(inspect "$one" .Id)"
is "inspect by id" "$one" "$(inspect "$id" .Name)"
is "inspect by the begin of the id" "$one" "$(inspect "${id:0:12}" .Name)"
is "ls shows it" "${id:0:12}" "$(listed "$one" | cut -c-12)"
is "ls shows what is always there" "host none" \
	"$(ctrnetctl network ls --json | jq -r '[.[].Name | select(. == "host" or . == "none")] | join(" ")')"
device=$(device_of "$one")
is "it is a device of the kind ctrnet, and up" "ctrnet UP" \
	"$(ip -j -d link show "$device" |
		jq -r '.[0] | .linkinfo.info_kind + " " + (if .flags | contains(["UP"]) then "UP" else "" end)')"
is "which inspect names" "$device" \
	"$(inspect "$one" '.Options["com.docker.network.bridge.name"]')"
chosen=$(inspect "$one" '.IPAM.Config[0].Subnet')
gateway=$(inspect "$one" '.IPAM.Config[0].Gateway')
is "its gateway is the device's address" "$gateway" \
	"$(ip -j -4 address show "$device" | jq -r '.[0].addr_info[0].local')"
is "the host has a route to its subnet" "$device" \
	"$(ip -j route show "$chosen" | jq -r '.[0].dev')"

at_exit ctrnetctl network rm "$two"
ctrnetctl network create --subnet "$subnet.0/28" --gateway "$subnet.14" --mtu 1400 "$two" >/dev/null
is "a subnet and gateway of choice" "$subnet.0/28 $subnet.14" \
	"$(inspect "$two" '.IPAM.Config[0] | .Subnet + " " + .Gateway')"
is "an MTU of choice" 1400 "$(ip -j link show "$(device_of "$two")" | jq '.[0].mtu')"
start "$web-2" --network "$two" -- sleep infinity
is "its containers have it too" 1400 \
	"$(ctrnetctl exec "$web-2" ip -j link show eth0 | jq '.[0].mtu')"
is "and that gateway" "$subnet.14" \
	"$(ctrnetctl exec "$web-2" ip -j route show default | jq -r '.[0].gateway')"
is "the first container has the first address" "$subnet.1" "$(address "$web-2")"
ctrnetctl rm -f "$web-2" >/dev/null

# --- addresses ---
start "$web" --network "$one" -- sleep infinity
first=$(address "$web")
is "inspect shows it" "$web ${first}/${chosen#*/} $(mac "$web")" \
	"$(inspect "$one" '.Containers[] | .Name + " " + .IPv4Address + " " + .MacAddress')"
IFS=. read -ra octets <<<"$first"
is "its MAC address says its IP address" \
	"$(printf '02:42:%02x:%02x:%02x:%02x' "${octets[@]}")" "$(mac "$web")"
ctrnetctl restart -t 0 "$web" >/dev/null
is "after a restart it has the next one" "${first%.*}.$(( ${first##*.} + 1 ))" \
	"$(address "$web")"

# A subnet of two containers: the third has to wait.
small=small-$tag
network_create "$small" --subnet "$subnet.16/30"
start "$small-1" --network "$small" -- sleep infinity
refused "no address is left" 125 \
	"Error: no available IPv4 addresses on this network's address pools: $small" \
	ctrnetctl run --rm --network "$small" -- true
ctrnetctl rm -f "$small-1" >/dev/null
succeeds "until one is free" ctrnetctl run --rm --network "$small" -- true

# --- refused ---
no_network() {
	refused "$1" 1 "Error: $2" ctrnetctl network create "${@:3}"
}
no_network "a name twice" "network with name $one already exists" "$one"
no_network "a predefined name" "operation is not permitted on predefined bridge network " bridge
no_network "no name" "invalid name: name is empty" ""
no_network "a bad name" "Invalid network name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" "a b"
no_network "a subnet inside another network's" \
	"subnet ${gateway%.*}.0/24 overlaps $chosen of network $one" \
	--subnet "${gateway%.*}.0/24" "x-$tag"
ip link add "dummy-$tag" type dummy
at_exit ip link del "dummy-$tag"
ip link set "dummy-$tag" up
ip route add "$subnet.64/26" dev "dummy-$tag"
no_network "a subnet around another network's" \
	"subnet $subnet.0/24 overlaps $subnet.0/28 of network $two" \
	--subnet "$subnet.0/24" "x-$tag"
no_network "a part of one to which the host has a route" \
	"subnet $subnet.96/28 overlaps $subnet.64/26, to which the host has a route by dummy-$tag" \
	--subnet "$subnet.96/28" "x-$tag"
no_network "no subnet" "invalid CIDR address: $subnet.0" --subnet "$subnet.0" "x-$tag"
no_network "a host in place of a subnet" \
	"invalid subnet $subnet.129/28: it should be $subnet.128/28" --subnet "$subnet.129/28" "x-$tag"
no_network "a gateway outside" "no matching subnet for gateway 192.0.2.1" \
	--subnet "$subnet.128/28" --gateway 192.0.2.1 "x-$tag"
no_network "a gateway alone" "every ip-range or gateway must have a corresponding subnet" \
	--gateway 192.0.2.1 "x-$tag"
prints_nothing "nothing was made" listed "x-$tag"

refused "one in use is not removed" 1 \
	"Error: error while removing network: network $one has active endpoints (name:\"$web\" id:\"$(field "$web" .Id | cut -c-12)\")" \
	ctrnetctl network rm "$one"
refused "nor a predefined one" 1 \
	"Error: bridge is a pre-defined network and cannot be removed" ctrnetctl network rm bridge
refused "nor one that is not there" 1 "Error: network no-$tag not found" \
	ctrnetctl network rm "no-$tag"
ctrnetctl rm -f "$web" >/dev/null
is "one that is not in use is" "$one" "$(ctrnetctl network rm "$one")"
is "and its device is gone" gone \
	"$(ip link show "$device" >/dev/null 2>&1 || echo gone)"

# --- the default network, in a namespace which has none yet ---
at_exit ip netns delete "$fresh"
ip netns add "$fresh"
ip -n "$fresh" link set lo up
ip -n "$fresh" link add dummy0 type dummy
ip -n "$fresh" link set dummy0 up
ip -n "$fresh" route add 172.17.128.0/24 dev dummy0
succeeds "a first container makes the default network" \
	nsenter "--net=/run/netns/$fresh" ctrnetctl run --rm -- true
is "in the next range if its own is in use" "172.18.0.0/16" \
	"$(ip -n "$fresh" -j route show dev ctr0 | jq -r '.[0].dst')"
