/* SPDX-License-Identifier: GPL-2.0-only */
/* JSON files which only their owner reads, and which are replaced as a whole. */
#ifndef CTRNETCTL_JSON_FILE_H
#define CTRNETCTL_JSON_FILE_H

#include <jansson.h>

#include "error.h"

/* Readers see the old file or the new one, never a part. */
int json_file_save(const char *path, const json_t *json, struct error *err);
/* The same in a folder which may be somebody else's: whatever else is in there stays as it is. */
int json_file_save_anywhere(const char *path, const json_t *json, struct error *err);

#endif
