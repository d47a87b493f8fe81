/* SPDX-License-Identifier: GPL-2.0-only */
/* A template being worked on: what its expressions and its actions share. */
#ifndef CTRNETCTL_TEMPLATE_STATE_H
#define CTRNETCTL_TEMPLATE_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "error.h"

#define TEMPLATE_VARIABLES	16
#define TEMPLATE_DEPTH		32
#define TEMPLATE_WORK		(16 << 20)

struct variable {
	char *name;
	json_t *value;
};

/**
 * struct template - a template being worked on
 * @p: where in its text
 * @out: what it makes
 * @err: why it does not
 * @failed: @err is filled: nothing more is done
 * @checking: what is not live is to be checked: whether there are the fields of what is
 *	known all the same
 * @depth: of parentheses and blocks
 * @work: characters that were worked through, over and over in a range, and printed
 * @variables: those in scope
 * @n_variables: how many
 */
struct template {
	const char *p;
	FILE *out;
	struct error *err;
	bool failed;
	bool checking;
	int depth;
	size_t work;
	struct variable variables[TEMPLATE_VARIABLES];
	size_t n_variables;
};

/* Fail, unless it has failed already; both return NULL. */
json_t *template_parse_error(struct template *t, const char *what);
json_t *template_value_error(struct template *t, const char *what,
			     const char *detail);

/*
 * Count characters that were worked through, or printed. Ranges within ranges multiply
 * them: there is a limit, at which the template fails.
 */
void template_work(struct template *t, size_t characters);

void template_skip_space(struct template *t);
/* Whether the action ends here, with }} or, if blanks after it are to go, -}}. */
bool template_at_end(const struct template *t);
/* Length of the name at @p; 0 if there is none. */
size_t template_word_length(const char *p);
/* Whether the next word is that; if so, it is passed. */
bool template_take_word(struct template *t, const char *word);
/*
 * The value of the pipeline which is next, up to what ends it; a new
 * reference. NULL on error and, unless @live, for what is not known without a value.
 */
json_t *template_evaluate(struct template *t, const json_t *dot, bool live);

#endif
