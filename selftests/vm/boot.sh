# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2054,SC2154
# Starting a guest. Both functions need the variables of kernel_find, the
# options of run, and a folder $work with the guest's scripts in vm/, a pipe
# "output", and room for the files "status" and "console". They set $guest to
# the process that is the guest.

# boot_job OUTPUT STATUS: what guest/init has to do, with its devices.
boot_job() {
	local output=$1 status=$2 folder=$PWD size='' term=dumb share=''

	[[ -z $tty ]] || { size=$(stty size) term=$TERM; }
	[[ $base == / ]] || share=source
	declare -p output status folder tree share command log_end size term
}

# boot NAME: start it.
boot() {
	mkdir "$work/vm"
	cp "$vm/guest/init" "$work/vm"
	case $1 in
	uml*) boot_uml ;;
	*)    boot_qemu ;;
	esac
}

# All of a guest dies with this script, whatever that died of.
boot_exec() {
	[[ -z $tty ]] ||
		exec setpriv --pdeathsig TERM -- "$@" </dev/tty >/dev/tty 2>"$work/monitor"
	exec setpriv --pdeathsig TERM -- "$@" </dev/null >"$work/monitor" 2>&1
}

# The guest's clock is this machine's counter. How fast that is it would have to find out
# while others may keep it from running: then its seconds are shorter, and all deadlines.
boot_clock() {
	local mhz

	[[ $arch == amd64 && ! -e /sys/devices/system/cpu/cpu0/cpufreq ]] || return 0
	! grep -qw aperfmperf /proc/cpuinfo || return 0
	# Where nothing makes a CPU slower or faster, the counter's speed is that.
	mhz=$(sed -n 's/^cpu MHz[^0-9]*//p;T;q' /proc/cpuinfo)
	[[ -z $mhz ]] || echo " tsc_early_khz=${mhz/.}"
}

boot_qemu() {
	local accel=(-smp "$smp" -accel tcg,thread=multi) cpu=$model
	local line="console=$console loglevel=$loglevel panic=-1 oops=panic mitigations=off"

	line+=" $words audit=0 fb_tunnels=none $append"
	if [[ -n $icount ]]; then
		accel=(-smp 1 -accel tcg -icount "shift=0,sleep=off") cpu=$counted_model
	else
		# QEMU translates code anew at each address where it runs: a process
		# which starts at the same ones as the one before starts three times
		# as fast.
		line+=" norandmaps$(boot_clock)"
	fi
	local screen=(
		-chardev "file,id=output,path=$work/output"
		-device virtserialport,nr=1,chardev=output
	)
	local port=/dev/vport0p1
	if [[ -n $tty ]]; then
		screen=(-chardev stdio,id=output,signal=off -device virtconsole,chardev=output)
		port=/dev/hvc0
	fi
	boot_job "$port" /dev/vport0p2 >"$work/vm/job"
	boot_initramfs

	local arguments=(
		-M "$machine" -cpu "$cpu" "${accel[@]}" -m "$mem"
		-nodefaults -no-user-config -no-reboot -display none -nic none
		-kernel "$image" -initrd "$work/initrd" -append "$line"
		-serial "file:$work/console"
		-device virtio-serial-pci
		"${screen[@]}"
		-chardev "file,id=status,path=$work/status"
		-device virtserialport,nr=2,chardev=status
	)
	boot_share host "$base"
	[[ $base == / ]] || boot_share source "$tree"
	[[ -z $layer ]] || boot_share kernel "$layer"
	[[ ! -d $stage ]] || boot_share tree "$stage"
	[[ -z $plugin ]] || arguments+=(-plugin "$plugin")
	boot_exec "$emulator" "${arguments[@]}" &
	guest=$!
}

# boot_share TAG FOLDER: files of this machine, read-only.
boot_share() {
	arguments+=(
		-fsdev "local,id=$1,path=$2,security_model=none,readonly=on,multidevs=remap"
		-device "virtio-9p-pci,fsdev=$1,mount_tag=$1"
	)
}

