# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # set by measure; used by path.sh
# What it costs to publish ports, and what those which there are cost a connection.
group_publish() {
	local modes=crr separate

	ctrnet_begin
	run_path published 1
	run_path docker-published 1
	run_path nft-map 1

	publish_one
	unpublish_one
	publish_range
	publish_thousand
	unpublish_thousand
	publish "${separate[@]}"
	run_path published 1000
	run_path docker-published 1000
	run_path nft-map 1000

	publish "$large"
	publish_rest
	run_path published 64000
	# A connection takes millions: few of them tell as much.
	count=${count:-200} run_path docker-published 10000
	run_path nft-map 64000

	alone publish_by_docker
	alone publish_by_map
}

# publish PORTS...: of the server, by the same numbers
publish() {
	ctrnetctl publish "$server" "$@" >/dev/null
}

# Not an error if it is not yet published.
unpublish() {
	ctrnetctl unpublish "$server" "$@" >/dev/null 2>&1 || true
}

publish_one() {
	often measure_command one 'publish a port' 'unpublish 2000:2000' \
		ctrnetctl publish "$server" 2000:2000
	unpublish 2000:2000
}

unpublish_one() {
	often measure_command unpublish-one 'unpublish a port' 'publish 2000:2000' \
		ctrnetctl unpublish "$server" 2000:2000
}

# No two of them side by side. Sets $separate.
publish_thousand() {
	local i before

	separate=()
	for (( i = 2001; i < 4000; i += 2 )); do
		separate+=("$i:$i")
	done
	# shellcheck disable=SC2016 # expanded each time
	often measure_command thousand 'publish 1,000 ports' 'unpublish "${separate[@]}"' \
		ctrnetctl publish "$server" "${separate[@]}"
	unpublish "${separate[@]}"
	before=$(settled_memory)
	publish "${separate[@]}"
	unit=bytes record thousand 'a port of 1,000, TCP' memory \
		$((($(settled_memory) - before) / 1000))
	unpublish "${separate[@]}"
}

unpublish_thousand() {
	# shellcheck disable=SC2016 # expanded each time
	often measure_command unpublish-thousand 'unpublish 1,000 ports' \
		'publish "${separate[@]}"' ctrnetctl unpublish "$server" "${separate[@]}"
}

large=5000-64999:5000-64999
publish_range() {
	local before

	often measure_command range 'publish a range of 60,000' "unpublish $large" \
		ctrnetctl publish "$server" "$large"
	unpublish "$large"
	before=$(settled_memory)
	publish "$large"
	unit=bytes record range 'publish a range of 60,000' memory $(( $(settled_memory) - before ))
	unpublish "$large"
}

# With those before and the path's own, 64,000.
publish_rest() {
	local range

	for range in 238-699 1000-2000 4000-4999 65000-65535; do
		publish "$range:$range"
	done
}

# One port, when there are 500 already; what docker-proxy costs is not in it.
publish_by_docker() {
	local ports=500 path=docker

	trap path_over EXIT
	box_create
	box_docker_rules
	cat >"$dir/publish" <<-'END'
		iptables-nft -t nat -A DOCKER -p tcp -d 0/0 --dport 9090 \
			-j DNAT --to-destination 172.17.0.2:9090 ! -i docker0
		iptables-nft -t filter -A DOCKER ! -i docker0 -o docker0 -p tcp \
			-d 172.17.0.2 --dport 9090 -j ACCEPT
		iptables-nft -t nat -A POSTROUTING -p tcp -s 172.17.0.2 -d 172.17.0.2 \
			--dport 9090 -j MASQUERADE
	END
	sed 's/ -A / -D /' "$dir/publish" >"$dir/unpublish"
	# shellcheck disable=SC2016 # expanded each time
	often measure_command docker "publish a port by Docker's rules, one of 500" \
		'in_place box sh "$dir/unpublish" 2>/dev/null || true' \
		nsenter "--net=$(place_net box)" sh "$dir/publish"
}

publish_by_map() {
	local ports=1 path=map

	trap path_over EXIT
	box_create
	box_map_rules
	map_elements 1000 >"$dir/elements"
	sed s/add/delete/ "$dir/elements" >"$dir/no-elements"
	in_place box nft -f "$dir/elements"
	# shellcheck disable=SC2016 # expanded each time
	often measure_command map 'publish 1,000 ports by an nft map' \
		'in_place box nft -f "$dir/no-elements"' \
		nsenter "--net=$(place_net box)" nft -f "$dir/elements"
}
