/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts from elsewhere, which may be any bytes. */
#ifndef CTRNETCTL_TEXT_H
#define CTRNETCTL_TEXT_H

#include <stdio.h>

/*
 * Put a '?' for each byte which is no UTF-8, which JSON cannot hold, and for control
 * characters, which a terminal would heed.
 */
void text_make_printable(char *text);
/* But for the characters of @kept. */
void text_make_printable_but(char *text, const char *kept);
/* Of JSON, which may have DEL and U+0080 to U+009F as they are: they become escapes. */
void text_print_json(FILE *out, const char *text);

#endif
