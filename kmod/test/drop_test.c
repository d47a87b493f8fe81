// SPDX-License-Identifier: GPL-2.0-only
#include <kunit/test.h>

#include "../drop.h"
#include "../trace.h"

/* The tracepoint copies it, and cuts what is too long. */
static void drop_has_name(struct kunit *test)
{
	const char *name;
	int reason;

	for (reason = 1; reason <= CTRNET_DROP_MAX; reason++) {
		name = ctrnet_drop_name(reason);
		KUNIT_ASSERT_NOT_NULL_MSG(test, name, "reason %d", reason);
		KUNIT_EXPECT_LT_MSG(test, strlen(name), CTRNET_TRACE_REASON_LEN, "%s", name);
	}
}

static struct kunit_case drop_cases[] = {
	KUNIT_CASE(drop_has_name),
	{}
};

static struct kunit_suite drop_suite = {
	.name = "drop",
	.test_cases = drop_cases,
};

kunit_test_suite(drop_suite);
