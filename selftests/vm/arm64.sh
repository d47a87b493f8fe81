#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A root of Debian for guests of arm64, which is also what module and tool are built for them
# with: headers of the newest kernel, libraries; once, into the cache. As root. When it has been
# removed, the next call looks for a newer kernel.
#
# Nothing of it can run here, so its packages are unpacked, and what their scripts would do is
# done by hand, as far as tests need it. It comes from where this machine's packages come from.
#
# usage: arm64.sh        make it if needed; print its folder

set -euo pipefail
# shellcheck source=selftests/vm/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"
# shellcheck source=selftests/vm/debian.sh
. "$vm/debian.sh"

arch_set arm64
packages=(
	'?priority(required) ?architecture(arm64)' busybox-static kmod make python3 python3-yaml
	libc6-dev libcap-ng-dev libjansson-dev libnl-3-dev libnl-genl-3-dev libnl-route-3-dev
)
root=$cache/$arch
export APT_CONFIG=$root/apt.conf

make_root() {
	[[ ! -e $root/.complete ]] || return 0
	(( EUID == 0 )) || die "as root, once: $vm/arm64.sh"
	env -u APT_CONFIG "$vm/packages.sh"
	env -u APT_CONFIG "$vm/packages.sh" --list "$vm/arm64.packages"
	rm -rf "$root"
	mkdir -p "$root"/{deb,usr/{bin,sbin,lib},var/lib/{apt,dpkg},var/cache/apt}
	ln -s usr/{bin,sbin,lib} "$root"
	configure_apt
	logged "$cache/$arch.log" "fetching a root of Debian for $arch" fetch
	logged "$cache/$arch.log" "unpacking it" unpack
	set_up
	touch "$root/.complete"
}

# Outside, apt asks the root's lists by a configuration of its own. The kernel's tools for
# building are this machine's.
configure_apt() {
	: >"$root/var/lib/dpkg/status"
	cat >"$APT_CONFIG" <<-END
		APT::Architecture "$arch";
		APT::Architectures { "$arch"; "amd64"; };
		APT::Sandbox::User "root";
		Dir::State "$root/var/lib/apt";
		Dir::State::status "$root/var/lib/dpkg/status";
		Dir::Cache "$root/var/cache/apt";
	END
}

# Links each step to the next: errexit does not work in here.
fetch() (
	cd "$root/deb" && apt-get -q update && release=$(newest) &&
		mapfile -t headers < <(headers_of "$release") &&
		mapfile -t programs < <(grep -v '^#' "$vm/programs") &&
		apt-get -q download "${headers[@]}" &&
		apt-get -q -y -o Dir::Cache::archives="$PWD" --download-only \
			install --no-install-recommends "${packages[@]}" "${programs[@]}"
)

newest() {
	debian_newest 6.12 || debian_newest 6.1 || die "no package has headers and image of a kernel"
}

# headers_of RELEASE: the packages of its headers, and of what they refer to.
headers_of() {
	echo "linux-headers-$1"
	apt-cache depends "linux-headers-$1" | sed -n '
		s/.* Depends: \(linux-headers-.*-common\)$/\1/p
		s/.* Depends: \(linux-kbuild-[^:]*\)$/\1:amd64/p'
}

unpack() {
	local deb

	for deb in "$root"/deb/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -C "$root" -x --keep-directory-symlink || return
	done
	rm -r "$root/deb" && make_links_relative &&
		sed -i "s,/usr/src/,$root&," "$root"/usr/src/linux-headers-*-"$arch"/Makefile
}

# The linker, too, is to find what is in the root.
make_links_relative() {
	find "$root/usr/lib" -type l -lname '/*' -printf '%l %p\n' |
		while read -r target link; do
			ln -sfnr "$root$target" "$link"
		done
}

set_up() {
	local name what id=100

	for name in passwd group; do
		cp "$root/usr/share/base-passwd/$name.master" "$root/etc/$name"
	done
	for name in redis tcpdump; do
		echo "$name:x:$id:$id::/nonexistent:/usr/sbin/nologin" >>"$root/etc/passwd"
		echo "$name:x:$id:" >>"$root/etc/group"
		id=$((id + 1))
	done
	printf '127.0.0.1 localhost\n::1 localhost ip6-localhost\n' >"$root/etc/hosts"
	rmdir "$root"/var/{run,lock}
	ln -s /run "$root/var/run"
	ln -s /run/lock "$root/var/lock"
	choose usr/bin awk mawk
	choose usr/bin nc ncat
	choose usr/bin which which.debianutils
	for name in traceroute traceroute6; do
		choose usr/bin "$name" "$name.db"
	done
	for name in iptables ip6tables; do
		for what in '' -restore -save; do
			choose usr/sbin "$name$what" "$name-nft$what"
		done
	done
}

# choose FOLDER NAME PROGRAM: of the alternatives.
choose() {
	ln -s "$3" "$root/$1/$2"
}

locked "$cache/.$arch.lock" make_root
echo "$root"
