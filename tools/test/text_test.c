// SPDX-License-Identifier: GPL-2.0-only
/* Bytes from elsewhere, made fit for JSON and terminals. */
#include <jansson.h>
#include <stdlib.h>

#include "alloc.h"
#include "compiler.h"
#include "ktap.h"
#include "text.h"

static const struct {
	const char *name;
	const char *given;
	const char *shown;
} rows[] = {
	{ "nothing", "", "" },
	{ "plain text", "ctr0 web~", "ctr0 web~" },
	{ "characters of two, three and four bytes",
	  "\u00e4\u20ac\U0001f40b", "\u00e4\u20ac\U0001f40b" },
	{ "the first and last of each length", "\u00a0\u07ff\u0800\uffff\U00010000\U0010ffff",
	  "\u00a0\u07ff\u0800\uffff\U00010000\U0010ffff" },
	{ "a byte of no character", "a\xffz", "a?z" },
	{ "control characters", "a\033[2J\n\177z", "a?[2J??z" },
	{ "one of two bytes", "a\xc2\x9bz", "a??z" },
	{ "a character that is cut", "a\xe2\x82", "a??" },
	{ "one that goes on with another", "\xe2\xc3\xa4", "?\u00e4" },
	{ "what goes on with nothing before", "\x80z", "?z" },
	{ "more bytes than it takes", "\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf", "?????????" },
	{ "half of a pair", "\xed\xa0\x80", "???" },
	{ "beyond Unicode", "\xf4\x90\x80\x80\xf5", "?????" },
};

static bool is_text(const char *text)
{
	json_t *json = json_string(text);

	json_decref(json);
	return json;
}

int main(void)
{
	char *text;
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		text = xstrdup(rows[i].given);
		text_make_printable(text);
		ktap_equal(rows[i].name, text, rows[i].shown);
		ktap_ok(is_text(text), "%s: JSON can hold it", rows[i].name);
		free(text);
	}
	return ktap_end();
}
