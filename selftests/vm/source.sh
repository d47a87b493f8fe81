#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Kernels built from Debian's linux-source-6.12, once, into the cache.
#
# usage: source.sh NAME        build if needed; print the build folder
#        source.sh --tree      unpack the source if needed; print its folder
#        source.sh --checks    the same with what static checks need of it
#
# NAME is uml, uml-debug (both ARCH=um), debug or kcsan (x86_64, for QEMU).

set -euo pipefail
# shellcheck source=selftests/vm/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

tarball=/usr/src/linux-source-6.12.tar.xz

# A few seconds and megabytes, not a minute and a gigabyte.
checks=(
	scripts/{checkpatch.pl,const_structs.checkpatch,spelling.txt,kernel-doc}
	tools/net/ynl
	Documentation/netlink/genetlink-legacy.yaml
)

# source_tree WHAT [FILE...]: the source, or these of its files, unpacked; one
# folder per package version and list of files.
source_tree() {
	local version files

	[[ -e $tarball ]] || die "linux-source-6.12 is not installed (make packages)"
	version=$(dpkg-query -W -f '${Version}' linux-source-6.12)
	src=$cache/linux-$1-$version
	if (( $# > 1 )); then
		files=$(sha256sum <<<"${*:2}")
		src+=-${files:0:8}
	fi
	[[ -e $src/.unpacked ]] || locked "$cache/.$1.lock" unpack "${@:2}"
}

unpack() {
	[[ -e $src/.unpacked ]] && return
	rm -rf "$src"
	mkdir -p "$src"
	logged "$cache/unpack.log" "unpacking ${tarball##*/}" \
		tar -C "$src" --strip-components=1 -xf "$tarball" \
			"${@/#/linux-source-6.12/}"
	touch "$src/.unpacked"
}

# Fragments of a kernel, first to last, and how it is made.
describe() {
	case $1 in
	uml)       arch=um fragments=(common.config uml.config) base=defconfig targets=(linux modules) ;;
	uml-debug) arch=um fragments=({common,uml,checks,uml-debug}.config) base=defconfig targets=(linux modules) ;;
	debug)     arch=x86_64 fragments=({common,qemu,checks,debug}.config) base=allnoconfig targets=(bzImage modules) ;;
	kcsan)     arch=x86_64 fragments=({common,qemu,checks,kcsan}.config) base=allnoconfig targets=(bzImage modules) ;;
	*)         die "no such kernel: $1" ;;
	esac
}

# By version and configuration: trees with different fragments share the cache.
build_folder() {
	local wanted

	wanted=$(cd "$vm" && cat "${fragments[@]}" | sha256sum)
	dir=$cache/$1-${src##*/linux-source-}-${wanted:0:8}
}

is_built() {
	[[ -e $dir/.built ]]
}

# Modules choose by themselves whether KCSAN looks at them; the kernel itself does not
# wish to be looked at, as its own races are none of ours.
in_build() {
	make -C "$src" O="$dir" ARCH="$arch" KCSAN_SANITIZE=n "$@"
}

# A User-Mode-Linux task keeps its FPU state in a buffer of 2,696 bytes. Processors
# with AMX have 11 KiB of it, and refuse to restore a part: the guest dies at once.
enlarge_fpu_state() {
	sed -i 's/\(HOST_FP_SIZE, \)2696/\116384/' "$src/arch/x86/um/user-offsets.c"
}

# On one CPU a lock which is only tried must be free, says the kernel's check of spinlocks. But
# that of ICMP's socket is tried just to learn whether it is held further up, by a message on
# its way which cannot go on, and of which an error would tell (icmp_xmit_lock()).
let_trylock_fail() {
	sed -i '/BUG_ON(.*"trylock failure on UP")/d' "$src/kernel/locking/spinlock_debug.c"
}

# Who is killed while it forks leaves a mark behind the areas of memory which are copied already.
# User-Mode-Linux takes that for one of them when the copy is given up, and faults.
pass_over_mark() {
	sed -i '/^void flush_tlb_mm/,/^}/ s/^\t\t\(um_tlb_mark_sync.*\)/\t\tif (!xa_is_zero(vma))\n\t\t\t\1/' \
		"$src/arch/um/kernel/tlb.c"
}

configure() {
	rm -f "$dir/.built"
	[[ $arch != um ]] || { enlarge_fpu_state; let_trylock_fail; pass_over_mark; }
	in_build "$base"
	(cd "$vm" && cat "${fragments[@]}") >>"$dir/.config"
	in_build olddefconfig
}

# Tell how far a build is: kbuild prints a line per object.
compile() {
	local log=$cache/$1.log start=$SECONDS count=0

	say "building the $1 kernel (minutes; log: $log)"
	in_build -j"$(nproc)" "${targets[@]}" 2>&1 | tee "$log" |
		while read -r; do
			(( ++count % 500 )) || say "$count objects, $((SECONDS - start)) s"
		done || return
	say "the $1 kernel is built, $((SECONDS - start)) s"
}

build() {
	is_built && return
	mkdir -p "$dir"
	logged "$cache/$1.config.log" "configuring the $1 kernel" configure
	compile "$1" || { tail -n 30 "$cache/$1.log" >&2; die "the $1 kernel does not build"; }
	touch "$dir/.built"
}

case ${1-} in
--checks) source_tree checks "${checks[@]}" ;;
*)        source_tree source ;;
esac
if [[ ${1-} == --* ]]; then
	echo "$src"
	exit
fi
describe "${1-}"
build_folder "$1"
is_built || locked "$cache/.$1.lock" build "$1"
echo "$dir"
