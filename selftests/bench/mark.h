/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a program tells a plugin of QEMU (plugin.h) where it is: by a long nop with a
 * number in it.
 */
#if defined(__x86_64__)
#define MARK(n) asm volatile("nopl 0x43540000+" #n "(%%rax,%%rax,1)" ::: "memory")
#else
#define MARK(n)
#endif

/* Between them is what is measured; and in there the ways there and back begin. */
#define MARK_BEGIN()	MARK(1)
#define MARK_END()	MARK(2)
#define MARK_THERE()	MARK(3)
#define MARK_BACK()	MARK(4)
