// SPDX-License-Identifier: GPL-2.0-only
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A decimal number from @min to @max, and nothing after it; -1 if it is none. */
static int parse_number(const char *text, int min, int max)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || value < min || value > max)
		return -1;
	return value;
}

/* RTMIN, RTMIN+n, RTMAX, RTMAX-n. */
static int parse_realtime(const char *name)
{
	const int count = SIGRTMAX - SIGRTMIN;
	int n = 0;

	if (strncasecmp(name, "RTMIN", 5) && strncasecmp(name, "RTMAX", 5))
		return -1;
	if (name[5])
		n = parse_number(name + 6, 0, count);
	if (n < 0)
		return -1;
	if (!strncasecmp(name, "RTMIN", 5))
		return name[5] && name[5] != '+' ? -1 : SIGRTMIN + n;
	return name[5] && name[5] != '-' ? -1 : SIGRTMAX - n;
}

static int parse_name(const char *name)
{
	int sig;

	for (sig = 1; sig < NSIG; sig++) {
		const char *known = sigabbrev_np(sig);

		if (known && !strcasecmp(known, name))
			return sig;
	}
	return parse_realtime(name);
}

int signal_parse(const char *text, struct error *err)
{
	int sig = parse_number(text, 1, NSIG - 1);

	if (sig < 0)
		sig = parse_name(strncasecmp(text, "SIG", 3) ? text : text + 3);
	if (sig < 0)
		error_set(err, EINVAL, "Invalid signal: %s", text);
	return sig;
}
