# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables are for the scripts which source this, and lib.sh's
# What the scripts share which have podman put its containers on ctrnet: sourced after
# lib.sh. All that podman keeps is in $at, which is gone in the end.

net=pod-$tag
web=web-$tag
db=db-$tag
at=/run/pod-$tag

at_exit rmdir "$at"
mkdir "$at"
mount -t tmpfs -o mode=700 tmpfs "$at"
at_exit umount -l "$at"
mkdir "$at"/{net.d,root,run,tmp}
# How podman keeps images and what containers change of them.
storage=vfs

# Where podman is: here, or in podman_tree's root.
root=/

# inside COMMAND...
inside() {
	timeout $((300 * slow)) chroot "$root" "$@" </dev/null
}

# podman_begin VERSIONS WHY: skip all unless podman's major version is one of VERSIONS; make
# its configuration, whose [network] is on standard input
podman_begin() {
	local version

	version=$(inside podman --version 2>/dev/null | awk '{ print $3 }')
	[[ $version == [$1].* ]] || skip_all "needs podman $2; this is ${version:-none}"
	{
		cat <<-END
			[containers]
			log_driver = "k8s-file"
			cgroups = "disabled"
			[engine]
			cgroup_manager = "cgroupfs"
			events_logger = "file"
			enable_port_reservation = false
			runtime = "crun"
			[network]
		END
		cat
	} >"$at/containers.conf"
	at_exit ctrnetctl network rm "$net"
	at_exit pod rm -fa -t 0
	note "podman $version, $(inside crun --version | head -n 1)"
}

# podman_cni: podman whose networks are configured as CNI has them
podman_cni() {
	requires podman crun busybox nsenter curl
	plugin_find cni ctrnet-cni
	podman_begin 34 "3 or 4, which know CNI" <<-END
		network_backend = "cni"
		cni_plugin_dirs = [ "${plugin%/*}" ]
		network_config_dir = "$at/net.d"
		default_network = "$net"
	END
	cat >"$at/net.d/$net.conflist" <<-END
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
}

# podman_netavark: podman whose networks are made by its own command; with
# PODMAN_TREE=FOLDER, that of the system whose root is there
podman_netavark() {
	requires busybox nsenter curl
	plugin_find netavark ctrnet-netavark
	if [[ -n ${PODMAN_TREE-} ]]; then
		podman_tree "$PODMAN_TREE"
	else
		requires podman
	fi
	podman_begin 56789 "5, which has plugins of netavark" <<-END
		network_backend = "netavark"
		netavark_plugin_dirs = [ "${plugin%/*}", "/usr/local/lib/netavark" ]
		network_config_dir = "$at/net.d"
	END
	note "$(inside /usr/lib/podman/netavark --version)"
}

# podman_tree FOLDER: sets $root to a root with the plugin, of which what is changed is gone
# in the end
podman_tree() {
	local folder

	scratch
	root=$dir/root
	mkdir "$dir"/{over,root}
	mount -t tmpfs tmpfs "$dir/over"
	at_exit umount -l "$dir/over"
	# Before anything is removed: what is bound there is the host's.
	at_exit umount -Rl "$root"
	mkdir "$dir"/over/{upper,work}
	mount -t overlay -o "lowerdir=$1,upperdir=$dir/over/upper,workdir=$dir/over/work" \
		overlay "$root"
	for folder in proc sys dev run; do
		mount --rbind "/$folder" "$root/$folder"
	done
	install -D "$plugin" "$root/usr/local/lib/netavark/ctrnet-netavark"
}

pod() {
	inside env "CONTAINERS_CONF=$at/containers.conf" podman --root "$at/root" \
		--runroot "$at/run" --tmpdir "$at/tmp" --storage-driver "$storage" "$@"
}

# pod_root NAME WHAT: a root of busybox alone with a page, for one container, since podman
# makes files there
pod_root() {
	root_create "$at/$1"
	mkdir -p "$at/$1"/{proc,sys,dev,tmp,run,www}
	echo "this is $2" >"$at/$1/www/index.html"
}
# Serves the page.
server=(/bin/busybox httpd -f -p 80 -h /www)

# done_by COMMAND...: 0, or what it says
done_by() {
	local status=0 said

	said=$("$@" 2>&1) || status=$?
	(( status == 0 )) && echo 0 || echo "$status $said"
}

# fetch PORT: the page behind a published port
fetch() {
	curl -s --max-time 10 "http://127.0.0.1:$1/"
}

# visit SECONDS: web's page, from where db is, without its files
visit() {
	nsenter "--net=/proc/$(pod inspect -f '{{.State.Pid}}' "$db")/ns/net" -- \
		curl -s --max-time "$1" "http://$(address "$web")/" || echo "nothing"
}

# address_by_podman NAME
address_by_podman() {
	pod inspect -f "{{(index .NetworkSettings.Networks \"$net\").IPAddress}}" "$1"
}

# link_address: where a hosts file of db leads by the alias of its link to web
link_address() {
	awk '$2 == "www" { print $1 }' "$(field "$db" .HostsPath)"
}

# podman_runs_web: a container with ports; six tests
podman_runs_web() {
	pod_root web web
	pod_root db db
	is "podman run -p" 0 "$(done_by pod run -d --name "$web" --network "$net" -p "$port:80" \
		-p "$((port + 1))-$((port + 3)):81-83" --rootfs "$at/web" "${server[@]}")"
	is "podman port" "80/tcp -> 0.0.0.0:$port" "$(pod port "$web" | sort | head -n 1)"
	is "ctrnetctl port is of the same mind" "$(pod port "$web" | sort)" \
		"$(ctrnetctl port "$web" | sort)"
	eventually "the port is answered" 60 fetch "$port"
	is "from inside the container" "this is web" "$(fetch "$port")"
	is "both know its address" "$(address "$web")" "$(address_by_podman "$web")"
}

# podman_links: db, which does not reach web, does so by a link; four tests
podman_links() {
	is "it does not reach the other" "nothing" "$(visit 2)"
	succeeds "until ctrnetctl links them" ctrnetctl link "$db" "$web:www"
	is "then it does" "this is web" "$(visit 20)"
	is "and has its name in a hosts file" "$(address "$web")" "$(link_address)"
}

# podman_again: after a restart and a reload all is as before; six tests, and
# the last, as the containers are gone
podman_again() {
	is "podman restart" 0 "$(done_by pod restart -t 0 "$web")"
	eventually "its port is answered again" 60 fetch "$port"
	is "and the link has followed" "$(address "$web")" "$(link_address)"
	is "podman network reload" 0 "$(done_by pod network reload "$web")"
	eventually "its port is answered still" 60 fetch "$port"
	pod rm -f -t 0 "$web" "$db" >/dev/null
	prints_nothing "podman rm leaves nothing" ctrnetctl ps -aq
}
