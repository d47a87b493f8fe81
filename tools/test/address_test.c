// SPDX-License-Identifier: GPL-2.0-only
/* Addresses as text, and which of them stand for others. */
#include <stddef.h>

#include "address.h"
#include "compiler.h"
#include "ktap.h"

static const struct {
	const char *text;
	const char *plain;	/* NULL: no address */
	const char *port;
} texts[] = {
	{ "1.2.3.4", "1.2.3.4", "1.2.3.4" },
	{ "::1", "::1", "[::1]" },
	{ "2001:DB8:0:0::1", "2001:db8::1", "[2001:db8::1]" },
	{ "::ffff:1.2.3.4", "1.2.3.4", "1.2.3.4" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	  "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]" },
	{ "010.0.0.1", NULL, NULL },
	{ "1.2.3", NULL, NULL },
	{ "fe80::1%lo", NULL, NULL },
	{ "[::1]", NULL, NULL },
	{ "", NULL, NULL },
};

static void test_texts(void)
{
	char text[ADDRESS_TEXT_LEN];
	struct address a;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		if (!address_parse(texts[i].text, &a)) {
			ktap_ok(!texts[i].plain, "'%s' is no address", texts[i].text);
			continue;
		}
		ktap_equal(texts[i].text, address_text(&a, text), texts[i].plain);
		ktap_equal(texts[i].text, address_text_port(&a, text), texts[i].port);
	}
	a = address_any(AF_UNSPEC);
	ktap_equal("no address", address_text(&a, text), "");
}

/* In their order; an empty text is no address. */
static const struct {
	const char *a, *b;
	int order;
	bool overlap;
} pairs[] = {
	{ "", "0.0.0.0", -1, true },
	{ "", "::", -1, true },
	{ "0.0.0.0", "1.2.3.4", -1, true },
	{ "0.0.0.0", "::", -1, false },
	{ "255.255.255.255", "::1", -1, false },
	{ "9.0.0.1", "10.0.0.1", -1, false },
	{ "::", "::1", -1, true },
	{ "::1", "::1", 0, true },
	{ "::2", "::10", -1, false },
	{ "1.2.3.4", "::ffff:1.2.3.4", 0, true },
};

static struct address parse(const char *text)
{
	struct address a;

	return address_parse(text, &a) ? a : address_any(AF_UNSPEC);
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void test_pairs(void)
{
	struct address a, b;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		a = parse(pairs[i].a);
		b = parse(pairs[i].b);
		ktap_ok(sign(address_compare(&a, &b)) == pairs[i].order &&
			sign(address_compare(&b, &a)) == -pairs[i].order,
			"order of '%s' and '%s'", pairs[i].a, pairs[i].b);
		ktap_ok(address_overlap(&a, &b) == pairs[i].overlap &&
			address_overlap(&b, &a) == pairs[i].overlap,
			"overlap of '%s' and '%s'", pairs[i].a, pairs[i].b);
	}
}

int main(void)
{
	ktap_begin();
	test_texts();
	test_pairs();
	return ktap_end();
}
