/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_COMPAT_LINUX_CRC32_H
#define CTRNET_COMPAT_LINUX_CRC32_H

#include_next <linux/crc32.h>

/*
 * CRC32c, and what it becomes by @n zeros. Until 6.13 the kernel had both by other names,
 * since then it only has the former.
 */
#ifdef CRC32C_OPTIMIZATION
static inline u32 ctrnet_compat_crc32c(u32 crc, const void *p, size_t n)
{
	return crc32c(crc, p, n);
}

static inline u32 ctrnet_compat_crc32c_zeros(u32 crc, size_t n)
{
	static const u8 zeros[256];

	for (; n > sizeof(zeros); n -= sizeof(zeros))
		crc = crc32c(crc, zeros, sizeof(zeros));
	return crc32c(crc, zeros, n);
}
#else
static inline u32 ctrnet_compat_crc32c(u32 crc, const void *p, size_t n)
{
	return __crc32c_le(crc, p, n);
}

static inline u32 ctrnet_compat_crc32c_zeros(u32 crc, size_t n)
{
	return __crc32c_le_shift(crc, n);
}
#endif

#endif
