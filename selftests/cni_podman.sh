#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# podman with its CNI backend, whose network is ctrnet: ports, restart, links.
#
#   host        podman's containers, of busybox alone
#   ctrN ------ eth0 of web, eth0 of db

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires podman busybox nsenter
plugins=
for folder in /usr/local/lib/cni /usr/lib/cni; do
	[[ ! -x $folder/ctrnet-cni ]] || plugins=$folder
done
[[ -n $plugins ]] || skip_all "needs ctrnet-cni"
[[ $(podman --version) == *" "[34].* ]] || skip_all "needs podman 3 or 4, which know CNI"
plan 21

net=pod-$tag
web=web-$tag
db=db-$tag
scratch
at_exit ctrnetctl network rm "$net"

mkdir -p "$dir"/{net.d,root,run,tmp}
cat >"$dir/net.d/$net.conflist" <<-END
	{
	  "cniVersion": "1.0.0",
	  "name": "$net",
	  "plugins": [ {
	    "type": "ctrnet-cni",
	    "subnets": [ "10.217.0.0/24" ],
	    "icc": false,
	    "capabilities": { "portMappings": true, "ips": true, "mac": true, "aliases": true }
	  } ]
	}
END
cat >"$dir/containers.conf" <<-END
	[containers]
	log_driver = "k8s-file"
	cgroups = "disabled"
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	enable_port_reservation = false
	[network]
	network_backend = "cni"
	cni_plugin_dirs = [ "$plugins" ]
	network_config_dir = "$dir/net.d"
	default_network = "$net"
END
export CONTAINERS_CONF=$dir/containers.conf
pod() {
	timeout 120 podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" \
		--storage-driver vfs "$@" </dev/null
}
at_exit pod rm -fa -t 0
# Each container has a root of its own, since podman makes files there.
root_create "$dir/web"
root_create "$dir/db"
mkdir -p "$dir"/{web,db}/{proc,sys,dev,tmp,run,www}
echo "this is web" >"$dir/web/www/index.html"

started() {
	local status=0 said

	said=$("$@" 2>&1) || status=$?
	(( status == 0 )) || note "$said"
	echo "$status"
}

is "podman run -p" 0 "$(started pod run -d --name "$web" --network "$net" -p "$port:80" \
	-p "$((port + 1))-$((port + 3)):81-83" --rootfs "$dir/web" /bin/busybox httpd -f -p 80 -h /www)"
is "podman port" "80/tcp -> 0.0.0.0:$port" "$(pod port "$web" | sort | head -n 1)"
is "ctrnetctl port is of the same mind" "$(pod port "$web" | sort)" "$(ctrnetctl port "$web" | sort)"
fetch() {
	curl -s --max-time 10 "http://127.0.0.1:$port/"
}
eventually "the port is answered" 20 fetch
is "from inside the container" "this is web" "$(fetch)"
is "both know its address" "$(address "$web")" \
	"$(pod inspect -f "{{(index .NetworkSettings.Networks \"$net\").IPAddress}}" "$web")"

is "a second one, with an address" 0 "$(started pod run -d --name "$db" --network "$net" --ip 10.217.0.77 \
	--rootfs "$dir/db" /bin/busybox sleep 1000)"
is "it has it" "10.217.0.77" "$(address "$db")"
# visit SECONDS: the other's page, from where db is, without its files
visit() {
	nsenter "--net=/proc/$(pod inspect -f '{{.State.Pid}}' "$db")/ns/net" -- \
		curl -s --max-time "$1" "http://$(address "$web")/" || echo "nothing"
}
is "it does not reach the other" "nothing" "$(visit 2)"
succeeds "until ctrnetctl links them" ctrnetctl link "$db" "$web:www"
is "then it does" "this is web" "$(visit 20)"
is "and has its name in a hosts file" "$(address "$web")" \
	"$(awk '$2 == "www" { print $1 }' "$(field "$db" .HostsPath)")"

is "podman restart" 0 "$(started pod restart -t 0 "$web")"
eventually "its port is answered again" 20 fetch
is "and the link has followed" "$(address "$web")" \
	"$(awk '$2 == "www" { print $1 }' "$(field "$db" .HostsPath)")"
is "podman network reload" 0 "$(started pod network reload "$web")"
eventually "its port is answered still" 20 fetch

# A pod's network is that of a container of podman's own.
if [[ -x /usr/libexec/podman/catatonit ]]; then
	in_pod=pod-$tag
	root_create "$dir/inner"
	mkdir -p "$dir/inner"/{proc,sys,dev,tmp,run,www}
	echo "this is a pod" >"$dir/inner/www/index.html"
	is "podman pod create -p" 0 "$(started pod pod create --name "$in_pod" --network "$net" -p "$((port + 5)):80")"
	is "a container in it" 0 "$(started pod run -d --pod "$in_pod" --name "inner-$tag" \
		--rootfs "$dir/inner" /bin/busybox httpd -f -p 80 -h /www)"
	fetch_pod() {
		curl -s --max-time 10 "http://127.0.0.1:$((port + 5))/"
	}
	wait_for 20 fetch_pod || true
	is "the pod's port leads to it" "this is a pod" "$(fetch_pod)"
	pod pod rm -f -t 0 "$in_pod" >/dev/null
else
	for what in "podman pod create -p" "a container in it" "the pod's port leads to it"; do
		skip "$what" "needs catatonit"
	done
fi
is "podman rm leaves nothing" "" "$(pod rm -f -t 0 "$web" "$db" >/dev/null; ctrnetctl ps -aq)"
