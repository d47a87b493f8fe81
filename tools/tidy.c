// SPDX-License-Identifier: GPL-2.0-only
#include "tidy.h"

#include "library.h"
#include "out.h"

void tidy(void)
{
	struct error err;

	if (library_empty(&err) < 0)
		out_warning("%s; 'doctor --fix' tries it again", err.text);
}
