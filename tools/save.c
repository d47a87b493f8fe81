// SPDX-License-Identifier: GPL-2.0-only
/* The command save. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "declared.h"
#include "json_file.h"
#include "network.h"
#include "nl.h"
#include "nl_network.h"
#include "options.h"
#include "out.h"

static const char save_options[] =
	"  -f, --file FILE        to this one; '-': print it\n";

static int add_network(json_t *list, const struct nl_network *net, struct error *err)
{
	struct network_config config;

	/* What others have made is theirs to make again. */
	if (!network_has_id(net))
		return 0;
	if (network_config_load(network_id(net), &config, err) < 0)
		return -1;
	json_array_append_new(list, declared_network_json(net, &config));
	network_config_clear(&config);
	return 0;
}

static int add_networks(json_t *list, struct error *err)
{
	struct nl_network *nets = NULL;
	size_t i, n = 0;
	struct nl *nl;
	int ret;

	if (nl_open_if_loaded(&nl, err) < 0)
		return -1;
	ret = nl ? nl_network_list(nl, &nets, &n, err) : 0;
	for (i = 0; !ret && i < n; i++)
		ret = add_network(list, &nets[i], err);
	free(nets);
	nl_disconnect(nl);
	return ret;
}

/* Oldest first. Returns how many there are of those which cannot be made again. */
static int add_containers(json_t *list, size_t *others, struct error *err)
{
	struct containers set = { .items = NULL };
	size_t i;

	*others = 0;
	if (containers_load(&set, err) < 0)
		return -1;
	for (i = set.n; i-- > 0;) {
		if (declared_is_kind(set.items[i]))
			json_array_append_new(list, declared_container_json(set.items[i]));
		else
			++*others;
	}
	containers_free(&set);
	return 0;
}

static json_t *collect(size_t *others, struct error *err)
{
	json_t *networks = json_array(), *containers = json_array();
	int ret;

	ret = container_lock(err);
	if (!ret)
		ret = add_networks(networks, err);
	if (!ret)
		ret = add_containers(containers, others, err);
	container_unlock();
	if (!ret)
		return json_pack("{s:i, s:o, s:o}", "version", DECLARED_VERSION,
				 "networks", networks, "containers", containers);
	json_decref(networks);
	json_decref(containers);
	return NULL;
}

static int write_file(const char *path, const json_t *json, struct error *err)
{
	char *copy = xstrdup(path);

	mkdir(dirname(copy), 0755);
	free(copy);
	return json_file_save_anywhere(path, json, err);
}

static int save(const char *path)
{
	struct error err;
	size_t others;
	json_t *json = collect(&others, &err);
	int ret = 0;

	if (!json)
		return out_error(&err);
	if (!strcmp(path, "-"))
		out_json(json_incref(json));
	else
		ret = write_file(path, json, &err);
	json_decref(json);
	if (ret)
		return out_error(&err);
	if (others)
		out_warning("%zu %s not saved: only those which were adopted by a file with --netns can be made again",
			    others, others == 1 ? "container is" : "containers are");
	return EXIT_OK;
}

static int cmd_save(int argc, char **argv)
{
	static const struct command_line line = { .command = "save" };
	const char *path = DECLARED_FILE;
	const struct option_slot slots[] = {
		{ "file", 'f', .value = &path },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	return save(path);
}

const struct command command_save = {
	.name = "save",
	.function = cmd_save,
	.arguments = "[-f FILE]",
	.summary = "Declare what is there in /etc/ctrnet/ctrnet.json, for restore",
	.options = save_options,
};
