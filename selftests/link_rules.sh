#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Which links there can be, what they are called, and what becomes of them when
# containers are renamed and removed.
#
#   web --> db, cache       network "bridge"
#   far                     network "far"
#   onhost                  the host's network
#   inside                  db's namespace

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires jq
plan 37

web=web-$tag db=db-$tag cache=cache-$tag far=far-$tag onhost=onhost-$tag inside=inside-$tag new=new-$tag

network_create "$far"
start "$db" --expose 5432 -- sleep infinity
start "$cache" -- sleep infinity
start "$far" --network "$far" -- sleep infinity
start "$onhost" --network host -- sleep infinity
start "$inside" --network "container:$db" -- sleep infinity
id=$(field "$db" .Id)
at_exit ctrnetctl rm -f "$new"

# --- what --link takes: SPEC, and the link that it makes ---
while IFS='|' read -r text spec expected; do
	ctrnetctl create --name "$new" --link "$spec" -- true >/dev/null
	is "$text" "[$expected]" "$(field "$new" .HostConfig.Links)"
	ctrnetctl rm "$new" >/dev/null
done <<END
a name|$db|/$db:/$new/$db
a name and an alias|$db:db|/$db:/$new/db
an id|$id:db|/$db:/$new/db
the beginning of an id|${id::12}:db|/$db:/$new/db
an id without alias: it is the alias|${id::12}|/$db:/$new/${id::12}
what inspect prints|/$db:/$web/db|/$db:/$new/db
one which shares a namespace is who it shares it with|$inside:db|/$db:/$new/db
all characters of an alias|$db:A_b.c-9|/$db:/$new/A_b.c-9
END

# --- refused: MESSAGE OPTIONS ---
undefined="This would result in undefined behavior"
while IFS='|' read -r text message options; do
	# shellcheck disable=SC2086
	refused "$text" 125 "Error: $message" ctrnetctl run --name "$new" $options -- true
done <<END
three parts|bad format for links: a:b:c|--link a:b:c
no name|could not get container for : invalid name or ID supplied: ""|--link :x
an empty alias|Invalid link alias (), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed|--link $db:
an alias which is a path|Invalid link alias (..), only [a-zA-Z0-9][a-zA-Z0-9_.-]* are allowed|--link $db:a/..
a source there is not|could not get container for no-$tag: No such container: no-$tag|--link no-$tag:x
itself|could not get container for $new: No such container: $new|--link $new:me
one alias for two|Conflict. The link alias "x" is given to /$db and to /$cache|--link $db:x --link $cache:x
a source on another network|Cannot link to /$far, as it does not belong to the default network|--link $far:x
a source on the host's network|conflicting options: host type networking can't be used with links. $undefined|--link $onhost:x
on the host's network|conflicting options: host type networking can't be used with links. $undefined|--network host --link $db:x
in another's namespace|conflicting options: container type network can't be used with links. $undefined|--network container:$cache --link $db:x
END
refused "nothing is left of all that" 1 "Error: No such object: $new" field "$new" .Id

# --- a stopped source ---
ctrnetctl stop -t 0 "$cache" >/dev/null
ctrnetctl create --name "$new" --link "$cache:x" -- sleep infinity >/dev/null
refused "a link to one which is stopped can be made, not be used" 125 \
	"Error: Cannot link to a non running container: /$cache AS /$new/x
Error: failed to start containers: $new" ctrnetctl start "$new"
ctrnetctl start "$cache" >/dev/null
succeeds "until it is started" ctrnetctl start "$new"
ctrnetctl rm -f "$new" >/dev/null

# --- live ---
start "$web" --link "$db:db" --link "$cache:q" -- sleep infinity
while IFS='|' read -r text message command; do
	# shellcheck disable=SC2086
	refused "$text" 1 "Error: $message" ctrnetctl $command
done <<END
link: to itself|cannot link $web to itself|link $web $web:me
link: an alias that is another's|Conflict. The link alias "db" is given to /$db and to /$cache|link $web $cache:db
link: nobody|No such container: no-$tag|link no-$tag $db
unlink: no such link|No such link: $web/no|unlink $web no
rm --link: a container's own name|Conflict, cannot remove the default link name of the container|rm --link $web
rm --link: no recipient|Cannot get parent /no-$tag for link name /no-$tag/db|rm --link no-$tag/db
rm: a link's name|$web/db names a link: remove it with rm --link $web/db, or the container by its own name|rm $web/db
END
is "the same link twice is one" "[/$db:/$web/db /$cache:/$web/q]" \
	"$(ctrnetctl link "$web" "$db:db" >/dev/null; field "$web" .HostConfig.Links)"

# --- names of links ---
is "RECIPIENT/ALIAS is another name of the source" "/$db" "$(field "$web/db" .Name)"
ctrnetctl rename "$db" "$db-2"
is "a source that is renamed keeps its links" "[/$db-2:/$web/db /$cache:/$web/q]" \
	"$(field "$web" .HostConfig.Links)"
ctrnetctl rename "$db-2" "$db"
ctrnetctl rename "$web" "$new"
is "they are called after a recipient's new name" "/$db" "$(field "$new/db" .Name)"
refused "not after the old one" 1 "Error: No such object: $web/db" field "$web/db" .Name
is "rm --link echoes what it removed" "$new/q" "$(ctrnetctl rm --link "$new/q")"
ctrnetctl rm -f "$new" >/dev/null
refused "with the recipient they are gone" 1 "Error: No such object: $new/db" field "$new/db" .Name
is "the source is not" running "$(field "$db" .State.Status)"
