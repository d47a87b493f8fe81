/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of containers, which are valid, and made-up ones; ids. */
#ifndef CTRNETCTL_NAMES_H
#define CTRNETCTL_NAMES_H

#include <stdbool.h>

#include "error.h"

/* A letter or digit, then letters, digits and _.- only. */
bool name_is_word(const char *name);
/*
 * What containers may be called: a word of at least two characters, after a
 * slash or not, which does not look like an id; @checked is the word.
 */
int name_check(const char *name, const char **checked, struct error *err);
/* An id of 64 random hexadecimal digits. */
int id_make(char id[65], struct error *err);
/* adjective_surname; from the second try on (@try 1) a digit follows. Static buffer. */
const char *name_made_up(unsigned int try);

#endif
