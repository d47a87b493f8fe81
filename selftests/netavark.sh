#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The plugin for podman's netavark, by its protocol: a verb, a namespace, and JSON on
# standard input, as netavark calls it.
# Sets: ecosystem tool
#
#   host                       named netns, as podman makes them
#   ctrN ------ ctrnet_ep ---- eth0

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires nsenter
plugin_find cni ctrnet-cni
cni=$plugin
plugin_find netavark ctrnet-netavark
plan 44

net=nv-$tag
web=web-$tag
db=db-$tag
id=$(printf '%s' "$tag" | sha256sum | cut -c1-64)
at_exit ctrnetctl network rm "$net"
for name in "$web" "$db"; do
	ip netns add "$name"
	at_exit ip netns delete "$name"
done

# Made once, as jq takes long to start where the processor is emulated.
usual=$(jq -nc --arg name "$net" '{
	$name, id: "0123456789abcdef", driver: "ctrnet-netavark", ipv6_enabled: false,
	internal: false, dns_enabled: true, options: {}, ipam_options: {driver: "host-local"},
	subnets: [{subnet: "10.214.0.0/24", gateway: "10.214.0.1"}]}')

# network [JSON]: as podman keeps one, with more members or other ones
network() {
	if (( $# )); then
		jq -c --argjson more "$1" '. + $more' <<<"$usual"
	else
		echo "$usual"
	fi
}

# container NAME ID [JSON [NETWORK]]: as netavark tells of one on such a network
container() {
	jq -nc --arg name "$1" --arg id "$2" --argjson more "${3:-{\}}" \
		--argjson network "${4:-$usual}" '{
		container_id: $id, container_name: $name, port_mappings: null, $network,
		network_options: {interface_name: "eth0", aliases: [$id[:12]]}} * $more'
}

# call INPUT VERB [NETNS]
call() {
	env -i PATH="$PATH" timeout 60 "$plugin" "${@:2}" <<<"$1"
}

# failure INPUT VERB [NETNS]: status and message
failure() {
	local status=0 said

	said=$(call "$@" 2>/dev/null) || status=$?
	echo "$status $(jq -r .error <<<"$said")"
}

names() {
	ctrnetctl ps -a --format '{{.Names}}' | sort | xargs
}

# --- what needs no container ---------------------------------------------------------

is "info" "1.0.0" "$(call "" info | jq -r .api_version)"
usage="1 netavark runs this with info, create, setup NETNS or teardown NETNS"
while IFS='|' read -r text expected input verb; do
	# shellcheck disable=SC2086 # verb and namespace
	is "$text" "$expected" "$(failure "$input" $verb)"
done <<-END
	no verb|$usage||
	another verb|$usage||remove
	no namespace|$usage||setup
	no JSON|1 cannot decode the input: '[' or '{' expected near 'x'|x|create
	no object|1 cannot decode the input: it is no object|[]|create
	no name|1  is no name for a network to put something on|{}|create
	a name which leads out|1 ../x is no name for a network to put something on|$(network '{"name": "../x"}')|create
	a subnet which is none|1 invalid CIDR address: 10|$(network '{"subnets": [{"subnet": "10"}]}')|create
	subnets which are no list|1 invalid subnets: it must be an array|$(network '{"subnets": "10.0.0.0/8"}')|create
	an option which there is not|1 unknown option color: there are mtu, icc, masquerade, firewall, routed, publish-address, timeout, flow-limit, endpoint-flow-limit|$(network '{"options": {"color": "red"}}')|create
	an option which is no string|1 invalid mtu: it must be a string|$(network '{"options": {"mtu": 1400}}')|create
	routes|1 routes are not supported: ctrnet gives a container the default route|$(network '{"routes": [{"destination": "10.1.0.0/16"}]}')|create
	an internal network which is masqueraded|1 conflicting options: what is internal is not masqueraded|$(network '{"internal": true, "options": {"masquerade": "on"}}')|create
	a container without an id|1 container_id and network_options.interface_name must be there|{"network": {}}|setup /run/netns/$web
	an id which leads out|1 invalid characters in CNI_CONTAINERID: ../x|$(container x ../x)|setup /run/netns/$web
END
is "create keeps what podman says" '["'"$net"'","0123456789abcdef",[{"subnet":"10.214.0.0/24","gateway":"10.214.0.1"}]]' \
	"$(call "$(network)" create | jq -c '[.name, .id, .subnets]')"
is "and says that there is no name server" "false" "$(call "$(network)" create | jq .dns_enabled)"
like "without a subnet, it chooses one of each family" '^172\.[0-9]+\.0\.0/16 172\.[0-9]+\.0\.1 fd.*::/64 fd.*::1$' \
	"$(call "$(network '{"subnets": null, "ipv6_enabled": true}')" create |
		jq -r '[.subnets[] | .subnet, .gateway] | join(" ")')"
prints_nothing "it makes no network yet" ctrnetctl network ls -q --filter "name=$net"

# --- setup ---------------------------------------------------------------------------

