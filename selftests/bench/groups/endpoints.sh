# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What endpoints cost: to make and to delete 1,000, their memory, and ARP among many of them;
# beside as many veth pairs whose outer ends are ports of a bridge. And the memory of what
# they are on and by: networks, and links.
group_endpoints() {
	compile arp
	endpoints_many
	alone links_memory
	alone networks_memory
	alone ports_many
	alone macvlans_memory

	ctrnet_begin
	arp ctrnet-2 'ARP between 2 endpoints' "$client_net" "$server_address"
	crowd_create "$(device_of "$network")" 98
	arp ctrnet-100 'ARP between 2 of 100 endpoints' "$client_net" "$server_address"
	alone ports_arp 2
	alone ports_arp 100
}

# arp PATH TITLE NETNS ADDRESS: what a question and its answer cost
arp() {
	local i values=()

	for (( i = 0; i < runs; i++ )); do
		"$dir/arp" "$3" eth0 "$4" "${count:-200}" >"$dir/value"
		values+=("$(<"$dir/value")")
	done
	record "$1" "$2" arp "${values[@]}"
}

# memory_of PATH TITLE COMMAND...: what the kernel takes for what 1,000 are made by. There
# have been such before, so that its caches are as they will be.
memory_of() {
	local before

	before=$(settled_memory)
	"${@:3}"
	unit=bytes record "$1" "$2" memory $((($(settled_memory) - before) / 1000))
}

# --- ctrnet: the crowd is a network device, and a namespace with its endpoints ---

endpoints_many() {
	at_exit crowd_delete
	at_exit ip link delete "crowd-$tag"
	crowd_commands "crowd-$tag" 1000 >"$dir/crowd"

	measure_command ctrnet-create 'make 1,000 endpoints' endpoints_none ip -batch "$dir/crowd"
	endpoints_none
	memory_of ctrnet 'an endpoint' ip -batch "$dir/crowd"
	measure_command ctrnet-delete 'delete 1,000 endpoints, by their network' \
		endpoints_again ip link delete "crowd-$tag"
	crowd_delete
}

endpoints_none() {
	ip link delete "crowd-$tag" 2>/dev/null || true
	crowd_delete 2>/dev/null || true
	sleep 1
	ip netns add "crowd-$tag"
	ip link add "crowd-$tag" type ctrnet
}

endpoints_again() {
	endpoints_none
	ip -batch "$dir/crowd"
}

# Between 33 of them; each opens one port.
links_memory() {
	ip link add "crowd-$tag" type ctrnet
	crowd_create "crowd-$tag" 33
	memory_of link 'a link' links_thousand
	crowd_delete
	ip link delete "crowd-$tag"
}

links_thousand() {
	at_least "$(crowd_links 1000 | genl | grep -c '"link"')" 1000 links
}

# Beside the first one, which its namespace has tables for.
networks_memory() {
	path=network
	trap path_over EXIT
	place inside
	ip -n "inside-$tag" link add first type ctrnet
	seq -f 'link add net%g type ctrnet' 1000 >"$dir/networks"
	memory_of network 'a network' ip -n "inside-$tag" -batch "$dir/networks"
}

# --- a bridge: what is inside of the veth pairs is in one namespace as well ---

ports_many() {
	path=bridge
	trap path_over EXIT
	ports_commands 1000 >"$dir/ports"

	measure_command bridge-create 'make 1,000 veth pairs with ports of a bridge' \
		ports_none ip -n "box-$tag" -batch "$dir/ports"
	ports_none
	memory_of bridge 'a veth pair with a port of a bridge' ip -n "box-$tag" -batch "$dir/ports"
	measure_command bridge-delete 'delete 1,000 of them at once, by their group' \
		ports_again ip -n "box-$tag" link delete group 7
}

ports_commands() {
	local i

	for (( i = 0; i < $1; i++ )); do
		echo "link add out$i group 7 master br0 type veth peer name eth$i netns inside-$tag"
	done
}

ports_none() {
	places_remove
	places=()
	place inside box
	ip -n "box-$tag" link add br0 type bridge
}

ports_again() {
	ports_none
	ip -n "box-$tag" -batch "$dir/ports"
}

macvlans_memory() {
	local i

	path=macvlan
	trap path_over EXIT
	ports_none
	ip -n "box-$tag" link add below type dummy
	for (( i = 0; i < 1000; i++ )); do
		echo "link add eth$i link below netns inside-$tag type macvlan mode bridge"
	done >"$dir/macvlans"
	memory_of macvlan 'a macvlan device' ip -n "box-$tag" -batch "$dir/macvlans"
}

# ports_arp COUNT: eth0 asks for the address of a namespace of its own
ports_arp() {
	path=bridge
	trap path_over EXIT
	ports_none
	place there
	ports_commands $(($1 - 1)) | ip -n "box-$tag" -batch -
	ip -n "box-$tag" link add there master br0 group 7 type veth peer name eth0 netns "there-$tag"
	raise there eth0 198.51.100.2/24
	ip -n "box-$tag" link set br0 up
	ip -n "box-$tag" link set group 7 up
	ip -n "inside-$tag" address add 198.51.100.1/24 dev eth0
	ip -n "inside-$tag" -batch - < <(seq -f 'link set eth%g up' 0 $(($1 - 2)))
	wait_for 20 in_place inside ping -c 1 -W 1 198.51.100.2
	# What IPv6 asks on each new port, all the others get, too.
	sleep 20
	arp "bridge-$1" "ARP between 2 of $1 ports of a bridge" "$(place_net inside)" 198.51.100.2
}
