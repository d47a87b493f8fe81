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
#include "label.h"
#include "network.h"
#include "network_command.h"
#include "network_filter.h"
#include "nl.h"
#include "options.h"
#include "out.h"
#include "rows.h"
#include "strv.h"

static const char help[] =
	"Usage: ctrnetctl network ls [OPTION]...\n"
	"List networks.\n\n"
	"  -f, --filter NAME=VALUE\n"
	"                         only those of a driver, id, label, name, scope or type\n"
	"                         (custom, builtin)\n"
	"      --format FORMAT    as ps has it, of .ID, .Name, .Driver, .Scope, .Device,\n"
	"                         .CreatedAt, .Internal, .IPv4, .IPv6 and .Labels\n"
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
	{ "Labels", "LABELS" },
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
	row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}",
			"ID", network_id(net),
			"Name", network_name(net),
			"Driver", NETWORK_DRIVER,
			"Scope", "local",
			"Device", net->device,
			"CreatedAt", created,
			"Internal", boolean(config.internal),
			"IPv4", boolean(net->prefix),
			"IPv6", boolean(net->prefix6),
			"Labels", label_json(config.labels));
	free(created);
	network_config_clear(&config);
	return row;
}

static json_t *pseudo_row(const struct network_pseudo *pseudo)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:{}}",
			 "ID", pseudo->id,
			 "Name", pseudo->name,
			 "Driver", pseudo->driver,
			 "Scope", "local",
			 "Device", "",
			 "CreatedAt", "",
			 "Internal", "false",
			 "IPv4", "true",
			 "IPv6", "false",
			 "Labels");
}

/* The member @from of a row, which is "true" or "false" there. */
static json_t *json_of(const json_t *row, const char *from)
{
	return json_boolean(!strcmp(json_string_value(json_object_get(row, from)), "true"));
}

/* For scripts, members are called as those of inspect. */
static json_t *script_row(json_t *row)
{
	return json_pack("{s:O, s:O, s:O, s:O, s:O, s:O, s:o, s:o, s:o, s:O}",
			 "Id", json_object_get(row, "ID"),
			 "Name", json_object_get(row, "Name"),
			 "Driver", json_object_get(row, "Driver"),
			 "Scope", json_object_get(row, "Scope"),
			 "Device", json_object_get(row, "Device"),
			 "Created", json_object_get(row, "CreatedAt"),
			 "Internal", json_of(row, "Internal"),
			 "EnableIPv4", json_of(row, "IPv4"),
			 "EnableIPv6", json_of(row, "IPv6"),
			 "Labels", json_object_get(row, "Labels"));
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

/* In templates, a text: KEY=VALUE with commas. */
static void write_labels(json_t *row)
{
	json_t *labels = json_object_get(row, "Labels"), *value;
	char **words = NULL, *text;
	const char *key;

	json_object_foreach(labels, key, value)
		strv_take(&words, xasprintf("%s=%s", key, json_string_value(value)));
	text = strv_join(words, ",");
	json_object_set_new(row, "Labels", json_string(text));
	free(text);
	strv_free(words);
}

/* As options say it is to be seen; takes over the row. */
static json_t *finish_row(const struct ls_options *o, json_t *row)
{
	json_t *finished;

	if (o->json) {
		finished = script_row(row);
		json_decref(row);
		return finished;
	}
	if (!o->no_trunc)
		truncate_id(row);
	write_labels(row);
	return row;
}

/* Those which are to be seen; takes over the rows. */
static json_t *select_rows(const struct ls_options *o, json_t **rows, size_t n)
{
	json_t *selected = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		if (network_filter_matches(o->filters, rows[i]))
			json_array_append_new(selected, finish_row(o, rows[i]));
		else
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

static int ask_kernel(struct nl_network **nets, size_t *n, struct error *err)
{
	struct nl *nl;
	int ret = nl_open_if_loaded(&nl, err);

	if (nl)
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
