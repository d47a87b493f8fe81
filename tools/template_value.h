/* SPDX-License-Identifier: GPL-2.0-only */
/* What templates do with values once they have them: print them, call functions. */
#ifndef CTRNETCTL_TEMPLATE_VALUE_H
#define CTRNETCTL_TEMPLATE_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "error.h"

#define TEMPLATE_ARGUMENTS 8

/* As Go does: lists as [a b], structures as {values}, maps as map[key:value]. */
void template_print(FILE *out, const json_t *value);
/* Whether an if takes it for true: it is neither false, 0 nor empty. */
bool template_is_true(const json_t *value);

/**
 * struct template_function - a function templates can call
 * @name: as written
 * @min_arguments: how many it needs
 * @max_arguments: how many it takes
 * @call: makes its value from @n arguments; NULL with @err filled on failure
 */
struct template_function {
	const char *name;
	size_t min_arguments, max_arguments;
	json_t *(*call)(json_t **args, size_t n, struct error *err);
};

/* Ended by one without a name. */
extern const struct template_function template_functions[];

#endif
