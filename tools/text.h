/* SPDX-License-Identifier: GPL-2.0-only */
/* Texts from elsewhere, which may be any bytes. */
#ifndef CTRNETCTL_TEXT_H
#define CTRNETCTL_TEXT_H

/*
 * Put a '?' for each byte which is no UTF-8, which JSON cannot hold, and for control
 * characters, which a terminal would heed.
 */
void text_make_printable(char *text);

#endif
