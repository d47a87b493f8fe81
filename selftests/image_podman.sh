#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An image with real servers, imported into podman, whose containers are on ctrnet: a web
# server with a published port, and a database which it is linked to.
# Sets: ecosystem
#
#   outside ---- uplink  host ---- ctrN ---- eth0 of web (nginx), eth0 of db (redis)
#
# SERVERS_TREE=FOLDER has the root of which the image is made.

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"
. "$here/podman.sh"
image=${SERVERS_TREE-}
[[ -n $image && -x $image/usr/sbin/nginx && -x $image/usr/bin/redis-server ]] ||
	skip_all "needs SERVERS_TREE, a root with nginx and redis"
podman_cni
storage=overlay
plan 12

outside_create
# from_image NAME WORD...: a container of it
from_image() {
	done_by pod run -d --name "$1" --network "$net" "${@:2}"
}
query() {
	pod exec "$web" redis-cli -h "$1" "${@:2}" 2>&1
}
page() {
	at outside curl -s --max-time 10 "http://$uplink_address:$port/"
}

tar -C "$image" --exclude=./.complete -cf "$at/servers.tar" .
is "podman import" 0 "$(done_by pod import --change "EXPOSE 80" "$at/servers.tar" servers)"
rm "$at/servers.tar"
is "the web server, with a published port" 0 \
	"$(from_image "$web" -p "$port:80" localhost/servers nginx -g "daemon off;")"
is "podman port" "80/tcp -> 0.0.0.0:$port" "$(pod port "$web")"
eventually "a client outside gets an answer" 60 page
like "which is the page" "<h1>Welcome to nginx!</h1>" "$(page)"
is "the server knows the client" "$outside_address" \
	"$(pod exec "$web" tail -n 1 /var/log/nginx/access.log | cut -d ' ' -f 1)"

is "the database, for the host itself" 0 "$(from_image "$db" -p "127.0.0.1:$((port + 1)):6379" \
	localhost/servers redis-server --bind 0.0.0.0 --protected-mode no --save '')"
reached() {
	[[ $(ask host tcp 127.0.0.1 "$((port + 1))") == \** ]]
}
eventually "it answers there" 60 reached
is "but not the web server" 124 \
	"$(status_of pod exec "$web" timeout 3 redis-cli -h "$(address "$db")" ping)"
succeeds "until ctrnetctl links them" ctrnetctl link "$web" "$db:store"
# podman's containers have its hosts file, which takes over what links add.
pod exec "$web" sh -c "echo $(grep -w store "$(field "$web" .HostsPath)") >>/etc/hosts"
is "then it does, by its name" "1 2" "$(query store incr visits) $(query store incr visits)"
pod rm -f -t 0 "$web" "$db" >/dev/null
prints_nothing "podman rm leaves nothing" ctrnetctl ps -aq
