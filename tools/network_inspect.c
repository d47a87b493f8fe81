// SPDX-License-Identifier: GPL-2.0-only
/* The command network inspect. */
#include <errno.h>

#include "command.h"
#include "container_lock.h"
#include "containers.h"
#include "inspect.h"
#include "network.h"
#include "network_command.h"
#include "network_json.h"
#include "nl.h"
#include "out.h"

static const char inspect_help[] =
	"Usage: ctrnetctl network inspect [-f TEMPLATE] NETWORK...\n"
	"Show all about networks, as JSON.\n\n"
	"  -f, --format TEMPLATE  print only that, such as '{{(index .IPAM.Config 0).Gateway}}'\n";

/* Where inspect looks for networks. The kernel is asked for those alone which are its. */
struct inspection {
	struct nl *(*open)(struct error *err);
	struct nl *nl;
	struct containers containers;
};

static json_t *find_network(const char *term, void *context, struct error *err)
{
	const struct network_pseudo *pseudo = network_pseudo_pick(term);
	struct inspection *in = context;
	struct network_config config;
	struct nl_network net;
	json_t *json;

	if (pseudo)
		return network_pseudo_json(pseudo, &in->containers);
	if (!in->nl)
		in->nl = in->open(err);
	if (!in->nl)
		return NULL;
	if (network_get(in->nl, term, &net, err) < 0)
		return NULL;
	if (network_config_load(network_id(&net), &config, err) < 0)
		out_warning("options of network %s are lost: %s", term, err->text);
	json = network_json(in->nl, &net, &config, &in->containers, err);
	network_config_clear(&config);
	return json;
}

/* What can be read is shown where nothing can be written, too. */
static int lock_to_read(struct error *err)
{
	if (container_lock(err) == 0)
		return 0;
	return err->code == EROFS ? container_lock_to_look(err) : -1;
}

json_t *network_inspect_one(const char *term, struct error *err)
{
	/* A word which is no container is no reason to load the module. */
	struct inspection in = { .open = nl_open_loaded };
	json_t *json = NULL;

	if (lock_to_read(err) < 0)
		return NULL;
	if (containers_load(&in.containers, err) == 0) {
		json = find_network(term, &in, err);
		containers_free(&in.containers);
	}
	network_close_locked(in.nl);
	return json;
}

static int inspect_networks(char *const *terms, const char *template)
{
	struct inspection in = { .open = nl_open };
	struct error err;
	int status;

	if (lock_to_read(&err) < 0)
		return out_error(&err);
	if (containers_load(&in.containers, &err) < 0) {
		network_close_locked(in.nl);
		return out_error(&err);
	}
	status = inspect_print(terms, template, find_network, &in);
	containers_free(&in.containers);
	network_close_locked(in.nl);
	return status;
}

int network_inspect(int argc, char **argv)
{
	return inspect_command("network inspect", inspect_help, argc, argv,
			       inspect_networks);
}
