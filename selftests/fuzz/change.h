/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_CHANGE_H
#define FUZZ_CHANGE_H

#include "chance.h"
#include "frame.h"

/* Make a frame lie, somewhere; its sums are mostly made to fit. */
void change_frame(struct frame *f, struct chance *c);

#endif /* FUZZ_CHANGE_H */
