/* SPDX-License-Identifier: GPL-2.0-only */
/* What an OCI layout says of an image: its index, manifest and configuration. */
#ifndef CTRNETCTL_OCI_CONFIG_H
#define CTRNETCTL_OCI_CONFIG_H

#include "error.h"
#include "image.h"

/* The defaults of the image @tag of the folder @layout, which were not given otherwise. */
int oci_config_read(const char *layout, const char *tag, struct image *image,
		    struct error *err);

#endif
