// SPDX-License-Identifier: GPL-2.0-only
/* Names of images: words in lower case, with slashes between, and a tag. */
#include "image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define LOWER_OR_DIGIT	"abcdefghijklmnopqrstuvwxyz0123456789"
#define UPPER		"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define TAG_MAX		128
#define NAME_MAX_LEN	128

static int refuse(const char *text, struct error *err)
{
	return error_set(err, EINVAL, "invalid reference format: %s", text);
}

/* Begins and ends with a letter or digit: neither ".." nor an option can be one. */
static bool is_component(const char *text, size_t len)
{
	return len && strchr(LOWER_OR_DIGIT, text[0]) &&
	       strchr(LOWER_OR_DIGIT, text[len - 1]) &&
	       strspn(text, LOWER_OR_DIGIT "._-") >= len;
}

static bool is_repository(const char *text, size_t len)
{
	const char *end = text + len;
	size_t part;

	if (len > NAME_MAX_LEN)
		return false;
	for (; text <= end; text += part + 1) {
		const char *slash = memchr(text, '/', end - text);

		part = (slash ? slash : end) - text;
		if (!is_component(text, part))
			return false;
	}
	return true;
}

static bool is_tag(const char *text)
{
	size_t len = strlen(text);

	return len && len <= TAG_MAX && !strchr(".-", *text) &&
	       strspn(text, LOWER_OR_DIGIT UPPER "_.-") == len;
}

int image_parse_name(const char *text, char **name, struct error *err)
{
	const char *colon = strrchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : strlen(text);
	const char *tag = colon ? colon + 1 : IMAGE_DEFAULT_TAG;

	if (!is_repository(text, len) || !is_tag(tag))
		return refuse(text, err);
	*name = xasprintf("%.*s:%s", (int)len, text, tag);
	return 0;
}

bool image_same_name(const char *a, const char *b)
{
	char *x = NULL, *y = NULL;
	struct error ignored;
	bool same;

	same = image_parse_name(a, &x, &ignored) == 0 &&
	       image_parse_name(b, &y, &ignored) == 0 && !strcmp(x, y);
	free(x);
	free(y);
	return same;
}
