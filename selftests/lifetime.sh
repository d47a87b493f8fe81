#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Endpoints, networks, namespaces and uplinks come and go in any order while packets are
# under way, and nothing of them stays. LIFETIME is how many containers there are, at least;
# LIFETIME_SEED repeats what each of them does, but not in which order.
#
#   $out ---- up0  $host ---- ctr0 --- eth0 in $a and $b, or in many others

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nsenter
python3 -c 'import yaml' 2>/dev/null || skip_all "needs python3-yaml"
seed=${LIFETIME_SEED:-$SRANDOM} count=${LIFETIME:-20}
out=out-$tag host=host-$tag a=a-$tag b=b-$tag
names=("$host" "$out" "$a" "$b")
mapfile -t orders <<END
the network, then its namespace|on $host link delete ctr0;end $host
its namespace, then an endpoint's|end $host;end $a
an endpoint's namespace, then the network's|end $a;end $host
all namespaces at once|end $host $out $a $b
the uplink, then an endpoint, then the network|on $host link delete up0;on $a link delete eth0;on $host link delete ctr0
the outside's namespace, then the network's|end $out;end $host
an endpoint moves to another's namespace, which ends|on $a link set eth0 netns $b name eth1;end $b;on $host link delete ctr0
an endpoint moves to its network's namespace, which ends|on $a link set eth0 netns $host;end $host
END
plan $((2 + ${#orders[@]}))
note "LIFETIME_SEED=$seed"

on() {
	ip -n "$@"
}

in_netns() {
	nsenter "--net=/run/netns/$1" -- "${@:2}"
}

# end NAMESPACE...: those which are there, at once
declare -A floods
end() {
	local name

	for name in "$@"; do
		[[ -z ${floods[$name]-} ]] || kill -KILL "${floods[$name]}" 2>/dev/null || true
		[[ ! -e /run/netns/$name ]] || echo "netns delete $name"
	done | ip -batch -
}
at_exit end "${names[@]}"

make_uplink() {
	local name

	for name in "${names[@]}"; do
		[[ -e /run/netns/$name ]] || echo "netns add $name"
	done | ip -batch -
	on "$host" -batch - <<-END
		link set lo up
		link add up0 address 02:00:00:00:00:10 type veth peer name eth0 netns $out
		address add 192.0.2.1/24 dev up0
		link set up0 up
	END
	on "$out" -batch - <<-END
		address add 192.0.2.2/24 dev eth0
		link set eth0 up
	END
	in_netns "$host" sysctl -qw net.ipv4.ip_forward=1
}

make_endpoints() {
	local name

	on "$host" -batch - <<-END
		link add ctr0 address 02:00:00:00:00:01 type ctrnet
		address add 10.9.0.1/16 dev ctr0
		link set ctr0 up
		link add eth0 address 02:00:00:00:00:0a netns $a link ctr0 type ctrnet_ep
		link add eth0 address 02:00:00:00:00:0b netns $b link ctr0 type ctrnet_ep
	END
	for name in "$a" "$b"; do
		on "$name" link set eth0 up
	done
	in_netns "$host" "$here/genl.py" >/dev/null <<-END
		address-add endpoint=1 address=10.9.0.2
		address-add endpoint=2 address=10.9.0.3
		publish-add endpoint=1 protocol=17 host-port=20000 host-port-end=60000 port=20000
	END
}

# flood NAMESPACE VALUE...: until it ends. With one CPU, packets go while who ends things waits.
flood() {
	nsenter "--net=/run/netns/$1" -- nice -n 19 python3 "$here/flood.py" eth0 udp-ports 10000000 \
		port=20000 "${@:2}" 2>/dev/null &
	floods[$1]=$!
	at_exit kill -KILL $!
	disown
}

# flows: that there are some
flows() {
	[[ $(in_netns "$host" "$here/genl.py" "dump flow-get") == *endpoint* ]]
}

# ours: devices of the module in what there is of the namespaces
ours() {
	local name

	for name in "${names[@]}"; do
		[[ ! -e /run/netns/$name ]] ||
			on "$name" -d -o link show | grep -oE 'ctrnet(_ep)? ' || true
	done
}
none_is_left() {
	[[ -z $(ours) ]]
}

make_uplink
nsenter "--net=/run/netns/$out" -- sleep 1000 &
process=$!
at_exit kill -KILL "$process"
disown
scratch
(cd "$here" && exec nsenter "--net=/run/netns/$host" -- \
	python3 lifetime.py up0 "$process" "$seed" "$count") >"$dir/lifetime" 2>&1 || true
like "containers come and go" '^[0-9]+ came and went$' "$(<"$dir/lifetime")"
kill -KILL "$process"

for order in "${orders[@]}"; do
	IFS='|' read -r text commands <<<"$order"
	end "${names[@]}"
	make_uplink
	make_endpoints
	flood "$a" from=10.9.0.2 to=192.0.2.2 mac=02:00:00:00:00:01
	flood "$b" from=10.9.0.3 to=10.9.0.2 mac=02:00:00:00:00:0a
	flood "$out" from=192.0.2.2 to=192.0.2.1 mac=02:00:00:00:00:10
	wait_for 60 flows
	eval "$commands"
	eventually "$text: no device is left" 60 none_is_left
done
end "${names[@]}"
succeeds "the kernel did not complain" log_is_clean
