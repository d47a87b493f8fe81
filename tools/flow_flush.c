// SPDX-License-Identifier: GPL-2.0-only
/* The command flow flush. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "flow_command.h"
#include "nl.h"
#include "nl_flow.h"
#include "out.h"

static const char flush_help[] =
	"Usage: ctrnetctl flow flush [OPTION]... [CONTAINER]\n"
	"End connections through the module, all or those of a container, and print how\n"
	"many there were. Only what may begin a connection makes a new one.\n\n"
	"  -p, --publish PORT[/PROTO]\n"
	"                         only those to a published port of the host\n"
	"      --peer ADDRESS     only those with this address at the far end\n"
	"      --protocol PROTO   tcp, udp, sctp, icmp or icmpv6\n"
	"      --json             for scripts\n";

static int flush(const struct flow_choice *choice, struct nl *nl, unsigned int *total,
		 struct error *err)
{
	struct nl_flow_filter *filters;
	unsigned int ended;
	size_t i, n;
	int ret;

	ret = flow_choice_filters(choice, nl, &filters, &n, err);
	for (i = 0; nl && !ret && i < n; i++) {
		ret = nl_flow_flush(nl, &filters[i], &ended, err);
		*total += ended;
	}
	free(filters);
	return ret;
}

int flow_flush(int argc, char **argv)
{
	struct flow_choice choice;
	unsigned int total = 0;
	struct error err;
	int status, ret;
	struct nl *nl;

	if (!flow_choice_parse(&choice, argc, argv, "flow flush", flush_help, &status))
		return status;
	ret = nl_open_if_loaded(&nl, &err);
	if (!ret)
		ret = flush(&choice, nl, &total, &err);
	nl_disconnect(nl);
	if (ret)
		return out_error(&err);
	if (choice.json)
		out_json(json_pack("{s:i}", "Flows", total));
	else
		printf("%u\n", total);
	return EXIT_OK;
}
