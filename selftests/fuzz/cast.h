/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who is in the topology of fuzz.sh, as each way into the module sees them.
 */
#ifndef FUZZ_CAST_H
#define FUZZ_CAST_H

#include <stdint.h>

#define CAST_MAX	8

/*
 * Who sends to whom, as lists which end with NULL. The first of each is the usual one.
 */
struct cast {
	const char *way;
	uint8_t mac;		/* of the sender: the last byte of 02:00:00:00:00:xx */
	uint8_t to_mac[CAST_MAX];	/* of the receivers, 0xff for all */
	const char *from4[CAST_MAX], *to4[CAST_MAX];
	const char *from6[CAST_MAX], *to6[CAST_MAX];
};

/* NULL if there is no such way */
const struct cast *cast_find(const char *way);

#endif /* FUZZ_CAST_H */
