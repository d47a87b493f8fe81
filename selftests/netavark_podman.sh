#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# podman with netavark, whose networks of the driver ctrnet-netavark are ctrnet's: ports,
# restart, reload, links.
#
#   host        podman's containers, of busybox alone
#   ctrN ------ eth0 of web, eth0 of db
#
# With PODMAN_TREE=FOLDER, podman is that of the system whose root is there.

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires busybox nsenter curl
plugin=
for folder in /usr/local/lib/netavark /usr/lib/netavark; do
	[[ ! -x $folder/ctrnet-netavark ]] || plugin=$folder/ctrnet-netavark
done
[[ -n $plugin ]] || skip_all "needs ctrnet-netavark"
tree=${PODMAN_TREE-}
[[ -n $tree ]] || command -v podman >/dev/null || skip_all "needs podman, or PODMAN_TREE"
scratch

# inside COMMAND...: where podman is
root=/
inside() {
	timeout 120 chroot "$root" "$@" </dev/null
}
# What is changed in the tree is gone in the end.
if [[ -n $tree ]]; then
	root=$dir/root
	mkdir "$dir"/{over,root}
	# Before anything is removed: what is bound there is the host's.
	at_exit umount -Rl "$root"
	mount -t tmpfs tmpfs "$dir/over"
	mkdir "$dir"/over/{upper,work}
	mount -t overlay -o "lowerdir=$tree,upperdir=$dir/over/upper,workdir=$dir/over/work" overlay "$root"
	for folder in proc sys dev run; do
		mount --rbind "/$folder" "$root/$folder"
	done
	install -D "$plugin" "$root/usr/local/lib/netavark/ctrnet-netavark"
fi
version=$(inside podman --version | awk '{ print $3 }')
[[ $version == [56789].* ]] || skip_all "needs podman 5, which has plugins of netavark; this is ${version:-none}"
note "podman $version, $(inside sh -c '/usr/lib/podman/netavark --version')"
plan 25

net=pod-$tag
web=web-$tag
db=db-$tag
at_exit ctrnetctl network rm "$net"
at=/run/pod-$tag
at_exit rm -rf "$at"
mkdir -p "$at"/{net.d,root,run,tmp}
cat >"$at/containers.conf" <<-END
	[containers]
	log_driver = "k8s-file"
	cgroups = "disabled"
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	enable_port_reservation = false
	runtime = "crun"
	[network]
	network_backend = "netavark"
	netavark_plugin_dirs = [ "$(dirname "$plugin")", "/usr/local/lib/netavark" ]
	network_config_dir = "$at/net.d"
END
pod() {
	inside env "CONTAINERS_CONF=$at/containers.conf" podman --root "$at/root" --runroot "$at/run" \
		--tmpdir "$at/tmp" --storage-driver vfs "$@"
}
at_exit pod rm -fa -t 0
# Each container has a root of its own, since podman makes files there.
root_create "$at/web"
root_create "$at/db"
mkdir -p "$at"/{web,db}/{proc,sys,dev,tmp,run,www}
echo "this is web" >"$at/web/www/index.html"

# done_by COMMAND...: 0, or what it says
done_by() {
	local status=0 said

	said=$("$@" 2>&1) || status=$?
	(( status == 0 )) && echo 0 || echo "$status $said"
}
# of_network TEMPLATE
of_network() {
	pod network inspect -f "{{$1}}" "$net"
}
fetch() {
	curl -s --max-time 10 "http://127.0.0.1:$port/"
}

like "an option which there is not" "unknown option color: there are mtu, icc, " \
	"$(done_by pod network create -d ctrnet-netavark -o color=red "$net")"
is "podman network create" 0 "$(done_by pod network create -d ctrnet-netavark -o icc=off "$net")"
subnet=$(of_network '(index .Subnets 0).Subnet')
like "it has a free subnet" '^172\.[0-9.]+/16$' "$subnet"
is "and a gateway" "${subnet%.0/16}.1" "$(of_network '(index .Subnets 0).Gateway')"

is "podman run -p" 0 "$(done_by pod run -d --name "$web" --network "$net" -p "$port:80" \
	-p "$((port + 1))-$((port + 3)):81-83" --rootfs "$at/web" /bin/busybox httpd -f -p 80 -h /www |
	tail -n 1)"
is "podman port" "80/tcp -> 0.0.0.0:$port" "$(pod port "$web" | sort | head -n 1)"
is "ctrnetctl port is of the same mind" "$(pod port "$web" | sort)" "$(ctrnetctl port "$web" | sort)"
is "neighbours are one rule" "$port-$((port + 3))" \
	"$(genl "dump publish-get" | jq -r '.[] | "\(.["host-port"])-\(.["host-port-end"])"')"
eventually "the port is answered" 20 fetch
is "from inside the container" "this is web" "$(fetch)"
address_by_podman() {
	pod inspect -f "{{(index .NetworkSettings.Networks \"$net\").IPAddress}}" "$1"
}
is "both know its address" "$(address "$web")" "$(address_by_podman "$web")"
is "and its MAC address" "$(mac "$web")" \
	"$(pod inspect -f "{{(index .NetworkSettings.Networks \"$net\").MacAddress}}" "$web")"

is "a second one, with an address" 0 "$(done_by pod run -d --name "$db" \
	--network "$net:ip=${subnet%.0/16}.77" --rootfs "$at/db" /bin/busybox sleep 1000 | tail -n 1)"
is "it has it" "${subnet%.0/16}.77" "$(address "$db")"
# visit SECONDS: the other's page, from where db is, without its files
visit() {
	nsenter "--net=/proc/$(pod inspect -f '{{.State.Pid}}' "$db")/ns/net" -- \
		curl -s --max-time "$1" "http://$(address "$web")/" || echo "nothing"
}
is "it does not reach the other" "nothing" "$(visit 2)"
succeeds "until ctrnetctl links them" ctrnetctl link "$db" "$web:www"
is "then it does" "this is web" "$(visit 20)"

is "a port which is taken" 1 "$(pod run -d --name "third-$tag" --network "$net" -p "$port:80" \
	--rootfs "$at/db" /bin/busybox true 2>&1 | grep -c "port is already allocated")"
pod rm -f "third-$tag" >/dev/null
is "is still the first one's" "this is web" "$(fetch)"

is "podman network reload" 0 "$(pod network reload "$web" >/dev/null; echo $?)"
eventually "the port is answered after that" 20 fetch
is "podman restart" 0 "$(pod restart -t 0 "$web" >/dev/null; echo $?)"
eventually "it is answered again" 20 fetch
is "and the link has followed" "$(address "$web")" \
	"$(awk '$2 == "www" { print $1 }' "$(field "$db" .HostsPath)")"
is "podman rm leaves nothing" "" "$(pod rm -f -t 0 "$web" "$db" >/dev/null; ctrnetctl ps -aq)"