made=$(call "$(container "$web" "$id" "{\"port_mappings\": [
	{\"host_ip\": \"\", \"host_port\": $port, \"container_port\": 80, \"protocol\": \"tcp,udp\", \"range\": 1},
	{\"host_ip\": \"127.0.0.1\", \"host_port\": 30000, \"container_port\": 30000, \"protocol\": \"tcp\", \"range\": 2000}],
	\"network_options\": {\"static_ips\": [\"10.214.0.7\"], \"static_mac\": \"02:11:22:33:44:55\"}}")" \
	setup "/run/netns/$web") || note "$made"
is "setup tells the interface" \
	'{"eth0":{"mac_address":"02:11:22:33:44:55","subnets":[{"ipnet":"10.214.0.7/24","gateway":"10.214.0.1"}]}}' \
	"$(jq -c .interfaces <<<"$made")"
is "and no name servers" '[[],[]]' "$(jq -c '[.dns_server_ips, .dns_search_domains]' <<<"$made")"
is "what it says is so" "10.214.0.7" "$(ip -n "$web" -j -4 address show dev eth0 | jq -r '.[0].addr_info[0].local')"
is "the container has its name, and its ports" \
	"$web 0.0.0.0:$port->80/tcp, 0.0.0.0:$port->80/udp, 127.0.0.1:30000-31999->30000-31999/tcp" \
	"$(ctrnetctl ps --json "$web" | jq -r '.[0] | "\(.Name) \(.Ports)"')"
is "a range is one rule" 1 "$(genl "dump publish-get" | jq '[.[] | select(.["host-port"] == 30000)] | length')"
is "name servers of the network" '["10.9.9.9"]' \
	"$(call "$(container "$db" "db$id" '{}' "$(network '{"network_dns_servers": ["10.9.9.9"]}')")" \
		setup "/run/netns/$db" | jq -c .dns_server_ips)"

# --- refusals ------------------------------------------------------------------------

# third [JSON [NETWORK]]: one more container in a namespace
third() {
	container third "third$id" "$(jq -nc --argjson more "${1:-{\}}" \
		'{network_options: {interface_name: "eth1"}} + $more')" "${2:-$(network)}"
}
like "a port which is taken" "^1 Bind for 0.0.0.0:$port failed: port is already allocated" \
	"$(failure "$(third "{\"port_mappings\": [{\"host_port\": $port, \"container_port\": 80}]}")" \
		setup "/run/netns/$db")"
like "a range beyond the last port" "range must be how many ports follow" \
	"$(failure "$(third '{"port_mappings": [{"host_port": 65535, "container_port": 80, "range": 2}]}')" \
		setup "/run/netns/$db")"
is "a protocol which is a number" "1 invalid protocol: it must be a string" \
	"$(failure "$(third '{"port_mappings": [{"host_port": 80, "container_port": 80, "protocol": 17}]}')" \
		setup "/run/netns/$db")"
is "ports which are no list" "1 invalid port_mappings: it must be an array" \
	"$(failure "$(third '{"port_mappings": {"host_port": 80, "container_port": 80}}')" setup "/run/netns/$db")"
like "another subnet than the network has" "^1 network $net is there already, but not with subnet 10.215.0.0/24" \
	"$(failure "$(third '{}' "$(network '{"subnets": [{"subnet": "10.215.0.0/24"}]}')")" \
		setup "/run/netns/$db")"
there="1 network $net is there already, but"
instead="change the configuration, or remove it with 'ctrnetctl network rm $net'"
is "an internal network by the name of one which is not" "$there not internal: $instead" \
	"$(failure "$(network '{"internal": true}')" create)"
is "a container on such a one" "$there not internal: $instead" \
	"$(failure "$(third '{}' "$(network '{"internal": true}')")" setup "/run/netns/$db")"
is "one whose containers are apart" "$there with other icc: $instead" \
	"$(failure "$(network '{"options": {"icc": "off"}}')" create)"
is "one which publishes elsewhere" "$there with other publish_address: $instead" \
	"$(failure "$(network '{"options": {"publish-address": "127.0.0.1"}}')" create)"
is "the same network once more" "$net" "$(call "$(network)" create | jq -r .name)"
like "a namespace which is gone" "^1 .*/run/netns/gone-$tag" \
	"$(failure "$(third)" setup "/run/netns/gone-$tag")"
is "nothing is left of them" "$db $web" "$(names)"

# --- ctrnet-cni on the same network --------------------------------------------------

# by_cni COMMAND [ID IFNAME]: status, and the containers after it
by_cni() {
	status_of env -i PATH="$PATH" CNI_COMMAND="$1" CNI_CONTAINERID="${2-}" CNI_IFNAME="${3-}" \
		CNI_PATH=/ "$cni" <<<"$(jq -nc --arg name "$net" '{cniVersion: "1.1.0", $name,
			type: "ctrnet-cni", "cni.dev/valid-attachments": []}')"
	names
}
is "its GC without anything valid leaves podman's" "0 $db $web" "$(by_cni GC | xargs)"
is "and so does its DEL" "0 $db $web" "$(by_cni DEL "$id" eth0 | xargs)"

# --- teardown ------------------------------------------------------------------------

is "teardown of another network, as after a setup which was refused, takes nothing away" "0 $db $web" \
	"$(status_of call "$(container "$web" "$id" '{}' "$(network '{"name": "another"}')")" teardown "/run/netns/$web") $(names)"
is "teardown" "0" "$(status_of call "$(container "$web" "$id")" teardown "/run/netns/$web")"
is "its ports are free" "$db" "$(names)"
is "once more" "0" "$(status_of call "$(container "$web" "$id")" teardown "/run/netns/$web")"
