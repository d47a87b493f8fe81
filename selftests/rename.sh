#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Another name for a container, and what happens to its links.
# Sets: sanitized tool

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires grep
plan 21

old=old-$tag
new=new-$tag
web=web-$tag
site=site-$tag
at_exit ctrnetctl rm -f "$new" "$site"

start "$old" --expose 80 -- sleep infinity
start "$web" --link "$old:db" -- sleep infinity
id=$(field "$old" .Id)

prints_nothing "rename says nothing" ctrnetctl rename "$old" "$new"
is "it has the new name" "/$new" "$(field "$id" .Name)"
refused "and not the old one" 1 "Error: No such object: $old" field "$old" .Id
is "it runs on" running "$(field "$new" .State.Status)"
is "a link to it has followed" "[/$new:/$web/db]" "$(field "$web" .HostConfig.Links)"
succeeds "a recipient still knows it" at "$web" grep -qx "$(address "$new").db ${id:0:12} $old" /etc/hosts
ctrnetctl restart "$new" >/dev/null
succeeds "also after a restart" at "$web" grep -q "^$(address "$new").db " /etc/hosts
ctrnetctl restart "$web" >/dev/null
succeeds "and by its new name, once started again" \
	at "$web" grep -qx "$(address "$new").db ${id:0:12} $new" /etc/hosts

ctrnetctl rename "$web" "$site"
is "a recipient's link is called by its new name" "[/$new:/$site/db]" \
	"$(field "$site" .HostConfig.Links)"
is "and found by that" "$id" "$(field "$site/db" .Id)"
succeeds "the old name is free" sh -c "ctrnetctl run --name $old -- true && ctrnetctl rm $old"

# from | to | message
other=$(field "$site" .Id)
while IFS='|' read -r from to message; do
	refused "from '$from' to '$to'" 1 "Error: $message" ctrnetctl rename "$from" "$to"
done <<-END
	$new|$site|Error when allocating new name: Conflict. The container name "/$site" is already in use by container "$other". You have to remove (or rename) that container to be able to reuse that name.
	$new|$new|Renaming a container with the same name as its current name
	$new|/$new|Renaming a container with the same name as its current name
	$new||Neither old nor new names may be empty
	$new|a b|Error when allocating new name: Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed
	$new|$other|Error when allocating new name: Invalid container name ($other), 64 hexadecimal digits are an id
	$new|x|Error when allocating new name: Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed, two characters at least
	$old|x1|No such container: $old
END
ctrnetctl rm -f "$new" >/dev/null
refused "to the name of its own source, which is gone" 1 \
	"Error: cannot link $site to itself: it has a link to $new, unlink that first" ctrnetctl rename "$site" "$new"
is "nothing has changed" "/$site" "$(field "$other" .Name)"
