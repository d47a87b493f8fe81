# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Debian's stock kernels: which there are, and their images, which are unpacked
# into the cache and never installed. Needs lib.sh. Of the architecture $arch.

# shellcheck disable=SC2154 source=selftests/vm/arch.sh
. "$vm/arch.sh"

# Hardware that no virtual machine of ours has.
debian_unwanted=(
	sound drivers/accel drivers/ata drivers/bluetooth drivers/comedi
	drivers/edac drivers/firewire drivers/gpu drivers/hid drivers/hwmon
	drivers/i2c drivers/iio drivers/infiniband drivers/input drivers/isdn
	drivers/leds drivers/media drivers/mfd drivers/mmc drivers/mtd
	drivers/net/can drivers/net/ethernet drivers/net/usb drivers/net/wireless
	drivers/net/wwan drivers/nvme drivers/pinctrl drivers/platform
	drivers/power drivers/regulator drivers/scsi drivers/soundwire
	drivers/staging drivers/target drivers/thunderbolt drivers/tty
	drivers/usb drivers/video drivers/watchdog
)

# Releases of a series, newest first, read from names of header packages:
# neither the cloud images (which lack 9p) nor the real-time ones.
debian_sort() {
	sed -n "s/^linux-headers-\(${1//./\\.}\.[0-9][^ ]*-$arch\)\( .*\)\?$/\1/p" |
		grep -vE -- '-(cloud|rt)-' | sort -rV
}

# debian_headers SERIES [ROOT]: the newest release with installed headers; there, if it is
# another Debian's root.
debian_headers() {
	local release

	release=$(cd "${2-}/usr/src" && printf '%s\n' linux-headers-* | debian_sort "$1" | head -n 1)
	[[ -n $release ]] && echo "$release"
}

# debian_newest SERIES: the newest release that has both headers and image.
debian_newest() {
	local release

	for release in $(apt-cache search --names-only "^linux-headers-${1//./\\.}\\." | debian_sort "$1"); do
		# shellcheck disable=SC2046 # words
		apt-get -qq download --print-uris "linux-headers-$release" \
			$(debian_packages "$release") >/dev/null 2>&1 || continue
		echo "$release"
		return 0
	done
	return 1
}

# debian_packages RELEASE: those of its image. Since 7.0 linux-image-* has but their names.
debian_packages() {
	if apt-cache show "linux-modules-$1" >/dev/null 2>&1; then
		echo "linux-"{base,binary,modules}"-$1"
	else
		echo "linux-image-$1"
	fi
}

# debian_image RELEASE: unpack its image if that is not yet done; print where.
# There are a vmlinuz, and root/ to be laid over the root of a guest.
debian_image() {
	# shellcheck disable=SC2154 # set in lib.sh
	local dir=$cache/linux-image-$1

	[[ -e $dir/.unpacked ]] ||
		locked "$cache/.image.lock" debian_unpack "$1" "$dir" >&2 || return
	echo "$dir"
}

debian_unpack() {
	[[ ! -e $2/.unpacked ]] || return 0
	rm -rf "$2"
	mkdir -p "$2/deb" "$2/root/usr/lib"
	logged "$cache/image.log" "fetching linux-image-$1" debian_fetch "$1" "$2/deb" &&
		logged "$cache/image.log" "unpacking linux-image-$1" debian_extract "$1" "$2" &&
		rm -r "$2/deb" && touch "$2/.unpacked"
}

debian_fetch() (
	# shellcheck disable=SC2046 # words
	cd "$2" && apt-get -q -o APT::Sandbox::User=root download $(debian_packages "$1")
)

# Links each step to the next: errexit does not work in here.
debian_extract() (
	cd "$2" && mkdir files &&
		for deb in deb/*.deb; do
			dpkg-deb --fsys-tarfile "$deb" |
				tar -C files -x "${debian_unwanted[@]/#/--exclude=*/modules/$1/kernel/}" ||
				return
		done &&
		# In /boot, or since 7.0 beside the modules.
		mv "$(find files -name 'vmlinuz*')" vmlinuz &&
		mv "$(find files -path '*/lib/modules')" root/usr/lib &&
		rm -r files &&
		# Decompression costs a guest more than reading.
		find root -name '*.ko.xz' -print0 | xargs -0 -r -n 100 -P "$(nproc)" xz -d &&
		depmod -b root/usr "$1"
)
