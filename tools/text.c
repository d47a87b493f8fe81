// SPDX-License-Identifier: GPL-2.0-only
#include "text.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bytes of a character whose first byte this is (RFC 3629); 0 if none begins so. */
static size_t length_by(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/*
 * Whether the second byte makes it what it should not be: longer than need be, half of a
 * surrogate pair, beyond Unicode, or one of the control characters from U+0080 on.
 */
static bool is_unfit(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xc2:
	case 0xe0:
		return second < 0xa0;
	case 0xed:
		return second >= 0xa0;
	case 0xf0:
		return second < 0x90;
	case 0xf4:
		return second >= 0x90;
	default:
		return false;
	}
}

/* Bytes of the character at @text; 0 if it cannot be shown. */
static size_t printable_length(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i, length = length_by(p[0]);

	for (i = 1; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if (length == 1)
		return p[0] >= ' ' && p[0] != 0x7f;
	return length && !is_unfit(p[0], p[1]) ? length : 0;
}

void text_make_printable_but(char *text, const char *kept)
{
	size_t length;

	while (*text) {
		length = strchr(kept, *text) ? 1 : printable_length(text);
		if (!length)
			*text = '?';
		text += length ? length : 1;
	}
}

void text_make_printable(char *text)
{
	text_make_printable_but(text, "");
}

void text_print_json(FILE *out, const char *text)
{
	const unsigned char *p;

	for (p = (const unsigned char *)text; *p; p++) {
		if (*p == 0x7f)
			fprintf(out, "\\u%04X", *p);
		/* The second byte of U+0080 to U+009F is the number. */
		else if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			fprintf(out, "\\u%04X", *++p);
		else
			putc(*p, out);
	}
}
