# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this file
# What differs between guests of this machine's architecture and others. All else asks these
# variables.

# arch_set NAME: sets
#   arch      what Debian calls it
#   emulator  QEMU's program
#   machine, model, counted_model   what it emulates; the processor for --icount
#   console   the kernel's name of the first serial line
#   words     what else its command line has
#   triplet   the compiler's name for it, if it is not this machine's own
arch_set() {
	arch=$1
	case $arch in
	amd64)
		emulator=qemu-system-x86_64 machine=q35 model=max
		# Else the kernel copies by single bytes, each of which counts.
		counted_model=max,erms=off,fsrm=off
		console=ttyS0 words="tsc=reliable clocksource=tsc" triplet=
		;;
	arm64)
		# Of those which Debian 12's QEMU knows, one without what costs it much to
		# emulate: signed pointers, vectors of any length.
		emulator=qemu-system-aarch64 machine=virt model=neoverse-n1
		counted_model=$model
		console=ttyAMA0 words='' triplet=aarch64-linux-gnu
		;;
	esac
}

arch_set amd64
