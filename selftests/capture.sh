#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What goes in at one end of a path comes out at the other: the same bytes, in
# packets whose sums are right, by IPv4 and IPv6, whatever the devices compute and
# segment.
#
#   outside ---- uplink ---- host ---- network net --- server (published), client
#
# All packets are looked at where they leave one place and where they reach the next.

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool python3

# The client's place, device, and port of the server as it is seen there; the
# server's; which address is dialled. Each path has ports of its own.
paths=(
	"outside eth0 $((port + 0)) server  eth0 80           uplink  published"
	"client  eth0 $((port + 1)) server  eth0 81           uplink  published, from a peer"
	"host    lo   $((port + 2)) server  eth0 82           uplink  published, from the host"
	"host    lo   $((port + 3)) server  eth0 83           lo      published, from the host by loopback"
	"server  eth0 $((port + 4)) server  eth0 84           uplink  published, from itself"
	"client  eth0 85            outside eth0 85           outside masqueraded"
	"client  eth0 86            server  eth0 86           server  between containers"
	"host    ctr  87            server  eth0 87           server  host to container"
	"client  eth0 $((port + 8)) host    ctr  $((port + 8)) gateway container to host"
)
modes=(on off) families=(4 6)
plan $((${#paths[@]} * ${#modes[@]} * ${#families[@]} * 6 + 3))

network=net-$tag server=server-$tag client=client-$tag
declare -A place=([server]=$server [client]=$client)

outside_create
outside_create6
scratch
cp "$here"/{frame,sniffer}.py "$dir"
network_create "$network" --ipv6
options=()
for i in 0 1 2 3 4; do
	options+=(-p "$((port + i)):$((80 + i))" -p "$((port + i)):$((80 + i))/udp")
done
start "$server" --network "$network" "${options[@]}" -- sleep infinity
start "$client" --network "$network" -- sleep infinity
# The addresses which are dialled, by name and family.
declare -A address=(
	[uplink 4]=$uplink_address [outside 4]=$outside_address [lo 4]=127.0.0.1
	[uplink 6]=$UPLINK [outside 6]=$OUTSIDE [lo 6]=::1
	[server 4]=$(address "$server") [gateway 4]=$(gateway "$server")
	[server 6]=$(field "$server" .NetworkSettings.GlobalIPv6Address)
	[gateway 6]=$(field "$server" .NetworkSettings.IPv6Gateway))
declare -A device=([lo]=lo [eth0]=eth0 [ctr]=$(device_of "$network"))

declare -A services
for path in "${paths[@]}"; do
	read -r _ _ _ far _ service _ <<<"$path"
	services[$far]+=${services[$far]:+,}$service
done
for far in "${!services[@]}"; do
	background "${place[$far]-$far}" python3 -c "$reporter" "${services[$far]}" echo
done
for far in "${!services[@]}"; do
	wait_for 20 is_listening "${place[$far]-$far}" tcp "${services[$far]##*,}"
done

# exchange.py [ADDRESS PORT]...: sends each much, in pieces of all sizes, and wants
# it back. Prints for TCP and UDP what has to be seen of it, as sniffer.py does.
# Where the path does not segment datagrams, the kernel refuses to send many as one.
cat >"$dir/exchange.py" <<'END'
import hashlib, random, socket, sys

SOL_UDP, UDP_SEGMENT = 17, 103

def exchange(address, port, kind, pieces):
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind)
    sock.settimeout(20)
    sock.connect((address, port))
    for data, size in pieces:
        if size:
            sock.setsockopt(SOL_UDP, UDP_SEGMENT, size)
            try:
                sock.send(data)
            except OSError:
                sock.setsockopt(SOL_UDP, UDP_SEGMENT, 0)
                for start in range(0, len(data), size):
                    sock.send(data[start:start + size])
        else:
            sock.sendall(data)
        back = b""
        while len(back) < len(data):
            back += sock.recv(1 << 16)
        assert back == data

some = random.Random(1).randbytes
stream = [(some(n), 0) for n in (1, 2, 3, 1459, 1461, 60001, 150000)]
datagrams = [(some(n), 0) for n in (1, 2, 3, 7, 100, 1399, 1452)] + [(some(10 * 1001 + 17), 1001)]
for address, port in zip(sys.argv[1::2], sys.argv[2::2]):
    exchange(address, int(port), socket.SOCK_STREAM, stream)
    exchange(address, int(port), socket.SOCK_DGRAM, datagrams)
for name, pieces in ("tcp", stream), ("udp", datagrams):
    whole = b"".join(data for data, _ in pieces)
    print(name, len(whole), hashlib.sha256(whole).hexdigest())
END

# netns PLACE: what nsenter needs to be there, with all the host's files
netns() {
	case $1 in
	host)    echo --net=/proc/self/ns/net ;;
	outside) echo "--net=/run/netns/$outside" ;;
	*)       echo "--net=/proc/$(pid "${place[$1]}")/ns/net" ;;
	esac
}

