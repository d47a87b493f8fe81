#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Containers in containers: what the innermost one sends goes through all their networks at
# once, each a call within the other, which the kernel does not bound where devices have a
# queue. It passes four networks; the fifth drops it, before the kernel's stack ends. LEVELS is
# how many networks there are, 7 to 200.
#
#   $tag-0: ctr0 --- eth1 $tag-1: ctr0 --- eth2 $tag-2: ctr0 --- ... $tag-LEVELS

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ethtool nsenter tc
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
levels=${LEVELS:-12}
plan 11

inside() {
	nsenter "--net=/run/netns/$tag-$1" -- "${@:2}"
}

# Neighbours are known: who has to ask waits for the answer, and calls nobody meanwhile.
for (( i = 0; i <= levels; i++ )); do
	at_exit ip netns delete "$tag-$i"
	ip netns add "$tag-$i"
	inside "$i" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.ip_default_ttl=255 \
		net.ipv6.conf.all.disable_ipv6=1
	ip -n "$tag-$i" link set lo up
	(( i )) || continue
	ip -n "$tag-$((i - 1))" -batch - <<-END
		link add ctr0 address 02:00:00:00:00:01 type ctrnet
		address add 10.9.$i.1/24 dev ctr0
		link set ctr0 up
		link add eth$i netns $tag-$i link ctr0 type ctrnet_ep
	END
	ip -n "$tag-$i" -batch - <<-END
		address add 10.9.$i.2/24 dev eth$i
		link set eth$i up
		neighbour add 10.9.$i.1 lladdr 02:00:00:00:00:01 dev eth$i nud permanent
		route add default via 10.9.$i.1
	END
	inside "$((i - 1))" "$here/genl.py" "address-add endpoint=1 address=10.9.$i.2" >/dev/null
done
netns_reporter "$tag-0"

# sees LEVEL: whom the outermost one sees if that level connects to it
sees() {
	# shellcheck disable=SC2016 # for the inner shell
	inside "$1" timeout $((10 * slow)) bash -c 'exec 3<>/dev/tcp/10.9.1.1/80
		echo hello >&3
		read -r line <&3
		echo "$line"' || true
}

# nested LEVEL: how many of a network's packets were dropped since there are too many within
nested() {
	inside "$1" ethtool -S ctr0 | awk '$1 == "drop-nested:" { print $2 }'
}

# send LEVEL: a datagram to the outermost one
send() {
	inside "$1" bash -c 'echo hello >/dev/udp/10.9.1.1/9'
}

# tries WHAT: those which may pass, and those which may not
tries() {
	is "three networks, $1" 10.9.1.2 "$(sees 3)"
	is "four networks, $1" 10.9.1.2 "$(sees 4)"
	is "what passes is not counted, $1" 0 "$(nested 0)"
	before=$(nested $((levels - 5)))
	send "$levels"
	grows "more, $1: that is counted where the fifth is" "$before" "$(nested $((levels - 5)))"
}

tries "without queues"
for (( i = 1; i <= levels; i++ )); do
	tc -n "$tag-$i" qdisc add dev eth$i root pfifo limit 100
done
tries "with queues"

send 5
is "five networks" 1 "$(nested 0)"
is "one packet of four networks after that" 10.9.1.2 "$(sees 4)"
succeeds "the log is clean" log_is_clean
