// SPDX-License-Identifier: GPL-2.0-only
/* Networks, and the files about them. */
#include "doctor.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "network.h"
#include "place.h"

#define SUFFIX	".json"

static const struct nl_network *by_id(const struct survey *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->n_nets; i++)
		if (!strcmp(network_id(&s->nets[i]), id))
			return &s->nets[i];
	return NULL;
}

static const struct nl_network *by_device(const struct survey *s, const char *device)
{
	size_t i;

	for (i = 0; i < s->n_nets; i++)
		if (!strcmp(s->nets[i].device, device))
			return &s->nets[i];
	return NULL;
}

/* What has been made of it by now: its device may have no alias yet. */
static const struct nl_network *half_made(const struct survey *s, const char *id,
					  const char *device)
{
	const struct nl_network *net = by_device(s, device);

	return net && (!*net->alias || by_id(s, id) == net) ? net : NULL;
}

static void undo(const struct survey *s, const char *id, const char *device)
{
	const struct nl_network *net = half_made(s, id, device);
	struct error ignored;

	if (!net || nl_network_delete(s->nl, net->ifindex, &ignored) == 0)
		network_config_delete(id);
}

static void check_file(const struct survey *s, struct findings *f, const char *id)
{
	struct network_config config;
	struct error cause;
	int ret = network_config_load(id, &config, &cause);

	if (*config.making) {
		findings_add(f, "--fix removes what there is of it",
			     "network %s was not made completely", config.making);
		if (f->fix)
			undo(s, id, config.making);
	} else if (!by_id(s, id)) {
		findings_add(f, "--fix removes the file",
			     "file %s/%s" SUFFIX " is about a network which is gone",
			     place(PLACE_NETWORKS), id);
		if (f->fix)
			network_config_delete(id);
	} else if (ret < 0) {
		findings_add(f, "remove it: the network goes on as one without options",
			     "%s", cause.text);
	}
	network_config_clear(&config);
}

/* Its name without the suffix; NULL if it has another one. */
static char *id_of_file(const char *name)
{
	size_t len = strlen(name);

	if (len != NETWORK_ID_LEN + strlen(SUFFIX) ||
	    strcmp(name + NETWORK_ID_LEN, SUFFIX) != 0)
		return NULL;
	return xstrndup(name, NETWORK_ID_LEN);
}

void doctor_networks(const struct survey *s, struct findings *f)
{
	DIR *dir = opendir(place(PLACE_NETWORKS));
	struct dirent *entry;
	char *id;

	while (dir && (entry = readdir(dir))) {
		id = id_of_file(entry->d_name);
		if (id)
			check_file(s, f, id);
		free(id);
	}
	if (dir)
		closedir(dir);
}
