#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who may use a published port, by which address of the host, and whom the
# container then sees.
#
#   outside ---- uplink ---- host ---- network "bridge" --- server, peer
#                             ||
#                     second -'+------ network net -------- stranger
#
# The server's port is published on all addresses, on the uplink's, and on
# loopback's.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3

# Who dials whom; then the address which the server sees, by where its port is
# published. All are names of the array below.
rows='
	client    dials        all       uplink    lo
	outside   uplink       outside   outside   refused
	outside   second       outside   refused   refused
	host      lo           gateway   refused   gateway
	host      other-lo     gateway   refused   refused
	host      uplink       uplink    uplink    refused
	host      second       second    refused   refused
	host      gateway      gateway   refused   refused
	peer      uplink       peer      peer      refused
	peer      second       peer      refused   refused
	peer      gateway      peer      refused   refused
	stranger  uplink       stranger  stranger  refused
	stranger  second       stranger  refused   refused
	stranger  gateway      stranger  refused   refused
	stranger  own-gateway  stranger  refused   refused
	server    uplink       gateway   gateway   refused
	server    second       gateway   refused   refused
	server    gateway      gateway   refused   refused
'
mapfile -t table < <(sed -n '3,$s/^\t//p' <<<"$rows")
families=(IPv4)
plan $((${#table[@]} * ${#families[@]} * 6))

server=server-$tag peer=peer-$tag stranger=stranger-$tag network=net-$tag
declare -A place=([server]=$server [peer]=$peer [stranger]=$stranger)
declare -A published=([all]=$port [uplink]=$((port + 1)) [lo]=$((port + 2)))

# The addresses of the host by family, and of the others once they are there.
declare -A address
IPv4_host() {
	address=([uplink]=$uplink_address [second]=198.51.100.1 [lo]=127.0.0.1 [other-lo]=127.0.0.5)
	ip address add "${address[second]}/32" dev "$uplink"
	ip -n "$outside" route add "${address[second]}" via "$uplink_address"
}
IPv4_others() {
	address+=([outside]=$outside_address [peer]=$(address "$peer")
		[stranger]=$(address "$stranger") [gateway]=$(gateway "$server")
		[own-gateway]=$(gateway "$stranger"))
}

# from FAMILY CLIENT: ask all that its rows say, at once.
from() {
	local client dials all on_uplink on_lo protocol where i
	local queries=() texts=() expected=() answers

	while read -r client dials all on_uplink on_lo; do
		[[ $client == "$2" ]] || continue
		for protocol in tcp udp; do
			for where in all uplink lo; do
				queries+=("$protocol" "${address[$dials]}" "${published[$where]}")
				texts+=("$1, $client to $dials, ${protocol^^}, published on $where")
			done
			expected+=("$all" "$on_uplink" "$on_lo")
		done
	done < <(printf '%s\n' "${table[@]}")

	mapfile -t answers < <(ask "${place[$2]-$2}" "${queries[@]}")
	for i in "${!texts[@]}"; do
		is "${texts[i]}" "${address[${expected[i]}]-${expected[i]}}" "${answers[i]}"
	done
}

outside_create
# A client is refused more often than one is told by default.
host_sysctl net.ipv4.icmp_ratelimit 0
network_create "$network"
start "$peer" -- sleep infinity
start "$stranger" --network "$network" -- sleep infinity
for family in "${families[@]}"; do
	"${family}_host"
	options=()
	for protocol in tcp udp; do
		options+=(-p "${published[all]}:80/$protocol")
		for where in uplink lo; do
			options+=(-p "[${address[$where]}]:${published[$where]}:80/$protocol")
		done
	done
	start_reporter "$server" "${options[@]}"
	"${family}_others"
	for client in outside host peer stranger server; do
		from "$family" "$client"
	done
	ctrnetctl rm -f "$server" >/dev/null
done
