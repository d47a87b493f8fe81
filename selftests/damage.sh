#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tool's files damaged or lost: no network state is lost, and what is is said.
# Changes the host: for moments, no command can use the tool's files.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires python3 unshare
plan 56

web=web-$tag
other=other-$tag
at_exit ctrnetctl rm -f "$web" "$other"
start "$other" --network none -- sleep infinity

file_of() {
	echo "/run/ctrnet/containers/$(field "$1" .Id)/config.json"
}
shown() {
	ctrnetctl ps -a --json "$@" 2>/dev/null | jq -r '.[0] | "\(.State) \(.Ports)"' | sed 's/, \[::\][^,]*//'
}
lost="of container $web only processes, networks and published ports are known, its command, variables and links are lost"

# how | what it does with the file $file | what is said of it
while IFS='|' read -r how damage message; do
	start_reporter "$web" -h webhost -p "0.0.0.0:$port:80" -e COLOUR=blue
	address=$(address "$web")
	pid=$(pid "$web")
	file=$(file_of "$web")
	eval "$damage"
	like "$how: it is said what is lost" "^WARNING: $file $message; $lost\$" \
		"$(ctrnetctl ps 2>&1 >/dev/null)"
	refused "$how: once" 0 "" ctrnetctl ps
	is "$how: it runs, with its ports" "running 0.0.0.0:$port->80/tcp" "$(shown "$web")"
	is "$how: it is reached" "$(gateway "$web")" "$(ask host tcp 127.0.0.1 "$port")"
	is "$how: its address, process and host name are known" "$address $pid webhost" \
		"$(address "$web") $(pid "$web") $(field "$web" .Config.Hostname)"
	prints_nothing "$how: its port can be unpublished" \
		sh -c "ctrnetctl unpublish $web 80 && ctrnetctl port $web"
	is "$how: it can be stopped" "$web exited" \
		"$(ctrnetctl stop -t 1 "$web") $(field "$web" .State.Status)"
	refused "$how: but not started" 125 \
		"Error: cannot start container $web: its file was damaged, and its command is lost
Error: failed to start containers: $web" ctrnetctl start "$web"
	is "$how: it can be removed" "$web" "$(ctrnetctl rm "$web")"
done <<-'END'
	empty|: >"$file"|is damaged: .*
	cut off|truncate -s 100 "$file"|is damaged: .*
	of something else|echo '{"name": 3}' >"$file"|is damaged: no valid .*
	missing|rm "$file"|is missing
END
is "others are as they were" "running " "$(shown "$other")"

# A newer tool's.
start "$web" --network none -- sleep infinity
file=$(file_of "$web")
cp "$file" "/tmp/config-$tag"
at_exit rm -f "/tmp/config-$tag"
jq '.version = 99' "/tmp/config-$tag" >"$file"
is "of a newer version: it is left alone" "WARNING: $file is of a newer ctrnetctl 99" \
	"$(ctrnetctl ps 2>&1 >/dev/null) $(jq .version "$file")"
cp "/tmp/config-$tag" "$file"
is "and there again with its file" "running " "$(shown "$web")"
ctrnetctl rm -f "$web" >/dev/null

# Left of a tool which was killed while it made or removed a container.
id=$(printf '%064x' 0x"$tag")
mkdir "/run/ctrnet/containers/$id"
echo '{' >"/run/ctrnet/containers/$id/config.json.new"
ctrnetctl ps >/dev/null
is "a folder without a file is swept away" no "$([[ -e /run/ctrnet/containers/$id ]] && echo yes || echo no)"

start "$web" --network none -- sleep infinity

# Somebody who is root in a user namespace of his own says that his process is a container's.
stranger=stranger-$tag
at_exit ctrnetctl rm -f "$stranger"
id=$(ctrnetctl create --name "$stranger" --network none -- true)
scratch
unshare -Urmpf --kill-child sh -c "mount -t tmpfs ctrnet-$id /mnt && touch $dir/mounted && sleep 1000" \
	</dev/null >/dev/null 2>&1 &
at_exit kill -KILL $!
wait_for 20 test -e "$dir/mounted"
: >"/run/ctrnet/containers/$id/config.json"
is "a stranger's process is not the container's" "exited 0" \
	"$(ctrnetctl inspect -f '{{.State.Status}} {{.State.Pid}}' "$id" 2>/dev/null)"
ctrnetctl rm -f "$id" >/dev/null

# It calls itself what no file can hold, and then there is no room for the file.
odd=odd-$tag
start "$odd" --network none -- bash -c "exec -a \$'odd\\xff' sleep infinity"
file=$(file_of "$odd")
wait_for 20 grep -q odd "/proc/$(pid "$odd")/cmdline"
echo '{' >"$file"
ctrnetctl ps >/dev/null 2>&1
is "a command which is no text" "running odd?" \
	"$(ctrnetctl inspect -f '{{.State.Status}} {{.Path}}' "$odd" 2>/dev/null)"
echo '{' >"$file"
mkdir "$file.new"
ctrnetctl ps >/dev/null 2>&1
is "the damaged file stays until there is another one" "{" "$(cat "$file")"
rmdir "$file.new"
ctrnetctl ps >/dev/null 2>&1
is "and is kept" "1 {" "$(jq .version "$file") $(cat "$file.damaged")"

# The index of names.
index=/run/ctrnet/index
id=$(field "$web" .Id)
is "the index says whose a name is" "$id" "$(readlink "$index/names/$web")"
rm -r "$index"
is "the index is lost: a name is found" "$id" "$(field "$web" .Id)"
refused "and still taken" 125 "Error: Conflict. The container name \"/$web\" is already in use by container \"$id\". You have to remove (or rename) that container to be able to reuse that name." \
	ctrnetctl run -d --name "$web" --network none -- true
rm "$index/names/$web"
ctrnetctl ps >/dev/null
is "an entry is lost: ps puts it back" "$id" "$(readlink "$index/names/$web")"
ln -s "$id" "$index/names/ghost-$tag"
refused "an entry says too much: nobody is found" 1 "Error: No such container: ghost-$tag" \
	ctrnetctl port "ghost-$tag"
is "and it is removed" "" "$(readlink "$index/names/ghost-$tag" || true)"

# Whose files they are.
is "nobody but root reads them" "755 700 600 600" \
	"$(stat -c %a /run/ctrnet /run/ctrnet/containers /run/ctrnet/lock "$(file_of "$web")" | xargs)"
chmod 777 /run/ctrnet
refused "a folder which others may write to is not used" 1 \
	"Error: cannot use /run/ctrnet: others may write to it (mode 777); 'chmod go-w /run/ctrnet' ends that" \
	ctrnetctl rm "no-$tag"
chmod 755 /run/ctrnet
chown 65534 /run/ctrnet
refused "nor somebody else's" 1 \
	"Error: cannot use /run/ctrnet: it belongs to user 65534; 'chown 0 /run/ctrnet' makes it the caller's own" \
	ctrnetctl rm "no-$tag"
chown 0 /run/ctrnet
is "nothing else is left behind" "config.json hostname hosts log peers resolv.conf" \
	"$(find "$(dirname "$(file_of "$web")")" -type f -printf '%f\n' | sort | xargs)"
is "the version is in the file" 1 "$(jq .version "$(file_of "$web")")"
succeeds "the kernel has no complaint" log_is_clean
