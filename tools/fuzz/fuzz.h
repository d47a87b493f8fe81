/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzz targets share. Each makes LLVMFuzzerTestOneInput(). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "container.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a string, which ends at its first NUL; free(). */
char *fuzz_text(const uint8_t *data, size_t size);
/* Up to a newline, and what follows it, which begins at *@rest; NULL at the end. */
char *fuzz_line(char **rest);

/*
 * A file in memory with the input, under a path that is the same each time;
 * also what container_path() says, of whatever container.
 */
const char *fuzz_file(const uint8_t *data, size_t size);

/* A running container on the default network. */
struct container *fuzz_container(const char *name, const char *address);

#endif
