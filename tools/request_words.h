/* SPDX-License-Identifier: GPL-2.0-only */
/* What follows the options of run and create: an image or none, and a command. */
#ifndef CTRNETCTL_REQUEST_WORDS_H
#define CTRNETCTL_REQUEST_WORDS_H

#include <stdbool.h>

#include "error.h"
#include "request.h"

/*
 * Words after "--" are a command, on the host's root or the one of --rootfs.
 * Others are that, too, unless the first is the name of an image. What is said
 * in the image is not said by options then.
 */
int request_use_words(struct request *r, char *const *words, bool after_dashes,
		      struct error *err);
/*
 * Of words that were not after "--", once all options are known: refused, with
 * what to do, if the first is neither an image nor a command, but could be a
 * name of an image.
 */
int request_check_image(const struct container *c, struct error *err);

#endif
