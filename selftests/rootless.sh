#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Without root: in a user and a network namespace of one's own, which is the
# host then, everything is there that needs nothing of the real host.
#
#   netns of a user               containers
#   lo 127.0.0.1
#   ctr0 ------------------------ web, app

. "${BASH_SOURCE[0]%/*}/lib.sh"
requires busybox setpriv unshare
unshare -U true 2>/dev/null || skip_all "needs user namespaces"
plan 23

user=1234
home=/var/tmp/home-$tag
root_create "$home/root"
mkdir "$home/run" "$home/data"
# Layers need a file system that overlayfs can write to.
mount -t tmpfs tmpfs "$home/data"
at_exit umount -l "$home/data"
chown -R "$user:$user" "$home"
files() {
	find /run/ctrnet /var/lib/ctrnet 2>/dev/null | sort || true
}
before=$(files)

# What the user does; each answer is a line "WORD: ANSWER".
cat >"$home/session" <<-'END'
	answer() {
		echo "$1: $(eval "$2" 2>&1 | tr -d '\r' | xargs)"
	}
	ip link set lo up
	answer who 'ctrnetctl run --rm --network none id -u'
	answer devices 'ctrnetctl run --rm --network none sh -c "echo x >/dev/null && head -c 4 /dev/zero | wc -c"'
	answer terminal 'ctrnetctl run --rm -t --network none tty'
	ctrnetctl run -d --name web -p 8080:80 -- python3 -c "$REPORTER" 80 >/dev/null
	until [[ -n $(ctrnetctl exec web ss -Hlnt "sport = :80") ]]; do sleep 0.1; done
	answer ps 'ctrnetctl ps --json | jq -r ".[0].State"'
	answer published 'exec 3<>/dev/tcp/127.0.0.1/8080; echo hello >&3; head -n 1 <&3'
	answer gateway 'ctrnetctl inspect -f "{{.NetworkSettings.Gateway}}" web'
	answer link 'ctrnetctl run --rm --link web python3 -c "import socket
	s = socket.create_connection((\"web\", 80)); s.sendall(b\"hello\n\"); print(len(s.recv(99)) > 0)"'
	answer conflict 'ctrnetctl run --rm -p 8080:80 true'
	ctrnetctl image add test/box --rootfs "$HOME/root" -- sh -c 'echo changed >/file; cat /file' >/dev/null
	answer image 'ctrnetctl run --name box --network none test/box'
	answer kept 'ctrnetctl start -a box'
	answer ids 'ctrnetctl run --rm --network none -u 7 true'
	answer host 'ctrnetctl run --rm --network host ip -j link show type ctrnet | jq -r ".[0].ifname"'
	# Another network namespace of the same user, with containers of its own.
	layers=$XDG_DATA_HOME/ctrnet/layers
	other() {
		unshare -Urn ctrnetctl "$@"
	}
	sweep() {
		other image add test/other --rootfs "$HOME/root" >/dev/null && other image rm test/other >/dev/null
	}
	ctrnetctl run -d --name writer --network none test/box sh -c 'echo data >/data; sleep infinity' >/dev/null
	until [[ $(ctrnetctl exec writer cat /data 2>&1) == data ]]; do sleep 0.1; done
	id=$(ctrnetctl create --network none test/box)
	answer swept 'sweep; cd "$layers" && ls -d */upper/data */upper/file "$id" | wc -l'
	answer exec 'ctrnetctl exec writer cat /data'
	answer used 'other image rm test/box'
	answer rm 'ctrnetctl rm -f web box writer'
	answer left 'ctrnetctl ps -aq | xargs'
	answer layers 'ls "$layers"'
	note=$layers/$id/note.json
	edit() {
		jq "$1" "$note" >"$HOME/run/note" && cp "$HOME/run/note" "$note"
	}
	rm -r "$XDG_RUNTIME_DIR"/ctrnet-*/containers/"$id"
	edit .inode+=1
	answer elsewhere 'sweep; ls "$layers"'
	edit ".boot=\"earlier\""
	answer earlier 'sweep; ls "$layers"; echo swept'
	id=$(ctrnetctl create --network none test/box)
	rm -r "$XDG_RUNTIME_DIR"/ctrnet-*/containers/"$id"
	answer gone 'sweep; ls "$layers"; echo swept'
END

cd /
said=$(env -i PATH="$PATH" HOME="$home" XDG_RUNTIME_DIR="$home/run" XDG_DATA_HOME="$home/data" \
	REPORTER="$reporter" setpriv --reuid "$user" --regid "$user" --clear-groups \
	unshare -Urn timeout $((200 * slow)) bash "$home/session" 2>&1 || true)
answer() {
	sed -n "s/^$1: //p" <<<"$said"
}

is "a container is root in the namespace" 0 "$(answer who)"
is "it has devices" 4 "$(answer devices)"
is "and terminals" /dev/pts/0 "$(answer terminal)"
is "it runs in the background" running "$(answer ps)"
is "a published port leads to it" "$(answer gateway)" "$(answer published)"
is "a link, too" True "$(answer link)"
is "a port is one's only once" \
	"Error: Bind for 0.0.0.0:8080 failed: port is already allocated (by container web)" "$(answer conflict)"
is "images have layers" changed "$(answer image)"
is "which stay" changed "$(answer kept)"
like "users who are not there are refused" '^Error: cannot become .* 7: Invalid argument$' "$(answer ids)"
is "the host is the user's namespace" ctr0 "$(answer host)"
is "another namespace of the user removes no layers" 3 "$(answer swept)"
is "not of one which runs" data "$(answer exec)"
like "nor an image" \
	'^Error: cannot remove image test/box:latest: container [0-9a-f]{12} is made of it, of another namespace \(.*/containers\)$' \
	"$(answer used)"
is "they can be removed" "web box writer" "$(answer rm)"
created=$(answer layers)
is "all but one" "${created:0:12}" "$(answer left)"
like "with their layers" '^[0-9a-f]{64}$' "$created"
is "the layer of a container which cannot be seen stays" "$created" "$(answer elsewhere)"
is "until the machine is started again" swept "$(answer earlier)"
is "that of one which is gone does not" swept "$(answer gone)"
is "the real host has nothing of it" "$before" "$(files)"
refused "without such a namespace it needs root" 125 "Error: this needs root (CAP_NET_ADMIN)" \
	setpriv --reuid "$user" --regid "$user" --clear-groups ctrnetctl run --network none true
# The folder's name is known before; somebody else may have made it.
mkdir "$home/trap"
# shellcheck disable=SC2016 # for the inner shell
like "what is no folder is not used" \
	"^Error: cannot use $home/trap/ctrnet-[0-9]+: it is no folder; remove it$" \
	"$(chmod 777 "$home/trap"; env XDG_RUNTIME_DIR="$home/trap" HOME="$home" setpriv --reuid "$user" --regid "$user" \
		--clear-groups unshare -Urn bash -c '
			ln -s / "$XDG_RUNTIME_DIR/ctrnet-$(stat -Lc %i /proc/self/ns/net)"
			exec ctrnetctl ps' 2>&1 || true)"
