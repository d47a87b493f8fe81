// SPDX-License-Identifier: GPL-2.0-only
/* The command network ls. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ages.h"
#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "network.h"
#include "network_command.h"
#include "network_filter.h"
#include "options.h"
#include "out.h"
#include "rows.h"
#include "strv.h"

static const char help[] =
	"Usage: ctrnetctl network ls [OPTION]...\n"
	"List networks.\n\n"
	"  -f, --filter NAME=VALUE\n"
	"                         only those of a driver, id, name, scope or type\n"
	"                         (custom, builtin)\n"
	"      --format FORMAT    as ps has it, of .ID, .Name, .Driver, .Scope, .Device,\n"
	"                         .CreatedAt, .Internal, .IPv4 and .IPv6\n"
	"  -q, --quiet            only ids\n"
	"      --no-trunc         whole ids\n"
	"      --json             for scripts\n";

static const char default_format[] =
	"table {{.ID}}\\t{{.Name}}\\t{{.Driver}}\\t{{.Scope}}";

static const struct row_heading headings[] = {
	{ "ID", "NETWORK ID" },
	{ "Name", "NAME" },
	{ "Driver", "DRIVER" },
	{ "Scope", "SCOPE" },
	{ "Device", "DEVICE" },
	{ "CreatedAt", "CREATED AT" },
	{ "Internal", "INTERNAL" },
	{ "IPv4", "IPV4" },
	{ "IPv6", "IPV6" },
};

/**
 * struct ls_options - what is to be listed, and how
 * @filters: those which all rows have to pass
 * @format: of a line, or a table
 * @quiet: only ids
 * @no_trunc: ids as they are
 * @json: for scripts
 */
struct ls_options {
	char **filters;
	const char *format;
	bool quiet;
	bool no_trunc;
	bool json;
};

static const char *boolean(bool value)
{
	return value ? "true" : "false";
}

static json_t *network_row(const struct nl_network *net)
{
	struct network_config config;
	struct error ignored;
	char *created;
	json_t *row;

	network_config_load(network_id(net), &config, &ignored);
	created = config.created ? age_timestamp(config.created) : xstrdup("");
	row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			"ID", network_id(net),
			"Name", network_name(net),
			"Driver", NETWORK_DRIVER,
			"Scope", "local",
			"Device", net->device,
			"CreatedAt", created,
			"Internal", boolean(config.internal),
			"IPv4", boolean(net->prefix),
			"IPv6", boolean(net->prefix6));
	free(created);
	return row;
}

static json_t *pseudo_row(const struct network_pseudo *pseudo)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			 "ID", pseudo->id,
			 "Name", pseudo->name,
			 "Driver", pseudo->driver,
			 "Scope", "local",
			 "Device", "",
			 "CreatedAt", "",
			 "Internal", "false",
			 "IPv4", "true",
			 "IPv6", "false");
}

static int compare_rows(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;

	return strverscmp(json_string_value(json_object_get(x, "Name")),
			  json_string_value(json_object_get(y, "Name")));
}

/* Sorted by name, numbers in names by their value. */
static json_t **make_rows(const struct nl_network *nets, size_t n_nets, size_t *n)
{
	const struct network_pseudo *pseudo = network_pseudo;
	json_t **rows = xcalloc(n_nets + NETWORK_N_PSEUDO, sizeof(*rows));

	for (*n = 0; *n < n_nets; (*n)++)
		rows[*n] = network_row(&nets[*n]);
	for (; pseudo < network_pseudo + NETWORK_N_PSEUDO; pseudo++)
		rows[(*n)++] = pseudo_row(pseudo);
	qsort(rows, *n, sizeof(*rows), compare_rows);
	return rows;
}

static void truncate_id(json_t *row)
{
	const char *id = json_string_value(json_object_get(row, "ID"));

	json_object_set_new(row, "ID", json_stringn(id, NETWORK_SHORT_ID_LEN));
}

/* Those which are to be seen; takes over the rows. */
static json_t *select_rows(const struct ls_options *o, json_t **rows, size_t n)
{
	json_t *selected = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		if (network_filter_matches(o->filters, rows[i])) {
			if (!o->no_trunc && !o->json)
				truncate_id(rows[i]);
			json_array_append(selected, rows[i]);
		}
		json_decref(rows[i]);
	}
	free(rows);
	return selected;
}

static int print_rows(const struct ls_options *o, json_t *rows)
{
	int status = EXIT_OK;

	if (o->json)
		out_json(json_incref(rows));
	else
		status = rows_print(o->quiet ? "{{.ID}}" : o->format, rows,
				    headings, ARRAY_SIZE(headings));
	json_decref(rows);
	return status;
}

/* A module which is not loaded has none. */
static int ask_kernel(struct nl_network **nets, size_t *n, struct error *err)
{
	struct nl *nl = nl_open_loaded(err);
	int ret;

	if (!nl)
		return err->code == ENOENT ? 0 : -1;
	ret = nl_network_list(nl, nets, n, err);
	nl_disconnect(nl);
	return ret;
}

static int list_networks(const struct ls_options *o)
{
	struct nl_network *nets = NULL;
	struct error err;
	json_t **rows;
	size_t n = 0;

	if (ask_kernel(&nets, &n, &err) < 0)
		return out_error(&err);
	rows = make_rows(nets, n, &n);
	free(nets);
	return print_rows(o, select_rows(o, rows, n));
}

static int check_filters(char *const *filters)
{
	struct error err;

	for (; filters && *filters; filters++)
		if (network_filter_check(*filters, &err) < 0)
			return out_error(&err);
	return EXIT_OK;
}

int network_ls(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "network ls",
		.help = help,
	};
	struct ls_options given = { .format = default_format };
	const struct option_slot slots[] = {
		{ "filter", 'f', .values = &given.filters },
		{ "format", .value = &given.format },
		{ "quiet", 'q', .flag = &given.quiet },
		{ "no-trunc", .flag = &given.no_trunc },
		{ "json", .flag = &given.json },
		{ .name = NULL }
	};
	int status;

	if (options_parse(&line, slots, &argc, &argv, &status)) {
		status = check_filters(given.filters);
		if (!status)
			status = list_networks(&given);
	}
	strv_free(given.filters);
	return status;
}
