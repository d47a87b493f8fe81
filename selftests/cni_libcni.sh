#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The plugin as engines in Go run it, by libcni: with addresses by the real host-local, in a
# list with another plugin, with CNI_PORTS= (10) ports; beside bridge and portmap, whose time
# is noted, with those ports too.
# Sets: ecosystem
#
#   host                       named netns
#   ctrN ------ ctrnet_ep ---- eth0

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires go nsenter iptables
plugin_find cni ctrnet-cni
[[ -x /usr/lib/cni/host-local ]] || skip_all "needs containernetworking-plugins"
[[ -d /usr/share/gocode/src/github.com/containernetworking/cni ]] ||
	skip_all "needs golang-github-appc-cni-dev"
plan 13

ports=${CNI_PORTS-10}

net=cni-$tag
web=web-$tag
db=db-$tag
old=old-$tag
scratch
at_exit ctrnetctl network rm "$net"
for name in "$web" "$db" "$old"; do
	ip netns add "$name"
	at_exit ip netns delete "$name"
done
# What host-local and libcni keep is this script's alone.
mount -t tmpfs tmpfs /var/lib
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$dir/go go build -o "$dir/libcni" "$here/libcni.go"
mkdir "$dir/bin"
for program in "$plugin" /usr/lib/cni/{host-local,tuning,bridge,portmap}; do
	ln -s "$program" "$dir/bin/"
done

# conflist NAME PLUGIN...: a list of these, as a file
conflist() {
	jq -n --arg name "$1" '{cniVersion: "1.0.0", $name, plugins: $ARGS.positional}' \
		--jsonargs "${@:2}" >"$dir/$1.conflist"
}
ipam='{"type": "host-local", "ranges": [[{"subnet": "10.219.0.0/24", "rangeStart": "10.219.0.50"}]]}'
conflist "$net" \
	"{\"type\": \"ctrnet-cni\", \"ipam\": $ipam, \"capabilities\": {\"portMappings\": true}}" \
	'{"type": "tuning", "sysctl": {"net.ipv4.conf.eth0.log_martians": "1"}}'

# libcni COMMAND NAME LIST [CAPABILITIES]
libcni() {
	timeout 3000 "$dir/libcni" "$1" "$dir/bin" "$dir/$3.conflist" "$2-id" "/run/netns/$2" eth0 "${@:4}"
}
# mappings COUNT STEP: so many ports of the host, all to one of the container
mappings() {
	seq 20000 "$2" $((20000 + ($1 - 1) * $2)) |
		jq -cs '{portMappings: map({hostPort: ., containerPort: 80, protocol: "tcp"})}'
}
# milliseconds COMMAND...
milliseconds() {
	local begin

	begin=$(date +%s%3N)
	"$@" >/dev/null
	echo "$(( $(date +%s%3N) - begin ))"
}

made=$(libcni add "$web" "$net" "{\"portMappings\": [{\"hostPort\": $port, \"containerPort\": 80, \"protocol\": \"tcp\"}]}")
is "host-local gives the address" "10.219.0.50/24" "$(jq -r '.ips[0].address' <<<"$made")"
is "the container has it" "10.219.0.50" "$(ip -n "$web" -j -4 address show dev eth0 | jq -r '.[0].addr_info[0].local')"
is "the next plugin of the list has found the device" 1 \
	"$(nsenter "--net=/run/netns/$web" sysctl -n net.ipv4.conf.eth0.log_martians)"
netns_reporter "$web"
is "the published port is answered" "10.219.0.1" "$(ask host tcp 127.0.0.1 "$port")"
succeeds "CHECK agrees" libcni check "$web" "$net"
is "the next one gets the next address" "10.219.0.51/24" "$(libcni add "$db" "$net" | jq -r '.ips[0].address')"
succeeds "DEL" libcni del "$db" "$net"
is "host-local has only the other's" "10.219.0.50" "$(cd /var/lib/cni/networks/"$net" && ls -d 10.*)"
ip -n "$web" address flush dev eth0
like "CHECK finds an address which is gone" "its device does not have its address any more" \
	"$(libcni check "$web" "$net" 2>&1 || true)"
succeeds "DEL of that" libcni del "$web" "$net"

# --- many ports ------------------------------------------------------------------------

many=$(mappings "$ports" 2)
note "$ports ports which are no neighbours: ADD in $(milliseconds libcni add "$db" "$net" "$many") ms"
is "they are published" "$ports" "$(genl "dump publish-get" | jq length)"
conflist "$old" \
	'{"type": "bridge", "bridge": "old0", "isGateway": true, "ipam": {"type": "host-local", "subnet": "10.220.0.0/24"}}' \
	'{"type": "portmap", "capabilities": {"portMappings": true}}'
note "the same by bridge and portmap: $(milliseconds libcni add "$old" "$old" "$many") ms"
libcni del "$old" "$old" "$many" || note "DEL by bridge and portmap: $?"
succeeds "DEL ends them" libcni del "$db" "$net" "$many"
is "all of them" 0 "$(genl "dump publish-get" | jq length)"
