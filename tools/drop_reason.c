// SPDX-License-Identifier: GPL-2.0-only
#include "drop_reason.h"

#include <stdio.h>

#include <linux/ctrnet.h>

#include "compiler.h"

/* Made of the uapi header: see enum_names.awk and enum_docs.awk. */
static const char *const names[] = {
#include "drop_names.inc"
};

static const char *const texts[] = {
#include "drop_texts.inc"
};

/* A module newer than the tool may have reasons which the tool does not know. */
const char *drop_reason_name(unsigned int reason)
{
	static char number[32];

	if (reason < ARRAY_SIZE(names) && names[reason])
		return names[reason];
	snprintf(number, sizeof(number), "reason-%u", reason);
	return number;
}

const char *drop_reason_text(unsigned int reason)
{
	return reason < ARRAY_SIZE(texts) && texts[reason] ? texts[reason] : "";
}
