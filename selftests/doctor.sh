#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where the tool's files and the kernel do not agree, doctor says so, and --fix
# or the next command after one that was killed puts it right.
# Sets: sanitized
#
#   web -- app, ctr0    db -- app, ctr0    web links to db

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires nsenter setpriv
plan 46

web=web-$tag
db=db-$tag
app=app-$tag
run=/run/ctrnet
scratch
# Other scripts may have taken networks away without it.
ctrnetctl doctor --fix >"$dir/before" || true
network_create "$app" --icc off
start "$db" --network "$app" --expose 5432 -- sleep infinity
start "$web" --network "$app" --link "$db:db" -p "$port:80" -- sleep infinity

id=$(field "$web" .Id)
web_file=$run/containers/$id/config.json
db_file=$run/containers/$(field "$db" .Id)/config.json
other=$(printf '%064x' 0x"$tag")

like "at first, it finds nothing" '^ok: files and kernel agree on [0-9]+ containers' \
	"$(ctrnetctl doctor)"
is "nor has scripts anything to read" '[]' "$(ctrnetctl doctor --json)"

# half COMMAND...: it is done, but the files are as they were. So a killed command
# leaves it, whose mark is in the lock's file.
half() {
	local file

	for file in "$web_file" "$db_file"; do
		cp "$file" "$dir/${#file}.$(basename "$(dirname "$file")")"
	done
	"$@" >/dev/null
	for file in "$web_file" "$db_file"; do
		cp "$dir/${#file}.$(basename "$(dirname "$file")")" "$file"
	done
}
mark() {
	echo 1 >"$run/lock"
}
unsaid() {
	local lines

	lines=$(grep -v "$db" "$run/containers/$id/hosts")
	printf '%s\n' "$lines" >"$run/containers/$id/hosts"
}

# what is wrong | how it comes about | what is said of it, an expression
while IFS='|' read -r what how said; do
	for cure in --fix mark; do
		eval "$how"
		if [[ $cure == --fix ]]; then
			like "$what: is found" "$said" "$(ctrnetctl doctor || true)"
			like "$what: and fixed" "$said fixed" "$(ctrnetctl doctor --fix)"
		else
			mark
			like "$what: after a command that was killed, the next one sees to it" \
				'^ok: ' "$(ctrnetctl ps >/dev/null; ctrnetctl doctor || true)"
		fi
	done
done <<-END
	an endpoint of no file|half ctrnetctl network connect bridge $web|container $web has eth1 on network bridge, which its file does not know:
	an endpoint that is gone|nsenter -t "\$(pid $web)" -n ip link del eth0|container $web has no endpoint on network $app any more:
	a port of no file|half ctrnetctl publish $web $((port + 1)):81|port $((port + 1)) of 0.0.0.0 leads to container $web, whose file does not know that:
	a port that is gone|half ctrnetctl unpublish $web 80|port 80 of container $web is published on port $port of the host only by its file:
	a link of no file|half ctrnetctl link $db $web|the kernel has a link from container $db to $web, of which no file knows:
	a link that is gone|half ctrnetctl unlink $web db|link db of container $web is not in the kernel as its file has it:
	a hosts line that is gone|unsaid|the hosts file of container $web does not say where link db leads now:
	a peer that is not told of|: >$run/containers/$id/peers|the hosts file of container $web does not have the others on its networks as they are now:
	a network that is gone|echo '{"version": 1}' >$run/networks/$other.json|file $run/networks/$other.json is about a network which is gone:
	a network half made|ip link add half-$tag type ctrnet; echo '{"version": 1, "making": "half-$tag"}' >$run/networks/$other.json|network half-$tag was not made completely:
	a draft|echo >$web_file.new|$web_file.new is a draft which was not finished:
	a container half made|mkdir $run/containers/$other|$run/containers/$other is of no container:
END
is "its ports and links are as they were" "80/tcp -> 0.0.0.0:$port /$db:/$web/db" \
	"$(ctrnetctl port "$web" | xargs) $(field "$web" 'join .HostConfig.Links ","')"
is "scripts read what is wrong" "$web_file.new is a draft which was not finished --fix removes it false" \
	"$(echo >"$web_file.new"; (ctrnetctl doctor --json || true) | jq -r '.[] | "\(.Problem) \(.Remedy) \(.Fixed)"')"
ctrnetctl doctor --fix >/dev/null

# A process may show as much as it likes as its command line.
"$here/endless.py" "$dir/endless" </dev/null >/dev/null 2>&1 &
at_exit kill -KILL $!
wait_for 60 test -e "$dir/endless"
like "a command line without end" '^ok: ' \
	"$(timeout -s KILL "$((60 * slow))" ctrnetctl doctor || true)"

# Nor is it a supervisor by what it calls itself.
supervise() {
	"$@" bash -c "exec -a 'ctrnetctl supervises $web' sleep 1000" \
		</dev/null >/dev/null 2>&1 &
	at_exit kill -KILL $!
	wait_for 20 grep -q supervises "/proc/$!/cmdline"
}
supervise setpriv --reuid 65534 --clear-groups
like "another user's process which is called a supervisor" '^ok: ' "$(ctrnetctl doctor || true)"
supervise env
like "one of the tool's own is killed" "process $! is the supervisor of a container which no file knows: fixed" \
	"$(ctrnetctl doctor --fix)"

# A supervisor that was killed, before the file says so.
process=$(pid "$web")
kill -KILL "$(jq .supervisor "$web_file")"
wait_for 20 eval "! kill -0 $process"
like "a container without its supervisor: is found" \
	"the end of container $web is not recorded yet: --fix does that, or any other command" \
	"$(ctrnetctl doctor || true)"
like "and recorded by any other command" '^ok: ' "$(ctrnetctl ps >/dev/null; ctrnetctl doctor || true)"
succeeds "the kernel has no complaint" log_is_clean
