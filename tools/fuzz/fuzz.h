/* SPDX-License-Identifier: GPL-2.0-only */
/* What the fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "container.h"

/* Each target makes this; libFuzzer calls it with each input. */
int fuzz_input(const uint8_t *data, size_t size) __asm__("LLVMFuzzerTestOneInput");

/* The input as a string, which ends at its first NUL; free(). */
char *fuzz_text(const uint8_t *data, size_t size);
/* Up to a newline, and what follows it, which begins at *@rest; NULL at the end. */
char *fuzz_line(char **rest);

/*
 * A file in memory with the input, under a path that is the same each time;
 * also what container_path() says, of whatever container.
 */
const char *fuzz_file(const uint8_t *data, size_t size);

/*
 * What is in the files of JSON which are read next, a line each; when there are
 * no more lines, there is no such file. The text is cut into lines.
 */
void fuzz_json_files(char *text);

/* A running container on the default network. */
struct container *fuzz_container(const char *name, const char *address);

#endif
