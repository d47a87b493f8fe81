#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# podman with netavark, whose networks of the driver ctrnet-netavark are ctrnet's: ports,
# restart, reload, links.
# Sets: ecosystem
#
#   host        podman's containers, of busybox alone
#   ctrN ------ eth0 of web, eth0 of db
#
# With PODMAN_TREE=FOLDER, podman is that of the system whose root is there.

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
. "$here/podman.sh"
podman_netavark
plan 26

# of_network TEMPLATE
of_network() {
	pod network inspect -f "{{$1}}" "$net"
}

like "an option which there is not" "unknown option color: there are mtu, icc, " \
	"$(done_by pod network create -d ctrnet-netavark -o color=red "$net")"
is "podman network create" 0 "$(done_by pod network create -d ctrnet-netavark -o icc=off "$net")"
subnet=$(of_network '(index .Subnets 0).Subnet')
like "it has a free subnet" '^172\.[0-9.]+/16$' "$subnet"
is "and a gateway" "${subnet%.0/16}.1" "$(of_network '(index .Subnets 0).Gateway')"

podman_runs_web
is "neighbours are one rule" "$port-$((port + 3))" \
	"$(genl "dump publish-get" | jq -r '.[] | "\(.["host-port"])-\(.["host-port-end"])"')"
is "podman knows its MAC address" "$(mac "$web")" \
	"$(pod inspect -f "{{(index .NetworkSettings.Networks \"$net\").MacAddress}}" "$web")"

is "a second one, with an address" 0 "$(done_by pod run -d --name "$db" \
	--network "$net:ip=${subnet%.0/16}.77" --rootfs "$at/db" /bin/busybox sleep 1000)"
is "it has it" "${subnet%.0/16}.77" "$(address "$db")"
podman_links

like "a port which is taken" "port is already allocated" "$(done_by pod run -d --name "third-$tag" \
	--network "$net" -p "$port:80" --rootfs "$at/db" /bin/busybox true)"
pod rm -f "third-$tag" >/dev/null
is "is still the first one's" "this is web" "$(fetch "$port")"
podman_again
