# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # variables are for the scripts which source this
# What the scripts document_*.sh share: each runs the commands of a text which
# people learn Docker from, word by word, and compares what is printed. Such
# texts take ports, names and addresses for theirs, so each script has a host of
# its own: a network namespace, and /run/ctrnet and /var/lib/ctrnet which nobody
# else sees.

if [[ -z ${document_host-} ]]; then
	(( EUID == 0 )) || { echo "1..0 # SKIP needs root"; exit 4; }
	document_host=own exec unshare -mn -- bash "$0" "$@"
fi

. "${BASH_SOURCE[0]%/*}/lib.sh"

# --- a host of its own -----------------------------------------------------

document_host() {
	requires busybox curl script socat unshare
	ip link set lo up
	mkdir -p /run/ctrnet
	mount -t tmpfs -o mode=700 tmpfs /run/ctrnet
	library_create
	scratch
	images_create "$dir/images"
	at_exit document_end
}

document_end() {
	ctrnetctl ps -aq | xargs -r ctrnetctl rm -f
}

# --- images ------------------------------------------------------------------

# with_libraries FILE...: these programs, and what they need to run
with_libraries() {
	printf '%s\n' "$@"
	ldd "$@" 2>/dev/null | grep -o '/[^ ]*' | sed 's/:$//' | sort -u
}

# image_root FOLDER: a small system of this machine's programs, with Python
image_root() {
	local root=$1 program programs=() python

	python=$(realpath "$(command -v python3)")
	mkdir -p "$root"/{bin,etc,opt/webapp,root,usr/local/bin} "$root${python%/*}"
	for program in bash cat env getent head ip ping sh sleep socat timeout true; do
		programs+=("$(realpath "$(command -v "$program")")")
	done
	with_libraries "${programs[@]}" "$python" |
		xargs -d '\n' cp --parents -L -t "$root" 2>/dev/null || true
	for program in bash cat env getent head ip ping sh sleep socat timeout true; do
		[[ -e $root/bin/$program ]] ||
			ln -s "$(realpath "$(command -v "$program")")" "$root/bin/$program"
	done
	ln -s "$python" "$root/usr/local/bin/python"
	# Of the library, what a web application uses.
	"$python" -I -c '
import encodings.ascii, encodings.idna, encodings.latin_1, http.server, sys
for module in list(sys.modules.values()):
    if getattr(module, "__file__", None):
        print(module.__file__)' | sort -u | xargs -d '\n' cp --parents -t "$root"
	cp /etc/passwd "$root/etc/"
	echo "PS1='\u@\h:\w\\$ '" >"$root/root/.bashrc"
	echo 'hosts: files' >"$root/etc/nsswitch.conf"
}

# images_create FOLDER: the texts' images
images_create() {
	local root=$1/system

	image_root "$root"
	cp "$here/document/app.py" "$root/opt/webapp/"
	root_create "$1/busybox"
	ctrnetctl image add training/webapp --rootfs "$root" --expose 5000 \
		-w /opt/webapp -- python app.py
	ctrnetctl image add training/postgres --rootfs "$root" --expose 5432 \
		-e PG_VERSION=9.3 -- socat TCP-LISTEN:5432,fork,reuseaddr EXEC:cat
	ctrnetctl image add ubuntu --rootfs "$root" -- bash
	ctrnetctl image add busybox --rootfs "$1/busybox" -- sh
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

# says_hello TEXT URL
says_hello() {
	wait_for 20 curl -sf --noproxy '*' -o /dev/null "$2" || true
	is "$1" "Hello world!" "$(curl -s --noproxy '*' -m 10 "$2" || true)"
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
