#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# containerd, whose ctr puts containers on ctrnet's network by its plugin.
# Sets: ecosystem
#
#   host        containerd, and a container of busybox alone
#   ctrN ------ eth0 of web

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires containerd ctr runc busybox curl
plugin_find cni ctrnet-cni
grep -q . /sys/fs/cgroup/cgroup.controllers 2>/dev/null || skip_all "needs control groups"
plan 8

net=ctr-$tag
web=web-$tag
# As ctr calls it: its namespace and the name.
name=default-$web
at=/run/ctr-$tag
at_exit rm -rf "$at"
at_exit ctrnetctl network rm "$net"

# ctr looks only there.
mkdir -p /opt/cni/bin /etc/cni/net.d "$at/web"/{proc,sys,dev,tmp,run,www}
mount -t tmpfs tmpfs /opt/cni/bin
mount -t tmpfs tmpfs /etc/cni/net.d
ln -s "$plugin" /opt/cni/bin/
cat >"/etc/cni/net.d/10-$net.conflist" <<-END
	{
	  "cniVersion": "1.0.0",
	  "name": "$net",
	  "plugins": [ { "type": "ctrnet-cni", "subnets": [ "10.218.0.0/24" ] } ]
	}
END
cat >"$at/config.toml" <<-END
	version = 2
	root = "$at/root"
	state = "$at/state"
	disabled_plugins = [ "io.containerd.grpc.v1.cri" ]
	[grpc]
	  address = "$at/sock"
END
root_create "$at/web/"
echo "this is web" >"$at/web/www/index.html"

collect "$at/log" host containerd -c "$at/config.toml"
ctr() {
	timeout 120 ctr --address "$at/sock" "$@"
}
eventually "containerd is there" 60 ctr version
note "containerd $(containerd --version | awk '{ print $3 }'), $(runc --version | head -n 1)"

succeeds "ctr run --cni" ctr run -d --cni --rootfs "$at/web" "$web" /bin/busybox httpd -f -p 80 -h /www
is "it has an address of the network" "10.218.0.2" "$(address "$name")"
fetch() {
	curl -s --max-time 10 "http://$1/"
}
eventually "which is answered" 20 fetch "$(address "$name")"
succeeds "its port is published" ctrnetctl publish "$name" "$port:80"
is "and answered, too" "this is web" "$(fetch "127.0.0.1:$port")"
ctr task kill -s KILL "$web"
no_task() {
	[[ $(ctr task ls -q | wc -l) == 0 ]]
}
stopped() {
	ctr task rm "$web" 2>/dev/null || no_task
}
eventually "it is ended" 20 stopped
ctr container rm "$web"
prints_nothing "and nothing is left" ctrnetctl ps -aq
