/* SPDX-License-Identifier: GPL-2.0-only */
/* Members of declared objects, by tables: only between the declared*.c files. */
#ifndef CTRNETCTL_DECLARED_PARSE_H
#define CTRNETCTL_DECLARED_PARSE_H

#include <jansson.h>

#include "declared.h"
#include "options.h"

/* What a member's value may be, and how it is handed on as text. */
enum declared_kind {
	DECLARED_WORD,
	DECLARED_WORDS,		/* a list; each by itself */
	DECLARED_NUMBER,
	DECLARED_NUMBERS,	/* an object; each by itself, as KEY=NUMBER */
	DECLARED_SWITCH,	/* true and false; "on" and "off" */
	DECLARED_FLAG,		/* the same; nothing if it is false */
	DECLARED_OBJECTS,	/* a list, which the caller reads */
};

struct declared_key {
	const char *name;
	enum declared_kind kind;
	option_take *take;	/* takes one value to @target; NULL of DECLARED_OBJECTS */
};

/**
 * struct declared_reader - how members of one object are read
 * @what: the object, for what is wrong: "network front"
 * @keys: those which it may have
 * @n_keys: how many
 * @target: what they are of
 * @faults: where its errors go
 */
struct declared_reader {
	const char *what;
	const struct declared_key *keys;
	size_t n_keys;
	void *target;
	char ***faults;
};

void declared_read(const struct declared_reader *reader, const json_t *object);

/* Fill one of them from its object, which is called @what. */
void declared_network_read(struct network_request *request, const json_t *object,
			   const char *what, char ***faults);
void declared_container_read(struct declared_container *dc, const json_t *object,
			     const char *what, char ***faults);

#endif
