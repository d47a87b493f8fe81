// SPDX-License-Identifier: GPL-2.0-only
#include "cidr.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"

bool cni_cidr_parse(const char *text, struct address *address, unsigned int *prefix)
{
	const char *slash = text ? strchr(text, '/') : NULL;
	unsigned long length;
	char *end, *host;
	bool valid;

	if (!slash || slash[1] < '0' || slash[1] > '9')
		return false;
	host = xstrndup(text, slash - text);
	valid = address_parse(host, address);
	free(host);
	length = strtoul(slash + 1, &end, 10);
	if (!valid || *end || length > 8 * address_size(address))
		return false;
	*prefix = length;
	return true;
}
