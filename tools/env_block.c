// SPDX-License-Identifier: GPL-2.0-only
/* The whole environment of a process in a container. */
#include <search.h>
#include <stdlib.h>

#include "alloc.h"
#include "env.h"
#include "strv.h"

#define DEFAULT_PATH \
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/*
 * An environment under construction, in which each variable is found at once:
 * links may set tens of thousands.
 */
struct draft {
	struct strv_draft vars;
	void *names;		/* tree of struct variable */
};

/* Where a variable is; @assignment is that string. */
struct variable {
	const char *assignment;
	size_t at;
};

/* By the names, which '=' ends. */
static int compare_names(const void *a, const void *b)
{
	const char *x = ((const struct variable *)a)->assignment;
	const char *y = ((const struct variable *)b)->assignment;

	for (; *x == *y && *x && *x != '='; x++, y++)
		;
	return (*x == '=' ? 0 : *x) - (*y == '=' ? 0 : *y);
}

static void set(struct draft *draft, const char *assignment)
{
	struct variable *variable = xcalloc(1, sizeof(*variable));
	struct variable **found;
	char *copy = xstrdup(assignment);

	*variable = (struct variable){ copy, draft->vars.n };
	found = xneed(tsearch(variable, &draft->names, compare_names));
	if (*found == variable) {
		strv_push(&draft->vars, copy);
		return;
	}
	free(variable);
	free(draft->vars.v[(*found)->at]);
	draft->vars.v[(*found)->at] = copy;
	(*found)->assignment = copy;
}

static void set_all(struct draft *draft, char *const *assignments)
{
	for (; assignments && *assignments; assignments++)
		set(draft, *assignments);
}

char **env_block(const struct container *c, char *const *links,
		 char *const *own, bool tty)
{
	char *hostname = xasprintf("HOSTNAME=%s", c->hostname);
	struct draft draft = { .names = NULL };

	strv_begin(&draft.vars);
	set(&draft, DEFAULT_PATH);
	set(&draft, hostname);
	free(hostname);
	if (tty)
		set(&draft, "TERM=xterm");
	set_all(&draft, links);
	set_all(&draft, c->env);
	set_all(&draft, own);
	tdestroy(draft.names, free);
	return draft.vars.v;
}