# Every place and device of the paths, once, with all ports.
mapfile -t ends < <(for path in "${paths[@]}"; do
	read -r near near_device near_port far far_device far_port _ <<<"$path"
	echo "$near $near_device $near_port"
	echo "$far $far_device $far_port"
done | sort -u | awk '{ ports[$1 " " $2] = ports[$1 " " $2] " " $3 }
	END { for (end in ports) print end ports[end] }')

sniffers=()
sniff() {
	local end where device_name ports

	sniffers=()
	for end in "${ends[@]}"; do
		read -r where device_name ports <<<"$end"
		# shellcheck disable=SC2086 # words
		nsenter "$(netns "$where")" python3 "$dir/sniffer.py" "${device[$device_name]}" $ports \
			</dev/null >"$dir/$where.$device_name" 2>&1 &
		at_exit kill -KILL $!
		sniffers+=($!)
	done
	for end in "${ends[@]}"; do
		read -r where device_name _ <<<"$end"
		wait_for 120 grep -q listening "$dir/$where.$device_name"
	done
}

# Sets carried, bad and shape, by "PLACE DEVICE PROTOCOL PORT".
sniffed() {
	local end where device_name protocol seen_port bytes sum sums_bad partial largest key

	kill -TERM "${sniffers[@]}"
	wait "${sniffers[@]}"
	carried=() bad=() shape=()
	for end in "${ends[@]}"; do
		read -r where device_name _ <<<"$end"
		while read -r protocol seen_port _ bytes sum sums_bad partial largest; do
			key="$where $device_name $protocol $seen_port"
			carried[$key]+="$bytes $sum "
			bad[$key]=$((${bad[$key]-0} + sums_bad))
			shape[$key]+="$largest $partial "
		done < <(tail -n +2 "$dir/$where.$device_name")
	done
}
declare -A carried bad shape

# offloads on|off: of all devices, except that lo cannot do without.
offloads() {
	local end where device_name

	ethtool -K "$uplink" tx "$1" sg "$1" tso "$1" gso "$1" >/dev/null 2>&1
	for end in "${ends[@]}"; do
		read -r where device_name _ <<<"$end"
		[[ $device_name == lo ]] || nsenter "$(netns "$where")" ethtool -K \
			"${device[$device_name]}" tx "$1" sg "$1" tso "$1" gso "$1" >/dev/null 2>&1
	done
}

# judge MODE: what came of each path
judge() {
	local path near near_device near_port far far_device far_port name family protocol

	for path in "${paths[@]}"; do
		read -r near near_device near_port far far_device far_port _ name <<<"$path"
		for family in "${families[@]}"; do
			for protocol in tcp udp; do
				judge_protocol "$name, IPv$family, offloads $1" "$protocol" \
					"$near $near_device $protocol$family $near_port" \
					"$far $far_device $protocol$family $far_port"
			done
		done
	done
}

# judge_protocol TEXT PROTOCOL HERE THERE: keys of what was sniffed
judge_protocol() {
	local all="${whole[$2]} ${whole[$2]} "

	is "$1: the same by ${2^^} at both ends" "$all/ $all" "${carried[$3]}/ ${carried[$4]}"
	is "$1: ${2^^} has no wrong sum" "0 0" "${bad[$3]} ${bad[$4]}"
	is "$1: ${2^^} was neither cut nor summed on the way" "${shape[$3]}" "${shape[$4]}"
}

# What a client sends and gets: the largest packet, and whether sums are left to others.
sent_as() {
	awk 'NF == 8 { if ($8 > 1514) large = 1; if ($7) without = 1 }
		END { print (large ? "large" : "small") ", " (without ? "without" : "with") " sums" }' \
		"$dir/client.eth0"
}

# from PLACE: use all its paths
from() {
	local path near near_port dials family arguments=()

	for path in "${paths[@]}"; do
		read -r near _ near_port _ _ _ dials _ <<<"$path"
		[[ $near == "$1" ]] || continue
		for family in "${families[@]}"; do
			arguments+=("${address[$dials $family]}" "$near_port")
		done
	done
	nsenter "$(netns "$1")" python3 "$dir/exchange.py" "${arguments[@]}"
}

declare -A whole
declare -A sent=([on]="large, without sums" [off]="small, with sums")
for mode in "${modes[@]}"; do
	offloads "$mode"
	sniff
	for near in outside host client server; do
		while read -r protocol bytes sum; do
			whole[$protocol]="$bytes $sum"
		done < <(from "$near" || true)
	done
	sniffed
	judge "$mode"
	is "with offloads $mode, packets are" "${sent[$mode]}" "$(sent_as)"
done
succeeds "the log is clean" log_is_clean
