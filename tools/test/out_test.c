// SPDX-License-Identifier: GPL-2.0-only
/* What is said of errors: a line each, of which a terminal heeds nothing. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compiler.h"
#include "ktap.h"
#include "out.h"

static const struct {
	const char *given;
	const char *shown;
} texts[] = {
	{ "plain", "plain" },
	{ "\u00e4\u20ac", "\u00e4\u20ac" },
	{ "invalid port: \033]0;owned\007", "invalid port: ?]0;owned?" },
	{ "no user \xc2\x9b[m", "no user ??[m" },
	{ "two\nlines", "two?lines" },
	{ "cut \xe2\x82", "cut ??" },
};

static void say_error(const char *text)
{
	struct error err;

	error_set(&err, 0, "%s", text);
	out_error(&err);
}

static void say_warning(const char *text)
{
	out_warning("%s", text);
}

/* What comes to stderr meanwhile; a static buffer. */
static const char *said(void (*say)(const char *text), const char *text)
{
	static char said[256];
	int file = memfd_create("stderr", 0), old = dup(STDERR_FILENO);
	ssize_t len;

	dup2(file, STDERR_FILENO);
	say(text);
	dup2(old, STDERR_FILENO);
	len = pread(file, said, sizeof(said) - 1, 0);
	said[len < 0 ? 0 : len] = '\0';
	close(old);
	close(file);
	return said;
}

int main(void)
{
	char expected[256];
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(expected, sizeof(expected), "Error: %s\n", texts[i].shown);
		ktap_equal(texts[i].shown, said(say_error, texts[i].given), expected);
		snprintf(expected, sizeof(expected), "WARNING: %s\n", texts[i].shown);
		ktap_equal(texts[i].shown, said(say_warning, texts[i].given), expected);
	}
	return ktap_end();
}
