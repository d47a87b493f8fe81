/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Members of JSON objects as the tool's own files have them. One which is
 * absent, or of another kind, is 0 or empty.
 */
#ifndef CTRNETCTL_JSON_GET_H
#define CTRNETCTL_JSON_GET_H

#include <jansson.h>
#include <stdint.h>

int64_t json_get_int(const json_t *json, const char *key);
/* Malloc'ed. */
char *json_get_string(const json_t *json, const char *key);
/* The same; NULL if there is none. */
char *json_get_optional(const json_t *json, const char *key);
/* A vector; what in it is no string is left out. */
char **json_get_strings(const json_t *json, const char *key);
/* The same; NULL if there are none. */
char **json_get_list(const json_t *json, const char *key);

/* NULL if one of them is not UTF-8. */
json_t *strings_to_json(char *const *v);

#endif
