/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_MAKE_H
#define FUZZ_MAKE_H

#include "cast.h"
#include "chance.h"
#include "frame.h"

/* A frame which is as it should be, but for who sends what to whom. */
void make_frame(struct frame *f, struct chance *c, const struct cast *cast);

/* The answer to a frame which was seen, or an ICMP error which quotes it. */
void make_answer(struct frame *f, struct chance *c, const struct frame *seen);
void make_error(struct frame *f, struct chance *c, const struct frame *seen);

/* What a driver says of a frame which it has left to others to sum and to cut. */
void make_offload(struct frame *f, struct chance *c);

/* The fragment with these bytes of what follows the header; @end may be before @begin. */
void make_fragment(struct frame *f, const struct frame *whole, unsigned int begin,
		   unsigned int end, uint32_t id);

#endif /* FUZZ_MAKE_H */
