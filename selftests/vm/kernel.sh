# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# From the name of a kernel to all that is needed to build for it and to boot
# it; and the build. Needs lib.sh and debian.sh.

# shellcheck disable=SC2034,SC2154
# kernel_find NAME: sets
#   release  what uname -r will say       kdir    where modules are built
#   image    what to boot                 modules its own modules' folder
#   layer    files to lay over the guest's root, or nothing
#   base     that root
#   build_in what runs make where the kernel's compiler is, or nothing
kernel_find() {
	local root

	layer='' base=/ build_in=()
	case $1 in
	uml | uml-debug)
		kdir=$("$vm/source.sh" "$1") || exit
		image=$kdir/linux
		;;
	debug | kcsan)
		kdir=$("$vm/source.sh" "$1") || exit
		image=$kdir/arch/x86/boot/bzImage
		;;
	newest)
		root=$("$vm/newest.sh") || exit
		release=$(debian_headers '[0-9]*' "$root") || die "no headers in $root"
		build_in=("$vm/newest.sh" --in)
		APT_CONFIG=$root/apt.conf kernel_packaged
		return
		;;
	arm64)
		arch_set arm64
		base=$("$vm/arm64.sh") || exit
		release=$(debian_headers '[0-9]*' "$base") || die "no headers in $base"
		APT_CONFIG=$base/apt.conf kernel_packaged
		kdir=$base$kdir
		return
		;;
	*)
		release=$(debian_headers "$1") || {
			"$vm/packages.sh" "$1" || exit
			release=$(debian_headers "$1") || die "no headers of a $1 kernel"
		}
		kernel_packaged
		return
		;;
	esac
	read -r _ _ release <"$kdir/include/generated/utsrelease.h"
	release=${release//\"/}
	modules=$kdir
}

# The rest of kernel_find, of a release that Debian has packages of.
kernel_packaged() {
	kdir=/usr/src/linux-headers-$release
	layer=$(debian_image "$release") || die "no image of $release"
	image=$layer/vmlinuz
	layer=$layer/root
	modules=$layer/usr/lib/modules/$release
}

# kernel_stage: build module and tool for it, and install them below a folder
# that becomes part of the guest's root. Does nothing if nothing has changed.
kernel_stage() {
	local out=$tree/build/$release

	stage=$out/root
	stage_is_fresh "$out" || locked "$tree/build/.lock" stage_make "$out"
	grep -A 10 'warning:' "$out/stage.log" >&2 || true
}

# By what it was built against, too: kernels of one release may be configured in different ways.
stage_is_fresh() (
	cd "$tree" && [[ -e $1/.staged && $(<"$1/.staged") == "$kdir" ]] &&
		[[ -z $(find Kbuild Makefile VERSION kmod tools uapi -newer "$1/.staged" \
			-type f ! -name '*.[od]' ! -perm /111 -print -quit) ]]
)

stage_make() {
	local log=$1/stage.log

	stage_is_fresh "$1" && return
	mkdir -p "$1"
	echo "$kdir" >"$1/.staging"
	stage_install "$1" >"$log" 2>&1 </dev/null || {
		cat "$log" >&2
		die "build for $release failed"
	}
	mv "$1/.staging" "$1/.staged"
}

# Installs over what is there: it may be the root of a guest that runs. Links
# each step to the next: errexit does not work in here.
stage_install() {
	local index=$1/index/lib/modules
	local make=(
		-C "$tree" -s -j"$(nproc)" KDIR="$kdir"
		DESTDIR="$1/root" PREFIX=/usr/local MODLIB="/usr/lib/modules/$release"
	)
	local tool=(TOOL_OUT="$tree/build/tools")

	[[ -z $triplet ]] || stage_cross

	rm -rf "$1/index" &&
		"${build_in[@]}" make "${make[@]}" install-modules &&
		make "${make[@]}" "${tool[@]}" install-tools &&
		stage_unit_tests "$1" "$1/root/usr/lib/modules/$release/updates" &&
		stage_modules "$1/root/usr/lib/modules/$release/kernel" &&
		mkdir -p "$index" &&
		ln -s "$1/root/usr/lib/modules/$release" "$index/" &&
		cp "$modules"/modules.{order,builtin,builtin.modinfo} "$index/$release" &&
		stage_index "$1/index" "$index/$release"
}

# The tool for another architecture, with the libraries of the guest's root. What the module is
# built with is told by its kernel's headers.
stage_cross() {
	local found="$base/usr/lib/$triplet/pkgconfig"

	tool=(
		TOOL_OUT="$tree/build/tools-$arch"
		CC="$triplet-gcc --sysroot=$base" AR="$triplet-ar"
		PKG_CONFIG="env PKG_CONFIG_SYSROOT_DIR=$base PKG_CONFIG_LIBDIR=$found pkg-config"
	)
}

# The module's unit tests, if the kernel can run them.
stage_unit_tests() {
	[[ ! -e $1/ctrnet_test.ko ]] || cp "$1/ctrnet_test.ko" "$2"
}

# The modules of a kernel built here, which has no package that lays them over the root.
stage_modules() {
	[[ -z $layer ]] || return 0
	rm -rf "$1" &&
		mkdir -p "$1" &&
		(cd "$modules" && sed 's/\.o$/.ko/' modules.order | xargs -r cp --parents -t "$1")
}

# The index of modules covers those that the kernel came with, too.
stage_index() {
	[[ -z $layer ]] || ln -s "$modules/kernel" "$2/" || return
	depmod -b "$1" "$release" || return
	[[ -z $layer ]] || rm -f "$2/kernel"
}
