# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What ctrnet costs the host's own traffic: as a server for the outside, as its client, and
# with itself; without the module, with it, with a container, and with 64,000 ports
# published at the address which the outside talks to; the first and the last with a firewall
# as well, as then packets which the host sends pass a hook of ctrnet, too; and with the same ports
# of UDP, which the host's own clients use.

# Neither among those ports, nor what other groups publish: connections may linger.
service=600

group_host() {
	rmmod ctrnet
	outside_create
	outside_net=/run/netns/$outside
	host_net=/proc/self/ns/net

	host_state none 'no module'
	at_exit host_firewall delete
	host_firewall add
	host_state none-firewall 'no module, a firewall'
	host_firewall delete
	modprobe ctrnet
	host_state loaded 'module loaded'
	network_create "$network"
	start "$server" --network "$network" -- sleep infinity
	host_state container 'one container'
	ctrnetctl publish "$server" "$uplink_address:1024-65023:1024-65023" >/dev/null
	host_state ports '64,000 ports published'
	host_firewall add
	host_state ports-firewall '64,000 ports published, a firewall'
	host_firewall delete
	# Where its clients have theirs: so of what comes to the host, answers to them are looked up.
	ctrnetctl publish "$server" "$uplink_address:1024-65023:1024-65023/udp" >/dev/null
	host_state clients '64,000 ports of UDP published as well'
}

# host_firewall add|delete: chains where Debian's nftables.conf has them, without rules, too
host_firewall() {
	nft "add table inet bench-$tag"
	nft "delete table inet bench-$tag"
	[[ $1 == delete ]] || nft -f - <<-END
		table inet bench-$tag {
			chain input { type filter hook input priority filter; }
			chain forward { type filter hook forward priority filter; }
			chain output { type filter hook output priority filter; }
		}
	END
}

# host_state NAME TITLE
host_state() {
	note "$2"
	measure "server-$1" "host as a server, $2" 'udp tcp crr' \
		"$host_net" "$service" "$outside_net" "$uplink_address" "$service"
	# Clients by UDP only: a host which has published nearly all its TCP ports has
	# few left for connections of its own.
	measure "client-$1" "host as a client, $2" udp \
		"$outside_net" "$service" "$host_net" "$outside_address" "$service"
	measure "self-$1" "host with itself, $2" udp "$host_net" "$service" "$host_net" 127.0.0.1 "$service"
}
