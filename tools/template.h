/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of Go's text templates that people use with inspect -f: fields,
 * variables, (nested) calls, pipelines, range, if, else if and with, comments
 * and {{- trimming -}}. template_functions.c has the functions. What is not
 * supported says so.
 */
#ifndef CTRNETCTL_TEMPLATE_H
#define CTRNETCTL_TEMPLATE_H

#include <jansson.h>

#include "error.h"

/*
 * Whether the template can be parsed, and asks only for fields which @example has;
 * NULL if there is none. Code EINVAL if it cannot be parsed, ENOENT for a field.
 */
int template_check(const char *text, const json_t *example, struct error *err);
/*
 * The template applied to a value, malloc'ed; NULL if it asks for something
 * the value does not have.
 */
char *template_apply(const char *text, const json_t *value, struct error *err);

#endif
