#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Real servers and much data: it arrives as it was sent, in large segments too.
#
#   outside ---- uplink ---- host ---- network "bridge" --- web (nginx), db (redis), client
#   (nginx)                                                          client --> db (link)

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires curl nginx redis-cli redis-server sha256sum
plan 14

web=web-$tag db=db-$tag client=client-$tag
outside_create
scratch
chmod 755 "$dir"

head -c 20M /dev/urandom >"$dir/large"
head -c 2M /dev/urandom >"$dir/small"
large=$(sha256sum <"$dir/large")
small=$(sha256sum <"$dir/small")
cat >"$dir/nginx.conf" <<END
daemon off;
master_process off;
pid $dir/\${where}.pid;
error_log stderr;
events {}
http {
	access_log $dir/\${where}.log;
	server {
		listen 80;
		sendfile on;
		root $dir;
		dav_methods PUT;
		client_max_body_size 0;
	}
}
END
for where in web outside; do
	sed "s/\${where}/$where/" "$dir/nginx.conf" >"$dir/$where.conf"
done

start "$web" -p "$port:80" -- nginx -c "$dir/web.conf"
start "$client" -- sleep infinity
background outside nginx -c "$dir/outside.conf"
wait_for 20 is_listening "$web" tcp 80
wait_for 20 is_listening outside tcp 80

# fetched PLACE URL: the sum of what comes
fetched() {
	at "$1" curl -sf --max-time 60 "$2" | sha256sum
}
# received_size NAME COMMAND...: how large the packets were that the container
# got meanwhile, on average; the command's output is in $output.
counters() {
	nsenter -t "$(pid "$1")" -n ip -j -s link show eth0 |
		jq -r '.[0].stats64.rx | "\(.packets) \(.bytes)"'
}
received_size() {
	local before after

	read -ra before < <(counters "$1")
	output=$("${@:2}")
	read -ra after < <(counters "$1")
	size=$(( (after[1] - before[1]) / (after[0] - before[0]) ))
}
# On average, acknowledgments among them: segments by themselves are of 1,500 at most.
is_large() {
	between "$1" 1600 65535 "$2"
}

is "20 MB through a published port" "$large" \
	"$(fetched outside "http://$uplink_address:$port/large")"
received_size "$client" fetched "$client" "http://$outside_address/large"
is "20 MB from outside, masqueraded" "$large" "$output"
is_large "in packets as large as they were sent" "$size"
is "2 MB through a published port, from the host" "$small" \
	"$(fetched host "http://127.0.0.1:$port/small")"
is "2 MB through a published port, from another container" "$small" \
	"$(fetched "$client" "http://$uplink_address:$port/small")"
received_size "$client" fetched "$client" "http://$(address "$web")/small"
is "2 MB between containers" "$small" "$output"
is_large "in packets as large as they were sent" "$size"
received_size "$web" at outside curl -sf --max-time 60 -T "$dir/small" \
	"http://$uplink_address:$port/upload"
is "2 MB to a published port" "$small" "$(sha256sum <"$dir/upload")"
is_large "in packets as large as they were sent" "$size"
is "the server saw who they were" "$(printf '%s\n' "$outside_address" "$(gateway "$web")" \
	"$(address "$client")" "$(address "$client")" "$outside_address")" \
	"$(cut -d' ' -f1 "$dir/web.log")"
is "and so did the one outside" "$uplink_address" "$(cut -d' ' -f1 "$dir/outside.log")"

# --- a database over a link ---
start "$db" --expose 6379 -- redis-server --protected-mode no --save "" --dir /tmp
start "$client-2" --link "$db:db" -- sleep infinity
wait_for 20 is_listening "$db" tcp 6379
is "redis answers by its alias" PONG "$(at "$client-2" redis-cli -h db ping)"
is "and keeps what it is told" OK "$(at "$client-2" redis-cli -h db -x set key <"$dir/small")"
is "byte by byte" "$small" \
	"$(at "$client-2" redis-cli -h db --raw get key | head -c 2M | sha256sum)"
