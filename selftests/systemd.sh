#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The units of ctrnet, run by systemd as the first process of a host: what is declared is
# there after a boot, a service runs in its container, and what is stopped is taken away.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
requires systemctl curl
[[ -x /lib/systemd/systemd ]] || skip_all "needs systemd"
[[ -w /sys/fs/cgroup/cgroup.procs ]] || skip_all "needs cgroup2"
plan 14

scratch
cat >/etc/ctrnet/ctrnet.json <<-END
	{ "version": 1,
	  "networks": [{ "name": "shop", "subnets": ["10.91.0.0/24"], "gateways": ["10.91.0.1"] }],
	  "containers": [
	    { "name": "store", "netns": "/run/netns/store", "networks": [{ "network": "shop" }],
	      "expose": ["80/tcp"] },
	    { "name": "web", "netns": "/run/netns/web", "networks": [{ "network": "shop" }],
	      "publish": ["8080:80/tcp"], "links": ["store:db"] }
	  ] }
END

# As ctrnet.json(5) says.
cat >"$dir/shop.service" <<-END
	[Unit]
	BindsTo=ctrnet@web.service
	After=ctrnet@web.service

	[Service]
	NetworkNamespacePath=/run/netns/web
	BindReadOnlyPaths=/run/ctrnet@web/hosts:/etc/hosts
	ExecStart=socat TCP-LISTEN:80,fork,reuseaddr 'SYSTEM:cat /etc/hosts'
	SuccessExitStatus=SIGTERM 143
END
cat >"$dir/boot.target" <<-END
	[Unit]
	Wants=ctrnet.service shop.service
END

# boot: systemd in namespaces and a control group of its own, with nothing to start but
# boot.target; /run is empty, as at any boot.
group=/sys/fs/cgroup/$tag-$$
boot() {
	mkdir "$group"
	# shellcheck disable=SC2016 # for the shell in there
	unshare -m bash -euc '
		echo $$ >"$1/cgroup.procs"
		exec unshare -Cpmf --mount-proc --kill-child bash -euc "
			umount /sys/fs/cgroup
			mount -t cgroup2 cgroup2 /sys/fs/cgroup
			mount -t tmpfs -o mode=755 run /run
			mkdir -p /run/systemd/system
			mount -t tmpfs none /lib/systemd/system/sysinit.target.wants
			cp $2/*.service $2/*.target /run/systemd/system
			exec env -i container=selftest PATH=$PATH /lib/systemd/systemd --unit=boot.target"
		' - "$group" "$dir" </dev/null >"$dir/log" 2>&1 &
	at_exit shut_down
	first=
	wait_for 60 first_process && wait_for 120 inside systemctl is-active -q boot.target
}

# The one in $group which runs systemd.
first_process() {
	[[ -n $first ]] || first=$(pgrep -n -f '^/lib/systemd/systemd --unit=boot.target')
	[[ -n $first ]]
}

inside() {
	nsenter -t "$first" -m -p -C -- "$@"
}

state() {
	inside systemctl show -P ActiveState "$1"
}

shut_down() {
	echo 1 >"$group/cgroup.kill"
	wait_for 10 rmdir_groups
}

rmdir_groups() {
	find "$group" -depth -type d -exec rmdir {} +
}

names() {
	inside ctrnetctl ps --format '{{.Names}}' | sort | paste -sd ' '
}

boot || note "$(tail -n 20 "$dir/log")"
is "a boot starts it" "active" "$(state ctrnet.service)"
is "and the container which a service wants" "active" "$(state ctrnet@web.service)"
is "what is declared is there" "store web" "$(names)"
is "its port, too" "80/tcp -> 0.0.0.0:8080" "$(inside ctrnetctl port web)"
eventually "the service in it is reached at its port" 30 curl -sf --http0.9 --max-time 2 127.0.0.1:8080
like "its names are those of its links" 'db store' "$(curl -s --http0.9 --max-time 10 127.0.0.1:8080)"

inside systemctl stop ctrnet@web.service
is "stopped, the container goes" "store" "$(names)"
is "with its namespace and its files" "" \
	"$(inside bash -c 'ls -d /run/netns/web /run/ctrnet@web 2>/dev/null; :')"
is "and what runs in it" "inactive" "$(state shop.service)"
inside systemctl start shop.service
is "it comes with what runs in it" "store web" "$(names)"
eventually "which is reached again" 30 curl -sf --http0.9 --max-time 2 127.0.0.1:8080

inside ctrnetctl rm -f store >/dev/null
succeeds "reloaded" inside systemctl reload ctrnet.service
is "it makes what is missing" "store web" "$(names)"

echo '{' >/etc/ctrnet/ctrnet.json
inside systemctl restart ctrnet.service 2>/dev/null || true
is "a file which is none makes it fail" "failed" "$(state ctrnet.service)"
