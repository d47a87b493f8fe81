#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Addresses which are asked for: --ip, --mac-address, --add-host, --dns.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires getent
plan 27

network=net-$tag
name=one-$tag
network_create "$network" --subnet "10.$((0x$tag >> 8 & 255)).$((0x$tag & 255)).0/24"
prefix=10.$((0x$tag >> 8 & 255)).$((0x$tag & 255))

start "$name" --network "$network" --ip "$prefix.77" --mac-address 02:00:5E-10-00-0a -- sleep infinity
is "--ip" "$prefix.77" "$(ctrnetctl inspect "$name" |
	jq -r --arg name "$network" '.[0].NetworkSettings.Networks[$name].IPAddress')"
is "--mac-address" "02:00:5e:10:00:0a" "$(at "$name" cat /sys/class/net/eth0/address)"
is "the container has the address" "$prefix.77/24" \
	"$(at "$name" ip -4 -o address show dev eth0 | awk '{ print $4 }')"
is "and is reached by it" 0 "$(ping -c 1 -W 5 "$prefix.77" >/dev/null 2>&1; echo $?)"
ctrnetctl restart -t 1 "$name" >/dev/null
is "both stay over a restart" "$prefix.77/24 02:00:5e:10:00:0a" \
	"$(at "$name" ip -4 -o address show dev eth0 | awk '{ print $4 }') $(at "$name" cat /sys/class/net/eth0/address)"
refused "an address that is taken" 125 "Error: Address already in use: $prefix.77 on network $network" \
	ctrnetctl run --rm --network "$network" --ip "$prefix.77" true
for command in create "run -d"; do
	# shellcheck disable=SC2086 # words
	refused "$command: an address of another network" 125 \
		"Error: no configured subnet of network $network contains IP address 192.0.2.1" \
		ctrnetctl $command --name "no-$tag" --network "$network" --ip 192.0.2.1 -- true
done
prints_nothing "no container is made for it" ctrnetctl ps -aq -f "name=no-$tag"

# option | message
while IFS='|' read -r option message; do
	# shellcheck disable=SC2086 # words
	refused "$option" 125 "Error: $message" ctrnetctl run --rm $option true
done <<-END
	--ip 300.1.1.1|invalid IPv4 address: 300.1.1.1
	--ip 0.0.0.0|invalid IPv4 address: 0.0.0.0
	--ip ::1|invalid IPv4 address: ::1
	--mac-address 02:00:00:00:00|invalid MAC address: 02:00:00:00:00
	--mac-address 03:00:00:00:00:01|invalid MAC address: 03:00:00:00:00:01
	--mac-address 00:00:00:00:00:00|invalid MAC address: 00:00:00:00:00:00
	--mac-address 02:00:00:00:00:0g|invalid MAC address: 02:00:00:00:00:0g
	--dns example.org|example.org is not an ip address
	--add-host name|bad format for add-host: "name"
	--add-host :1.1.1.1|bad format for add-host: ":1.1.1.1"
	--add-host a/b:1.1.1.1|bad format for add-host: "a/b:1.1.1.1"
	--add-host name:1.1.1|invalid IP address in add-host: "1.1.1"
	--add-host name:[::1|invalid IP address in add-host: "[::1"
END

hosts=$(ctrnetctl run --rm --add-host one:10.1.1.1 --add-host two=fe80::1 \
	--add-host "three:[fe80::2]" --add-host gate:host-gateway \
	sh -c 'grep -E "one|two|three" /etc/hosts; getent hosts gate | cut -d" " -f1' 2>&1)
is "--add-host, in order, after localhost" $'10.1.1.1\tone\nfe80::1\ttwo\nfe80::2\tthree' \
	"$(head -n 3 <<<"$hosts")"
is "host-gateway is the network's" "$(ctrnetctl run --rm -- ip route show default | awk '{ print $3 }')" \
	"$(sed -n 4p <<<"$hosts")"
is "the own line is still the last" own \
	"$(ctrnetctl run --rm -h own --add-host one:10.1.1.1 tail -n 1 /etc/hosts | cut -f2)"

is "--dns" $'nameserver 192.0.2.53\nnameserver 2001:db8::53' \
	"$(ctrnetctl run --rm --dns 192.0.2.53 --dns 2001:db8::53 grep ^nameserver /etc/resolv.conf)"
is "the rest of the host's resolv.conf stays" "$(grep -v '^ *nameserver' /etc/resolv.conf || true)" \
	"$(ctrnetctl run --rm --dns 192.0.2.53 grep -v ^nameserver /etc/resolv.conf || true)"
