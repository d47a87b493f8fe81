// SPDX-License-Identifier: GPL-2.0-only
#include "place.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "alloc.h"
#include "compiler.h"

static const struct {
	bool library;
	const char *file;
} places[] = {
	[PLACE_STATE]		= { false, "" },
	[PLACE_CONTAINERS]	= { false, "/containers" },
	[PLACE_INDEX]		= { false, "/index" },
	[PLACE_NETWORKS]	= { false, "/networks" },
	[PLACE_LOCK]		= { false, "/lock" },
	[PLACE_CURSORS]		= { false, "/cursors.json" },
	[PLACE_LIBRARY]		= { true, "" },
	[PLACE_IMAGES]		= { true, "/images" },
	[PLACE_ROOTS]		= { true, "/roots" },
	[PLACE_LAYERS]		= { true, "/layers" },
};

/* The first user namespace has all ids, as they are. */
static bool read_rootless(void)
{
	FILE *map = fopen("/proc/self/uid_map", "re");
	unsigned int inside = 0, outside = 0, count = UINT32_MAX;

	if (map && fscanf(map, "%u %u %u", &inside, &outside, &count) != 3)
		count = 0;
	if (map)
		fclose(map);
	return inside || outside || count != UINT32_MAX;
}

bool place_rootless(void)
{
	static int known = -1;

	if (known < 0)
		known = read_rootless();
	return known;
}

static const char *variable(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value == '/' ? value : otherwise;
}

/* Without a runtime folder of the user's, it is where only root can write. */
static char *own_state(void)
{
	const char *base = variable("XDG_RUNTIME_DIR", "/run");
	struct stat netns = { .st_ino = 0 };

	stat("/proc/self/ns/net", &netns);
	return xasprintf("%s/ctrnet-%ju", base, (uintmax_t)netns.st_ino);
}

static char *own_library(void)
{
	const char *home = variable("HOME", "/");
	char *share = xasprintf("%s/.local/share", home);
	char *path = xasprintf("%s/ctrnet", variable("XDG_DATA_HOME", share));

	free(share);
	return path;
}

static const char *base_of(bool library)
{
	static char *bases[2];

	if (!bases[library] && place_rootless())
		bases[library] = library ? own_library() : own_state();
	else if (!bases[library])
		bases[library] = xstrdup(library ? "/var/lib/ctrnet" : "/run/ctrnet");
	return bases[library];
}

const char *place(enum place which)
{
	static char *paths[ARRAY_SIZE(places)];

	if (!paths[which])
		paths[which] = xasprintf("%s%s", base_of(places[which].library),
					 places[which].file);
	return paths[which];
}
