#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# More ports than one request takes are published by several, all or none, and who is killed
# while a request makes their sockets has none of them. To remove them is quick, whoever they
# are of, and on however many addresses.
#
#   host ---- network "bridge" ---- one, two
#        '--- network ctrX ---- 256 endpoints, with ranges on a thousand addresses

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq python3
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
plan 9

one=one-$tag two=two-$tag
start "$one" -- sleep infinity
start "$two" -p 127.0.3.17:20500:80/udp -- sleep infinity

# ranges N: of 1,024 ports, each on an address of its own
ranges() {
	local i

	for (( i = 1; i <= $1; i++ )); do
		echo "127.0.3.$i:20000-21023:20000-21023/udp"
	done
}
# sockets of UDP
held() {
	awk '$1 == "UDP:" { print $3 }' /proc/net/sockstat
}

before=$(held)
mapfile -t specs < <(ranges 17)
refused "17 ranges, the last of which is another's" 1 \
	"Error: Bind for 127.0.3.17:20500 failed: port is already allocated (by container $two)" \
	ctrnetctl publish "$one" "${specs[@]}"
prints_nothing "then none is published" ctrnetctl port "$one"
is "nor held" "$before" "$(held)"
ctrnetctl unpublish "$two" 80/udp
ctrnetctl publish "$one" "${specs[@]}" >/dev/null
is "without that all are" $((before - 1 + 17 * 1024)) "$(held)"
ctrnetctl rm -f "$one" >/dev/null
is "until the container goes" $((before - 1)) "$(held)"

endpoints_of "$(device_of bridge)"
is "who is killed meanwhile has nothing published, and holds nothing" "0 $(held)" \
	"$("$here/killed_publish.py" "$(endpoint "$two")") $(held)"

# --- of many endpoints, on many addresses ---
ctr=ctr-$tag crowd=crowd-$tag
at_exit ip link delete "$ctr"
ip link add "$ctr" type ctrnet
at_exit ip netns delete "$crowd"
ip netns add "$crowd"
# ip keeps the namespace open for each line.
printf "link add ep%d link $ctr netns $crowd type ctrnet_ep\n" {1..256} | ip -batch -
mapfile -t endpoints < <("$here/genl.py" "dump endpoint-get" |
	jq --argjson network "$(<"/sys/class/net/$ctr/ifindex")" \
		'.[] | select(.network == $network) | .endpoint')

# requests: of each endpoint 63 ranges which are too large for sockets, each on another address
requests() {
	local i n first parts

	for i in "${!endpoints[@]}"; do
		parts=
		for (( n = 63 * i; n < 63 * (i + 1); n++ )); do
			first=$((8000 + 1025 * (n / 1000)))
			parts+=" ports=protocol:17,host-address:127.9.$((n % 1000 / 250)).$((n % 250 + 1))"
			parts+=",host-port:$first,host-port-end:$((first + 1024)),port:$first"
		done
		echo "address-add endpoint=${endpoints[i]} address=100.64.$((i / 128)).$((i % 128 + 1))"
		echo "publish-set endpoint=${endpoints[i]}$parts"
	done
}
# takes COMMAND...: milliseconds
takes() {
	local begun=${EPOCHREALTIME/./}

	"$@" >"$dir/made"
	echo $(( (${EPOCHREALTIME/./} - begun) / 1000 ))
}
scratch
requests >"$dir/requests"
all=$(takes "$here/genl.py" <"$dir/requests")
is "ranges of 256 endpoints on 1,000 addresses" $((256 * 63)) \
	"$(jq -s 'map(.publishes // [] | length) | add' "$dir/made")"
removal=$(takes ip link delete "$ctr")
note "published in $all ms, removed in $removal"
# Each was compared with all addresses, which took longer than to publish them.
between "they go with their network in less time" 0 $((all * 3 / 4)) "$removal"
succeeds "the kernel did not complain" log_is_clean
