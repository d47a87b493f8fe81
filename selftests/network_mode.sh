#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers in the host's network, in another container's, and in none.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ss
plan 35

web=web-$tag
beside=beside-$tag
db=db-$tag
run() {
	ctrnetctl run --rm "$@" 2>&1 || true
}
netns() {
	readlink "/proc/$(pid "$1")/ns/net"
}

# The host's.
is "host: the same namespace" "$(readlink /proc/self/ns/net)" \
	"$(run --network host readlink /proc/self/ns/net)"
is "host: its name" "$(hostname)" "$(run --network host hostname)"
is "host: a name of its own, with -h" here "$(run --network host -h here hostname)"
is "host: its hosts file" "$(</etc/hosts)" "$(run --network host cat /etc/hosts)"
is "host: its name servers" "$(</etc/resolv.conf)" "$(run --network host cat /etc/resolv.conf)"
before=$(sysctl -n net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range)
run --network host true
is "host: its settings are left alone" "$before" \
	"$(sysctl -n net.ipv4.ip_unprivileged_port_start net.ipv4.ping_group_range)"
is "host: published ports are discarded, with a warning" \
	$'WARNING: Published ports are discarded when using host network mode\nrun' \
	"$(run --network host -p "$port:80" echo run)"
start "on-$tag" --network host -p "$port:80" -- sleep infinity 2>/dev/null
is "host: ps shows none" "running " "$(ctrnetctl ps --format '{{.State}} {{.Ports}}' "on-$tag")"

# Another container's.
start_reporter "$web" -h webhost --add-host "other:10.1.1.1" -p "$port:80"
start "$beside" --network "container:$web" -- sleep infinity
is "container: the same namespace" "$(netns "$web")" "$(netns "$beside")"
is "container: what listens there is on its localhost" "127.0.0.1" \
	"$(ask "$beside" tcp 127.0.0.1 80)"
is "container: its name" webhost "$(at "$beside" hostname)"
is "container: its hosts file" "$(at "$web" cat /etc/hosts)" "$(at "$beside" cat /etc/hosts)"
prints_nothing "container: has no address of its own" address "$beside"
is "container: remembered by id" "container:$(field "$web" .Id)" "$(field "$beside" .HostConfig.NetworkMode)"
start "$beside-2" --network "container:$beside" -- sleep infinity
is "container: of one which has another's: that one's, too" "$(netns "$web")" "$(netns "$beside-2")"
is "container: and its hosts file" "$(at "$web" cat /etc/hosts)" "$(at "$beside-2" cat /etc/hosts)"
is "container: remembered by the id of who has it" "container:$(field "$web" .Id)" \
	"$(field "$beside-2" .HostConfig.NetworkMode)"
ctrnetctl stop -t 1 "$beside-2" "$beside" "$web" >/dev/null
refused "container: needs one that runs" 125 \
	"Error: cannot join network of a non running container: $(field "$web" .Id)
Error: failed to start containers: $beside" ctrnetctl start "$beside"
refused "container: needs one" 125 "Error: No such container: no-$tag" \
	ctrnetctl run --network "container:no-$tag" true
ctrnetctl start "$web" >/dev/null

# None.
is "none: only lo" lo \
	"$(run --network none ip -j link show | jq -r 'map(.ifname) | join(" ")')"
is "none: published ports are discarded, with a warning" \
	$'WARNING: Published ports are discarded when using none network mode\nrun' \
	"$(run --network none -p "$port:80" echo run)"

# What does not go together.
start "$db" --network none -- sleep infinity
# Nor is anything published later where that would be for nothing.
while IFS='|' read -r name message; do
	refused "publish: ${name%-*}" 1 "Error: $message" ctrnetctl publish "$name" 80
done <<-END
	$db|no port of container $db can be published: it was made with --network none
	on-$tag|no port of container on-$tag need be published: it was made with --network host
	$beside|container $beside has the network of container $(field "$web" .Id | cut -c -12): publish the port of that one
END
while IFS='|' read -r network options message; do
	# shellcheck disable=SC2086 # words
	refused "$network: $options" 125 "Error: $message" \
		ctrnetctl run --rm --network "$network" $options true
done <<-END
	host|--link $db|conflicting options: host type networking can't be used with links. This would result in undefined behavior
	host|--mac-address 02:00:00:00:00:01|conflicting options: mac-address and the network mode
	host|--ip 172.17.0.9|conflicting options: ip and the network mode
	container:$web|--link $db|conflicting options: container type network can't be used with links. This would result in undefined behavior
	container:$web|-h name|conflicting options: hostname and the network mode
	container:$web|-p 80|conflicting options: port publishing and the container type network mode
	container:$web|-P|conflicting options: port publishing and the container type network mode
	container:$web|--expose 80|conflicting options: port exposing and the container type network mode
	container:$web|--dns 1.1.1.1|conflicting options: dns and the network mode
	container:$web|--add-host a:1.1.1.1|conflicting options: custom host-to-IP mapping and the network mode
	container:$web|--mac-address 02:00:00:00:00:01|conflicting options: mac-address and the network mode
END
