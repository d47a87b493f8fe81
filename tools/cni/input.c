// SPDX-License-Identifier: GPL-2.0-only
#include "input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

/* More than any configuration, with a mapping for each of 65535 ports. */
#define INPUT_MAX	(16 << 20)
#define INPUT_STEP	65536

static ssize_t read_some(int fd, char *to)
{
	ssize_t got;

	do {
		got = read(fd, to, INPUT_STEP);
	} while (got < 0 && errno == EINTR);
	return got;
}

char *cni_input_read(int fd, size_t *len, struct error *err)
{
	char *text = NULL;
	ssize_t got;

	*len = 0;
	do {
		text = xreallocarray(text, 1, *len + INPUT_STEP + 1);
		got = read_some(fd, text + *len);
		if (got > 0)
			*len += got;
	} while (got > 0 && *len <= INPUT_MAX);
	if (!got) {
		text[*len] = '\0';
		return text;
	}
	free(text);
	if (got < 0)
		error_set(err, errno, "cannot read the input: %s", strerror(errno));
	else
		error_set(err, E2BIG, "the input has more than %d bytes", INPUT_MAX);
	return NULL;
}
