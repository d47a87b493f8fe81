#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Who may use a published port, by which address of the host, and whom the
# container then sees.
# Changes the host: its ICMP errors have no limit of their rate meanwhile.
# Sets: core
#
#   outside ---- uplink ---- host ---- network net ------ server, peer
#                             ||
#                     second -'+------ network other ---- stranger
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
families=(IPv4 IPv6)
# IPv6 has no other loopback address.
plan $(((2 * ${#table[@]} - 1) * 6 + 6))

server=server-$tag peer=peer-$tag stranger=stranger-$tag network=net-$tag other=other-$tag
declare -A place=([server]=$server [peer]=$peer [stranger]=$stranger)
declare -A published=([all]=$port [uplink]=$((port + 1)) [lo]=$((port + 2)))

# The addresses by name and family, first those of the host.
declare -A IPv4=([outside]=$outside_address [uplink]=$uplink_address [second]=198.51.100.1
	[lo]=127.0.0.1 [other-lo]=127.0.0.5)
declare -A IPv6=([outside]=fd00:f${tag:2}::2 [uplink]=fd00:f${tag:2}::1 [second]=fd01:f${tag:2}::1 [lo]=::1)
# from FAMILY CLIENT: ask all that its rows say, at once.
from() {
	local client dials all on_uplink on_lo protocol where i
	local queries=() texts=() expected=() answers
	local -n address=$1

	while read -r client dials all on_uplink on_lo; do
		[[ $client == "$2" && -n ${address[$dials]-} ]] || continue
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
ip address add "${IPv6[uplink]}/64" dev "$uplink" nodad
ip address add "${IPv4[second]}/32" dev "$uplink"
ip address add "${IPv6[second]}/128" dev "$uplink" nodad
ip -n "$outside" address add "${IPv6[outside]}/64" dev eth0 nodad
ip -n "$outside" route add "${IPv4[second]}" via "${IPv4[uplink]}"
ip -n "$outside" route add "${IPv6[second]}" via "${IPv6[uplink]}"
# A client is refused more often than one is told by default.
host_sysctl net.ipv4.icmp_ratelimit 0
host_sysctl net.ipv6.icmp.ratelimit 0

for name in "$network" "$other"; do
	network_create "$name" --ipv6
done
options=()
for protocol in tcp udp; do
	options+=(-p "${published[all]}:80/$protocol")
	for where in uplink lo; do
		for address in "${IPv4[$where]}" "${IPv6[$where]}"; do
			options+=(-p "[$address]:${published[$where]}:80/$protocol")
		done
	done
done
start_reporter "$server" --network "$network" "${options[@]}"
start "$peer" --network "$network" -- sleep infinity
start "$stranger" --network "$other" -- sleep infinity
IPv4+=([peer]=$(address "$peer") [stranger]=$(address "$stranger")
	[gateway]=$(gateway "$server") [own-gateway]=$(gateway "$stranger"))
IPv6+=([peer]=$(field "$peer" .NetworkSettings.GlobalIPv6Address)
	[stranger]=$(field "$stranger" .NetworkSettings.GlobalIPv6Address)
	[gateway]=$(field "$server" .NetworkSettings.IPv6Gateway)
	[own-gateway]=$(field "$stranger" .NetworkSettings.IPv6Gateway))

for family in "${families[@]}"; do
	for client in outside host peer stranger server; do
		from "$family" "$client"
	done
done

# The container's own address. That nobody outside reaches it is in masquerade.sh.
IPv4[server]=$(address "$server")
IPv6[server]=$(field "$server" .NetworkSettings.GlobalIPv6Address)
for family in "${families[@]}"; do
	declare -n each=$family
	to="tcp ${each[server]} 80 udp ${each[server]} 80"
	at_once <<END
$family, host to the container itself|${each[gateway]} ${each[gateway]}|ask host $to
$family, peer to the container itself|${each[peer]} ${each[peer]}|ask $peer $to
$family, stranger to the container itself|silence silence|patience=2 ask $stranger $to
END
done