# An initramfs with busybox, the job, and what the kernel lacks to mount 9p.
boot_initramfs() (
	set -e
	root=$work/initramfs
	mkdir -p "$root"/{bin,modules}
	cp "$vm/guest/initramfs" "$root/init"
	cp "${base%/}/bin/busybox" "$root/bin"
	cp -r "$work/vm" "$root"
	if [[ -n $layer ]]; then
		for module in virtio_pci virtio_console overlay 9p 9pnet_virtio; do
			modprobe -d "$layer/usr" -S "$release" -D "$module"
		done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' |
			nl -nrz | while read -r number module; do
				cp "$module" "$root/modules/$number-${module##*/}"
			done
	fi
	cd "$root"
	find . | cpio -o -H newc --quiet >"$work/initrd"
)

# Sets $pages and $with: what the memory of User-Mode-Linux is in, and words which run it so. It is
# a file in $TMPDIR. Huge pages, of 2 MiB, are those of a tmpfs which no one else sees; small ones
# do where there is none of these, or we may not mount.
boot_memory() {
	with=(env TMPDIR=/dev/shm) pages=small
	[[ -n $huge ]] || return 0
	mkdir -p "$work/memory"
	# shellcheck disable=SC2016 # for sh
	local in_huge=(unshare --mount --propagation slave -- sh -c '
		mount -t tmpfs -o huge=always memory "$0" && echo >"$0/page" &&
			test "$(stat -c %b "$0/page")" -ge 4096 && rm "$0/page" &&
			TMPDIR=$0 exec "$@"' "$work/memory")
	! "${in_huge[@]}" true 2>/dev/null || with=("${in_huge[@]}") pages=huge
}

# For each line that the guest writes to /dev/ttyS2 it reads one there: how many nanoseconds its
# process has run, which is not while it waits for that; 0 if this machine does not count them.
boot_tell() {
	local ran _

	while [[ -e /proc/$guest ]]; do
		read -r -t 10 || continue
		read -r ran _ <"/proc/$guest/schedstat" || ran=0
		echo "$ran"
	done <>"$work/asked" 1<>"$work/told" 2>/dev/null &
	pids+=($!)
}

# The guest's kernel is a process; its files are the host's through hostfs. It
# gets one CPU, always the same: moving costs it more than it gains.
boot_uml() {
	local pages with
	boot_memory
	local line=(
		"mem=$mem" root=/dev/root rootfstype=hostfs rootflags=/ ro "init=$vm/guest/uml"
		con=null ssl=null con0=null,fd:2 ssl0=null,fd:3 ssl1=null,fd:4 ssl2=fd:5,fd:6
		console=tty0 "loglevel=$loglevel" panic=-1 oops=panic
		"uml_dir=$work/" umid=uml "ctrnet_vm=$work/vm" "ctrnet_pages=$pages"
		# drivers that are built in would come with devices
		fb_tunnels=none dummy.numdummies=0 ifb.numifbs=0 bonding.max_bonds=0
	)

	[[ ! -d $stage ]] || line+=("ctrnet_tree=$stage")
	mkfifo "$work/told" "$work/asked"
	boot_job /dev/ttyS0 /dev/ttyS1 >"$work/vm/job"
	(
		ulimit -c 0
		boot_take_cpu
		# shellcheck disable=SC2086 # words
		exec "${with[@]}" setpriv --pdeathsig TERM -- setsid \
			taskset -c "$cpu" "$image" "${line[@]}" $append \
			</dev/null >"$work/console" 2>&1 3>"$work/output" 4>"$work/status" \
			5<>"$work/told" 6<>"$work/asked"
	) &
	guest=$!
	boot_tell
}

# Sets $cpu to one of those that we may use: to one which no other guest has, if there is
# such a one. It is the guest's for as long as that has the lock open.
boot_take_cpu() {
	local -a cpus
	local lock

	mapfile -t cpus < <(taskset -cp $$ | sed 's/.*: //' | tr , '\n' |
		while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done)
	for cpu in "${cpus[@]}"; do
		exec {lock}>"$cache/.cpu$cpu.lock"
		! flock -n "$lock" || return 0
		exec {lock}>&-
	done
	cpu=${cpus[$$ % ${#cpus[@]}]}
}
