/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of containers: which are valid, and made-up ones. */
#ifndef CTRNETCTL_NAMES_H
#define CTRNETCTL_NAMES_H

#include <stdbool.h>

/* A letter or digit, then letters, digits and _.- only. */
bool name_is_word(const char *name);
/* As container names must be: a word of at least two characters. */
bool name_is_valid(const char *name);
/* adjective_surname; from the second try on (@try 1) a digit follows. Static buffer. */
const char *name_made_up(unsigned int try);

#endif
