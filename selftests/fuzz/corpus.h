/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_CORPUS_H
#define FUZZ_CORPUS_H

#include "chance.h"
#include "frame.h"

/*
 * Frames which are worth being changed and sent again. As text, one is a line: the way by
 * which it went, then its virtio header and itself, in hexadecimal.
 */

/* Take those of a way out of a file; the number, or -1 if it cannot be read. */
int corpus_load(const char *path, const char *way);

void corpus_add(const struct frame *f);
void corpus_print(const struct frame *f, const char *way);

/* One of them; false if there is none. */
bool corpus_pick(struct frame *f, struct chance *c);

#endif /* FUZZ_CORPUS_H */
