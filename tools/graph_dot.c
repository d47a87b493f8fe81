// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each network is a box with its gateway and the containers whose first network it is;
 * what leads to them from the host stands on the left.
 */
#include "graph_dot.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "network.h"
#include "nl_endpoint.h"
#include "nl_link.h"
#include "nl_publish.h"
#include "ports.h"

/**
 * struct drawing - a drawing under way
 * @out: where it goes
 * @s: what there is
 * @wanted: which of its networks
 */
struct drawing {
	FILE *out;
	const struct survey *s;
	const bool *wanted;
};

/* In quotes, with what dot wants a backslash before. */
static void put_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static bool draws_network(const struct drawing *d, unsigned int ifindex)
{
	const struct nl_network *net = survey_network(d->s, ifindex);

	return net && d->wanted[net - d->s->nets];
}

static bool draws_endpoint(const struct drawing *d, uint32_t id)
{
	const struct nl_endpoint *ep = survey_endpoint(d->s, id);

	return ep && draws_network(d, ep->network);
}

/* The endpoint which stands for the container: its first one that is drawn. */
static uint32_t node_of(const struct drawing *d, uint32_t endpoint)
{
	const struct container *c = survey_owner(d->s, endpoint);
	size_t i;

	for (i = 0; c && i < c->attachments.n; i++)
		if (draws_endpoint(d, c->attachments.items[i].endpoint))
			return c->attachments.items[i].endpoint;
	return endpoint;
}

static void put_addresses(FILE *out, const struct nl_endpoint *ep)
{
	const struct address v4 = address_v4(ep->address), v6 = address_v6(&ep->address6);
	char text[ADDRESS_TEXT_LEN];

	if (v4.family != AF_UNSPEC)
		fprintf(out, "\\n%s", address_text(&v4, text));
	if (v6.family != AF_UNSPEC)
		fprintf(out, "\\n%s", address_text(&v6, text));
}

/* Names of containers have no character which dot would heed. */
static void put_container(const struct drawing *d, const struct nl_endpoint *ep)
{
	const struct container *c = survey_owner(d->s, ep->id);

	fprintf(d->out, "\t\te%u [shape=box, style=\"rounded,filled\", fillcolor=\"#e8f0fe\", label=\"%s",
		ep->id, c ? c->name : "?");
	put_addresses(d->out, ep);
	fputs("\"]\n", d->out);
}

static void put_gateway(const struct drawing *d, const struct nl_network *net)
{
	const struct address v4 = address_v4(net->gateway), v6 = address_v6(&net->gateway6);
	char text[ADDRESS_TEXT_LEN];

	fprintf(d->out, "\t\tn%u [shape=plain, label=\"gateway", net->ifindex);
	if (v4.family != AF_UNSPEC)
		fprintf(d->out, "\\n%s/%u", address_text(&v4, text), net->prefix);
	if (v6.family != AF_UNSPEC)
		fprintf(d->out, "\\n%s/%u", address_text(&v6, text), net->prefix6);
	fputs("\"]\n", d->out);
}

static void put_network(const struct drawing *d, const struct nl_network *net)
{
	const struct nl_endpoint *ep;
	char label[sizeof(net->alias) + sizeof(net->device) + 4];

	snprintf(label, sizeof(label), "%s (%s)", network_name(net), net->device);
	fprintf(d->out, "\tsubgraph cluster_%u {\n\t\tlabel=", net->ifindex);
	put_quoted(d->out, label);
	fputs("\n\t\tcolor=\"#5f6368\"\n", d->out);
	put_gateway(d, net);
	for (ep = d->s->eps; ep < d->s->eps + d->s->n_eps; ep++)
		if (ep->network == net->ifindex && node_of(d, ep->id) == ep->id)
			put_container(d, ep);
	fputs("\t}\n", d->out);
}

/* A container on one more network. */
static void put_further(const struct drawing *d, const struct nl_endpoint *ep)
{
	fprintf(d->out, "\te%u -> n%u [style=dotted, dir=none, label=\"", node_of(d, ep->id),
		ep->network);
	put_addresses(d->out, ep);
	fputs("\"]\n", d->out);
}

static void put_publish(const struct drawing *d, const struct nl_publish *pub)
{
	const unsigned int more = pub->host_port_end - pub->host_port;
	char text[ADDRESS_TEXT_LEN];

	fprintf(d->out, "\tp%u [shape=cds, style=filled, fillcolor=\"#fef7e0\", label=\"%s:%u",
		pub->id, address_text_port(&pub->host, text), pub->host_port);
	if (more)
		fprintf(d->out, "-%u", pub->host_port_end);
	fprintf(d->out, "/%s\"]\n\tp%u -> e%u [label=\"%u", ports_protocol_name(pub->protocol),
		pub->id, node_of(d, pub->endpoint), pub->port);
	if (more)
		fprintf(d->out, "-%u", pub->port + more);
	fputs("\"]\n", d->out);
}

static const struct container_link *link_to(const struct container *recipient,
					    const struct container *source)
{
	size_t i;

	for (i = 0; recipient && source && i < recipient->n_links; i++)
		if (!strcmp(recipient->links[i].source, source->name))
			return &recipient->links[i];
	return NULL;
}

static void put_link(const struct drawing *d, const struct nl_link *link)
{
	const struct container_link *known = link_to(survey_owner(d->s, link->recipient),
						     survey_owner(d->s, link->source));
	char text[PORTS_RANGE_LEN];
	size_t i;

	fprintf(d->out, "\te%u -> e%u [style=dashed, color=\"#1a73e8\", label=\"%s",
		node_of(d, link->recipient), node_of(d, link->source),
		known ? known->alias : "link");
	for (i = 0; i < link->n_exposed; i++) {
		const struct port_range range = {
			.first = link->exposed[i].first,
			.last = link->exposed[i].last,
			.protocol = link->exposed[i].protocol,
		};

		fprintf(d->out, "\\n%s", ports_range_text(&range, text));
	}
	fputs("\"]\n", d->out);
}

static void put_all(const struct drawing *d)
{
	const struct survey *s = d->s;
	size_t i;

	fputs("digraph ctrnet {\n\trankdir=LR\n\tfontname=\"sans-serif\"\n"
	      "\tnode [fontname=\"sans-serif\", fontsize=11]\n"
	      "\tedge [fontname=\"sans-serif\", fontsize=10]\n", d->out);
	for (i = 0; i < s->n_nets; i++)
		if (d->wanted[i])
			put_network(d, &s->nets[i]);
	for (i = 0; i < s->n_eps; i++)
		if (draws_network(d, s->eps[i].network) && node_of(d, s->eps[i].id) != s->eps[i].id)
			put_further(d, &s->eps[i]);
	for (i = 0; i < s->n_pubs; i++)
		if (draws_endpoint(d, s->pubs[i].endpoint))
			put_publish(d, &s->pubs[i]);
	for (i = 0; i < s->n_links; i++)
		if (draws_endpoint(d, s->links[i].recipient) &&
		    draws_endpoint(d, s->links[i].source))
			put_link(d, &s->links[i]);
	fputs("}\n", d->out);
}

char *graph_dot(const struct survey *s, const bool *wanted)
{
	char *text = NULL;
	size_t size;
	struct drawing d = { xopen_memstream(&text, &size), s, wanted };

	put_all(&d);
	fclose(d.out);
	return text;
}
