# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables are for the scripts which source this
# What the scripts document_*.sh share: each runs the commands of a text which
# people learn Docker from, word by word, and compares what is printed. Such
# texts take ports, names and addresses for theirs, so each script has a host of
# its own: a network namespace, and /run/ctrnet and /var/lib/ctrnet which nobody
# else sees.

. "${BASH_SOURCE[0]%/*}/lib.sh"
own_host "$@"

document_host() {
	requires busybox script socat
	library_create
	scratch
	images_create
}

# --- images ------------------------------------------------------------------

# with_libraries FILE FILE...: these programs, and what they need to run
with_libraries() {
	ldd "$@" 2>/dev/null | grep -o '/[^ ]*' | sed 's/:$//' | sort -u
}

# image_root FOLDER: a small system of this machine's programs, with Python
image_root() {
	local root=$1 programs

	mapfile -t programs < <(type -P bash cat env getent head ip ping python3 sh \
		sleep socat timeout true)
	mkdir -p "$root"/{etc,opt/webapp,root,usr/{bin,lib,lib64,local/bin}}
	ln -s usr/{bin,lib,lib64} "$root"
	with_libraries "${programs[@]}" | xargs -d '\n' cp --parents -L -t "$root"
	ln -s ../../bin/python3 "$root/usr/local/bin/python"
	# Of the library, what a web application uses, compiled already.
	python3 -I -c '
import encodings.ascii, encodings.idna, encodings.latin_1, os, socket, sys, time
files = sys.path + [getattr(module, name, None) for module in sys.modules.values()
                    for name in ("__file__", "__cached__")]
for file in filter(None, files):
    if os.path.exists(file):
        print(file.lstrip("/"))' | tar -C / --no-recursion -cT - | tar -C "$root" -x
	cp /etc/passwd "$root/etc/"
	echo "PS1='\u@\h:\w\\$ '" >"$root/root/.bashrc"
	echo 'hosts: files' >"$root/etc/nsswitch.conf"
}

# roots_create FOLDER: those of the texts' images
roots_create() {
	image_root "$1/system"
	cp "$here/document/app.py" "$1/system/opt/webapp/"
	root_create "$1/busybox"
}

# images_create: the texts' images. What they are made of is costly to make; it
# is shared with the other scripts if something gives them a folder for that.
images_create() {
	local roots=${CTRNET_SHARED:-$dir}/images

	[[ -d $roots ]] || { roots_create "$roots-$tag" && mv "$roots-$tag" "$roots"; }
	ctrnetctl image add training/webapp --rootfs "$roots/system" --expose 5000 \
		-w /opt/webapp -- python app.py
	ctrnetctl image add training/postgres --rootfs "$roots/system" --expose 5432 \
		-e PG_VERSION=9.3 -- socat TCP-LISTEN:5432,fork,reuseaddr EXEC:cat
	ctrnetctl image add ubuntu --rootfs "$roots/system" -- bash
	ctrnetctl image add busybox --rootfs "$roots/busybox" -- sh
} >/dev/null

# --- docker ------------------------------------------------------------------

docker() {
	ctrnetctl "$@"
}

# on_terminal INPUT docker run...: with a terminal, on which the lines are typed;
# prints what is to be seen there.
on_terminal() {
	local words=(ctrnetctl "${@:3}")

	script -qec "${words[*]@Q}" /dev/null <<<"$1
exit" 2>&1 | tr -d '\r' | sed 's/\x1b\[[?0-9]*[a-z]//g'
}

# --- what is compared ----------------------------------------------------------

# get URL: print what a web server says, which is the one line without an end.
get() {
	local line place=${1#http://} port=80
	local path=/${place#*/}

	place=${place%%/*}
	[[ $place != *:* ]] || port=${place#*:}
	{ exec 3<>"/dev/tcp/${place%:*}/$port"; } 2>/dev/null || return
	printf 'GET %s HTTP/1.1\r\nHost: %s\r\n\r\n' "$path" "$place" >&3
	while read -rt 10 -u 3 line; do :; done
	exec 3>&-
	printf '%s\n' "$line"
}

# says_hello TEXT URL
says_hello() {
	wait_for 20 get "$2" || true
	is "$1" "Hello world!" "$(get "$2" || true)"
}

# table OUTPUT COLUMN...: lines of the columns, each by its heading, with blanks
# between; ids and times are as they come.
table() {
	awk -v wanted="$(printf '%s\n' "${@:2}")" '
		BEGIN { n = split(wanted, names, "\n") }
		NR == 1 {
			for (i = 1; i <= n; i++)
				at[i] = index($0, names[i])
			line = $0
			next
		}
		{
			text = ""
			for (i = 1; i <= n; i++) {
				cell = substr($0, at[i])
				sub(/   .*/, "", cell)
				text = text (i > 1 ? " " : "") cell
			}
			print text
		}' <<<"${1//…/.}"
}
