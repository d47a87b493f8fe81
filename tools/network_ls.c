// SPDX-License-Identifier: GPL-2.0-only
/* The command network ls. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "command.h"
#include "compiler.h"
#include "network.h"
#include "network_command.h"
#include "out.h"

static const char ls_help[] =
	"Usage: ctrnetctl network ls [OPTION]...\n"
	"List networks.\n\n"
	"  -q, --quiet            only ids\n"
	"      --no-trunc         whole ids\n"
	"      --json             for scripts\n";

/* A line of ls. */
struct row {
	char id[NETWORK_ID_LEN + 1];
	char *name;
	const char *driver;
	const char *device;
};

enum ls_form {
	LS_TABLE,
	LS_IDS,
	LS_JSON,
};

/*
 * Names which Docker lists, though no device stands behind them; their ids are
 * the names in hexadecimal.
 */
static const struct row pseudo_rows[] = {
	{ "686f737400000000000000000000000000000000000000000000000000000000",
	  "host", "host", NULL },
	{ "6e6f6e6500000000000000000000000000000000000000000000000000000000",
	  "none", "null", NULL },
};

#define N_PSEUDO_ROWS	(ARRAY_SIZE(pseudo_rows))

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strverscmp(x->name, y->name);
}

/* Sorted by name, numbers in names by their value. */
static struct row *make_rows(const struct nl_network *nets, size_t n)
{
	struct row *rows = xcalloc(n + N_PSEUDO_ROWS, sizeof(*rows));
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(rows[i].id, sizeof(rows[i].id), "%s",
			 network_id(&nets[i]));
		rows[i].name = xstrdup(network_name(&nets[i]));
		rows[i].driver = NETWORK_DRIVER;
		rows[i].device = nets[i].device;
	}
	for (i = 0; i < N_PSEUDO_ROWS; i++) {
		rows[n + i] = pseudo_rows[i];
		rows[n + i].name = xstrdup(pseudo_rows[i].name);
	}
	qsort(rows, n + N_PSEUDO_ROWS, sizeof(*rows), compare_rows);
	return rows;
}

static void print_table(const struct row *rows, size_t n)
{
	static const char *const headings[] = {
		"NETWORK ID", "NAME", "DRIVER", "SCOPE",
	};
	struct table *table = table_new(headings, 4);
	size_t i;

	for (i = 0; i < n; i++) {
		const char *const cells[] = {
			rows[i].id, rows[i].name, rows[i].driver, "local",
		};

		table_add(table, cells);
	}
	table_print(table);
	table_free(table);
}

static json_t *row_json(const struct row *row)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s?}",
			 "ID", row->id,
			 "Name", row->name,
			 "Driver", row->driver,
			 "Scope", "local",
			 "Device", row->device);
}

static void print_json(const struct row *rows, size_t n)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(json, row_json(&rows[i]));
	out_json(json);
}

static void print_rows(const struct row *rows, size_t n, enum ls_form form)
{
	size_t i;

	switch (form) {
	case LS_TABLE:
		print_table(rows, n);
		break;
	case LS_IDS:
		for (i = 0; i < n; i++)
			puts(rows[i].id);
		break;
	case LS_JSON:
		print_json(rows, n);
		break;
	}
}

static int list_networks(enum ls_form form, bool truncate)
{
	struct nl_network *nets;
	struct error err;
	struct row *rows;
	struct nl *nl;
	size_t i, n;
	int ret;

	nl = nl_open(&err);
	if (!nl)
		return out_error(&err);
	ret = nl_network_list(nl, &nets, &n, &err);
	nl_disconnect(nl);
	if (ret < 0)
		return out_error(&err);

	rows = make_rows(nets, n);
	for (i = 0; i < n + N_PSEUDO_ROWS; i++)
		if (truncate)
			rows[i].id[NETWORK_SHORT_ID_LEN] = '\0';
	print_rows(rows, n + N_PSEUDO_ROWS, form);
	for (i = 0; i < n + N_PSEUDO_ROWS; i++)
		free(rows[i].name);
	free(rows);
	free(nets);
	return EXIT_OK;
}

int network_ls(int argc, char **argv)
{
	static const struct option options[] = {
		{ "quiet", no_argument, NULL, 'q' },
		{ "no-trunc", no_argument, NULL, 'T' },
		{ "json", no_argument, NULL, 'J' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	enum ls_form form = LS_TABLE;
	bool truncate = true;
	int opt;

	while ((opt = getopt_long(argc, argv, ":q", options, NULL)) >= 0) {
		switch (opt) {
		case 'q':
			form = LS_IDS;
			break;
		case 'T':
			truncate = false;
			break;
		case 'J':
			form = LS_JSON;
			break;
		case 'H':
			fputs(ls_help, stdout);
			return EXIT_OK;
		default:
			return out_option_error("network ls", argv, opt);
		}
	}
	if (optind < argc)
		return out_usage_error("network ls", "unexpected argument '%s'",
				       argv[optind]);
	return list_networks(form, truncate && form != LS_JSON);
}
