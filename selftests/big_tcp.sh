#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers whose devices let TCP send more than 64 KiB at once (BIG TCP): between containers
# it arrives as it was sent, by links and through ports too, and what leaves the host is cut.
#
#   outside ---- uplink ---- host --- network "links" --- server (published) <-- client (link)
#                                 \-- network "icc" ----- one, two

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nft nsenter sha256sum
plan 10

server=server-$tag client=client-$tag one=one-$tag two=two-$tag
size=196608
outside_create
scratch
head -c 16M /dev/urandom >"$dir/data"
sum=$(sha256sum <"$dir/data")

# big NAME: its device, and that many segments before the first acknowledgment; sets $allowed
big() {
	allowed=$(in_net "$1" "$here/big_tcp.py" allow eth0 $size)
	in_net "$1" ip -o route show dev eth0 | sed 's/^/route change /; s/$/ dev eth0 initcwnd 1000/' |
		in_net "$1" ip -batch -
	in_net "$1" nft -f - <<-END
		table netdev big {
			counter large { }
			chain arrived {
				type filter hook ingress device eth0 priority 0
				meta length > 65535 counter name large
			}
		}
	END
}

# large NAME: how many packets of more than 64 KiB have come
large() {
	in_net "$1" nft -j list counters table netdev big |
		jq '[.nftables[].counter.packets // empty] | add'
}

# sent WAY FROM TO ADDRESS PORT: to port 7 of TO
sent() {
	local process

	collect "$dir/came" "$3" "$dir/big_tcp.py" receive 7
	process=$!
	wait_for 20 is_listening "$3" tcp 7
	at "$2" "$dir/big_tcp.py" send "$4" "$5" <"$dir/data"
	wait "$process" || true
	is "$1" "$sum" "$(sha256sum <"$dir/came")"
}

# sent_large WAY FROM TO ADDRESS PORT: to a container, as large as it was sent
sent_large() {
	local before

	before=$(large "$3")
	sent "$@"
	if [[ $4 != *:* && $allowed == *none ]]; then
		skip "$1, in packets of more than 64 KiB" "needs a kernel from 6.3 on"
		return
	fi
	between "$1, in packets of more than 64 KiB" 1 100000 $(($(large "$3") - before))
}

cp "$here/big_tcp.py" "$dir"
chmod 755 "$dir"
network_create "links-$tag" --icc=off
network_create "icc-$tag" --subnet "$prefix::/64"
start "$server" --network "links-$tag" --expose 7 -p "$port:7" -- sleep infinity
start "$client" --network "links-$tag" --link "$server:server" -- sleep infinity
start "$one" --network "icc-$tag" -- sleep infinity
start "$two" --network "icc-$tag" -- sleep infinity
for name in "$server" "$client" "$one" "$two"; do
	big "$name"
done

sent_large "between containers" "$one" "$two" "$(address "$two")" 7
sent_large "by IPv6" "$one" "$two" "$(field "$two" .NetworkSettings.GlobalIPv6Address)" 7
sent_large "by a link" "$client" "$server" "$(address "$server")" 7
sent_large "through a published port" "$one" "$server" "$uplink_address" "$port"
sent "masqueraded, and cut" "$one" outside "$outside_address" 7
succeeds "the log is clean" log_is_clean
