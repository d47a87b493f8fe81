// SPDX-License-Identifier: GPL-2.0-only
/* What --env-file takes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"
#include "env.h"
#include "ktap.h"
#include "strv.h"

/* A file, and what is read of it, with '|' between. */
static const struct {
	const char *test;
	const char *file;
	const char *read;
} files[] = {
	{ "nothing", "", "" },
	{ "a line each", "A=1\nB=2\n", "A=1|B=2" },
	{ "the last line need not end", "A=1\nB=2", "A=1|B=2" },
	{ "the later one holds", "A=1\nA=2\n", "A=2" },
	{ "comments and empty lines", "# A=1\n\n \t\n  B=2\n", "B=2" },
	{ "blanks and signs of a value are its own", "A= x #y=z ", "A= x #y=z " },
	{ "one of the caller's", "CALLERS\nNOBODYS\n", "CALLERS=own" },
	{ "lines of DOS", "A=1\r\nB=2\r\n", "A=1|B=2" },
	{ "the return at the end alone", "A=x\ry\nB=x\ry\r\r\n", "A=x\ry|B=x\ry\r" },
	{ "a last line with a return", "A=1\r", "A=1" },
	{ "a byte order mark", "\xef\xbb\xbfX=1\nY=2\n", "X=1|Y=2" },
	{ "a byte order mark before a comment", "\xef\xbb\xbf# A=1\nB=2\n", "B=2" },
	{ "no name", "A=1\n=2\n",
	  "poorly formatted environment: no variable name on line '=2'" },
	{ "a name of two words", "A B=1\n",
	  "poorly formatted environment: variable 'A B' contains whitespaces" },
};

static char *read_env(const char *path)
{
	struct error err = { .text = "" };
	char **env = NULL, *text;

	if (env_parse_file(&env, path, &err) < 0)
		text = xstrdup(err.text);
	else
		text = strv_join(env, "|");
	strv_free(env);
	return text;
}

static void test_file(size_t i)
{
	int file = memfd_create("env", 0);
	size_t len = strlen(files[i].file);
	char *path = xasprintf("/proc/self/fd/%d", file);
	char *got = NULL;

	if (write(file, files[i].file, len) == (ssize_t)len)
		got = read_env(path);
	ktap_equal(files[i].test, got ? got : "no file", files[i].read);
	free(got);
	free(path);
	close(file);
}

static void test_no_file(const char *path, const char *refusal)
{
	char *got = read_env(path);

	ktap_equal(path, got, refusal);
	free(got);
}

int main(void)
{
	size_t i;

	ktap_begin();
	setenv("CALLERS", "own", 1);
	unsetenv("NOBODYS");
	for (i = 0; i < ARRAY_SIZE(files); i++)
		test_file(i);
	test_no_file("/nowhere/env", "open /nowhere/env: No such file or directory");
	test_no_file("/", "read /: Is a directory");
	return ktap_end();
}
