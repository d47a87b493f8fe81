#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How run ends: the command's status, or why there was none; and what is left.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires ncat
plan 39

name=run-$tag
at_exit ctrnetctl rm -f "$name"

exists() {
	ctrnetctl inspect "$name" >/dev/null 2>&1 && echo yes || echo no
}

is "the command's status" 0 "$(status_of ctrnetctl run --rm -- true)"
is "the command's status, not 0" 7 "$(status_of ctrnetctl run --rm -- sh -c 'exit 7')"
is "killed by a signal" 137 "$(status_of ctrnetctl run --rm -- sh -c 'sh -c "kill -9 \$\$"')"
is "not executable" 126 "$(status_of ctrnetctl run --rm -- /etc/passwd)"
is "not found" 127 "$(status_of ctrnetctl run --rm -- "/no/such-$tag")"
is "not found in PATH" 127 "$(status_of ctrnetctl run --rm -- "no-such-$tag")"
while read -r word; do
	refused "neither an image nor a command: $word" 125 \
		"Error: No such image: $word, nor a command of the host: 'image add $word --oci LAYOUT' adds one which skopeo has copied, --rootfs DIR a folder" \
		ctrnetctl run --name "$name" "$word"
done <<END
no-such-$tag
no-such-$tag:latest
no/such-$tag
END
is "a command's path is no image" 127 "$(status_of ctrnetctl run --rm "/no/such-$tag")"
refused "an empty command" 127 "Error: exec: \"\": executable file not found in \$PATH" \
	ctrnetctl run -d --name "$name" -- ""
is "an unknown option" 125 "$(status_of ctrnetctl run --no-such-option -- true)"
is "no command" 125 "$(status_of ctrnetctl run --rm)"
is "an unknown network" 125 "$(status_of ctrnetctl run --rm --network "none-$tag" -- true)"
refused "--rm and -d" 125 "Error: Conflicting options: --rm and -d" \
	ctrnetctl run --rm -d --name "$name" -- true
is "nothing was made" no "$(exists)"

is "output" $'out\nerr' "$(ctrnetctl run --rm -- sh -c 'echo out; echo err >&2' 2>&1)"
is "input with -i" hello "$(ctrnetctl run --rm -i -- cat <<<hello)"
is "none without" "" "$(ctrnetctl run --rm -- cat <<<hello)"
is "arguments stay whole" "a b|c|" \
	"$(ctrnetctl run --rm -- sh -c 'printf "%s|" "$@"' sh "a b" c)"
is "working folder" /usr "$(ctrnetctl run --rm -w /usr -- pwd)"
is "host name" "$name" "$(ctrnetctl run --rm -h "$name" -- hostname)"
is "the first process" 1 "$(ctrnetctl run --rm -- sh -c 'echo $$')"
is "only lo without a network" lo \
	"$(ctrnetctl run --rm --network none -- ip -j link show | jq -r 'map(.ifname) | join(" ")')"
is "one interface with" "lo eth0" \
	"$(ctrnetctl run --rm -- ip -j link show | jq -r 'map(.ifname) | join(" ")')"
id=$(ctrnetctl run --name "$name" -- cat /etc/hostname)
is "without --rm it stays" "exited $id" \
	"$(field "$name" .State.Status) $(field "$name" .Config.Hostname)"
refused "of the foreground there is no log" 1 \
	"Error: container $name has no log: it ran in the foreground, and its output was shown there; 'run -d' and 'start' keep it" \
	ctrnetctl logs "$name"
refused "and keeps its name" 125 \
	"Error: Conflict. The container name \"/$name\" is already in use by container \"$(field "$name" .Id)\". You have to remove (or rename) that container to be able to reuse that name." \
	ctrnetctl run --name "$name" -- true
refused "bad names are refused" 125 \
	"Error: Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed" \
	ctrnetctl run --name "a b" -- true
ctrnetctl rm "$name" >/dev/null
like "a name is made up" '^/[a-z]+_[a-z]+[0-9]?$' \
	"$(id=$(ctrnetctl run -d -- true) && field "$id" .Name && ctrnetctl rm -f "$id" >/dev/null)"

endpoints() {
	ctrnetctl network inspect bridge | jq '.[0].Containers | length'
}
before=$(endpoints)

# Half a start: the port is taken.
background host ncat -l "$port"
wait_for 20 is_listening host tcp "$port"
taken="Error: failed to bind host port 0.0.0.0:$port/tcp: address already in use (by ncat[$!])"
refused "a taken port, --rm" 125 "$taken" \
	ctrnetctl run --rm --name "$name" -p "$((port + 1)):81" -p "$port:80" -- touch "/var/tmp/$name"
is "leaves nothing" no "$(exists)"
refused "a taken port, -d" 125 "$taken" \
	ctrnetctl run -d --name "$name" -p "$((port + 1)):81" -p "$port:80" -- touch "/var/tmp/$name"
is "leaves the container, created" created "$(field "$name" .State.Status)"
is "the command has not run" no "$([[ -e /var/tmp/$name ]] && echo yes || echo no)"
is "no port is held" 0 "$(ctrnetctl port --json "$name" | jq length)"
background host ncat -l "$((port + 1))"
eventually "not on the host either" 20 is_listening host tcp $((port + 1))
is "no endpoint is left" "$before" "$(endpoints)"
ctrnetctl rm "$name" >/dev/null
is "-d: not found" 127 "$(status_of ctrnetctl run -d --name "$name" -- "/no/such-$tag")"
