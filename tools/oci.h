/* SPDX-License-Identifier: GPL-2.0-only */
/* Images in the format of the Open Container Initiative, in a folder: an OCI layout. */
#ifndef CTRNETCTL_OCI_H
#define CTRNETCTL_OCI_H

#include "error.h"
#include "image.h"

/*
 * Read, from LAYOUT[:TAG], the defaults of an image which have not been given
 * otherwise, and unpack its root into the folder of its own; umoci does that.
 */
int oci_import(const char *spec, struct image *image, struct error *err);

#endif
