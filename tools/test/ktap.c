// SPDX-License-Identifier: GPL-2.0-only
#include "ktap.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static unsigned int results, failures;

void ktap_begin(void)
{
	puts("KTAP version 1");
}

void ktap_ok(bool ok, const char *fmt, ...)
{
	va_list args;

	printf("%s %u ", ok ? "ok" : "not ok", ++results);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	failures += !ok;
}

void ktap_equal(const char *test, const char *got, const char *expected)
{
	bool ok = !strcmp(got, expected);

	if (!ok)
		printf("# expected: %s\n# got:      %s\n", expected, got);
	ktap_ok(ok, "%s", test);
}

int ktap_end(void)
{
	printf("1..%u\n", results);
	return failures ? 1 : 0;
}
