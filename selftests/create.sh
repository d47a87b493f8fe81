#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A container which is made first, and started later.
# Sets: tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires sleep
plan 21

name=create-$tag
source=source-$tag
at_exit ctrnetctl rm -f "$name" "$source"

exists() {
	ctrnetctl inspect "$name" >/dev/null 2>&1 && echo yes || echo no
}

id=$(ctrnetctl create --name "$name" -p "$port:80" -e COLOUR=blue -- \
	python3 -c "$reporter" 80)
like "create prints an id" '^[0-9a-f]{64}$' "$id"
is "of a container which is created" "created $id" \
	"$(field "$name" .State.Status) $(field "$name" .Id)"
prints_nothing "ps passes over it" ctrnetctl ps -q "$name"
is "ps -a shows it" "${id:0:12}" "$(ctrnetctl ps -aq "$name")"
prints_nothing "it has no address" address "$name"
succeeds "its port is not taken yet" can_listen "$port"
refused "its name is" 125 \
	"Error: Conflict. The container name \"/$name\" is already in use by container \"$id\". You have to remove (or rename) that container to be able to reuse that name." \
	ctrnetctl create --name "$name" -- true

is "start says whom it started" "$name" "$(ctrnetctl start "$name")"
eventually "now it can be reached" 20 is_listening "$name" tcp 80
is "at its port, as from the gateway" "$(gateway "$name")" "$(ask host tcp 127.0.0.1 "$port")"
is "with its variables" blue "$(at "$name" printenv COLOUR)"
ctrnetctl rm -f "$name" >/dev/null

# What can be refused is refused when it is made.
is "no command" 125 "$(status_of ctrnetctl create --name "$name")"
is "an empty command" 127 "$(status_of ctrnetctl create --name "$name" -- "")"
is "an unknown option" 125 "$(status_of ctrnetctl create --name "$name" --no-such-option -- true)"
is "-d belongs to run" 125 "$(status_of ctrnetctl create --name "$name" -d -- true)"
refused "a source which is not there" 125 \
	"Error: could not get container for $source: No such container: $source" \
	ctrnetctl create --name "$name" --link "$source" -- true
is "nothing was made" no "$(exists)"

# A source need run only when its recipient is started.
ctrnetctl create --name "$source" -- sleep infinity >/dev/null
succeeds "a source which does not run yet" \
	ctrnetctl create --name "$name" --link "$source" -- true

# The command is looked for when it is started.
ctrnetctl rm -f "$name" >/dev/null
while IFS='|' read -r text status message command; do
	ctrnetctl create --name "$name" -- "$command" >/dev/null
	refused "$text" "$status" "Error: exec: \"$command\": $message
Error: failed to start containers: $name" ctrnetctl start "$name"
	ctrnetctl rm "$name" >/dev/null
done <<END
start: no such command|127|executable file not found in \$PATH|no-such-$tag
start: no such file|127|no such file or directory|/no/such-$tag
start: not executable|126|permission denied|/etc/passwd
END
