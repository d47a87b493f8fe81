// SPDX-License-Identifier: GPL-2.0-only
/* What is an address with a prefix, as other plugins give one. */
#include <stdio.h>

#include "cni/cidr.h"
#include "compiler.h"
#include "ktap.h"

static const struct {
	const char *text;
	const char *meaning;
} cidrs[] = {
	{ "10.0.0.1/24", "10.0.0.1 24" },
	{ "0.0.0.0/0", "0.0.0.0 0" },
	{ "10.0.0.1/32", "10.0.0.1 32" },
	{ "fd00::1/64", "fd00::1 64" },
	{ "::/0", ":: 0" },
	{ "10.0.0.1/33", "none" },
	{ "fd00::1/129", "none" },
	{ "10.0.0.1/4294967320", "none" },
	{ "10.0.0.1/99999999999999999999", "none" },
	{ "10.0.0.1/-8", "none" },
	{ "10.0.0.1/+8", "none" },
	{ "10.0.0.1/ 8", "none" },
	{ "10.0.0.1/8x", "none" },
	{ "10.0.0.1/", "none" },
	{ "10.0.0.1", "none" },
	{ "10.0.0/8", "none" },
	{ "", "none" },
	{ NULL, "none" },
};

static void test(const char *text, const char *meaning)
{
	char address[ADDRESS_TEXT_LEN], got[ADDRESS_TEXT_LEN + 16] = "none";
	struct address a;
	unsigned int prefix;

	if (cni_cidr_parse(text, &a, &prefix))
		snprintf(got, sizeof(got), "%s %u", address_text(&a, address), prefix);
	ktap_equal(text ? text : "nothing", got, meaning);
}

int main(void)
{
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(cidrs); i++)
		test(cidrs[i].text, cidrs[i].meaning);
	return ktap_end();
}
