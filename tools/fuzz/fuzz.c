// SPDX-License-Identifier: GPL-2.0-only
#include "fuzz.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc.h"
#include "container_json.h"

static char file_path[64];
static int file_fd = -1;

static char *json_files;

/* --wrap puts these in the place of the tool's own, and of jansson's. */
char *__wrap_container_path(const struct container *c, const char *file);
json_t *__wrap_json_load_file(const char *path, size_t flags, json_error_t *cause);

char *fuzz_text(const uint8_t *data, size_t size)
{
	return xstrndup((const char *)data, size);
}

char *fuzz_line(char **rest)
{
	return strsep(rest, "\n");
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	if (file_fd < 0) {
		file_fd = memfd_create("fuzz", 0);
		snprintf(file_path, sizeof(file_path), "/proc/self/fd/%d", file_fd);
	}
	if (ftruncate(file_fd, 0) < 0 ||
	    pwrite(file_fd, data, size, 0) != (ssize_t)size)
		abort();
	return file_path;
}

char *__wrap_container_path(const struct container *c, const char *file)
{
	(void)c;
	(void)file;
	return xstrdup(file_path);
}

void fuzz_json_files(char *text)
{
	json_files = text;
}

json_t *__wrap_json_load_file(const char *path, size_t flags, json_error_t *cause)
{
	char *file = fuzz_line(&json_files);

	(void)path;
	return json_loads(file ? file : "", flags, cause);
}

struct container *fuzz_container(const char *name, const char *address)
{
	struct container *c = xcalloc(1, sizeof(*c));
	struct attachment *a;

	memset(c->id, *name, CONTAINER_ID_LEN);
	c->name = xstrdup(name);
	c->network = xstrdup("bridge");
	c->hostname = xstrndup(c->id, CONTAINER_SHORT_ID_LEN);
	c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	c->state = CONTAINER_RUNNING;
	a = attachment_add(c, "bridge");
	inet_pton(AF_INET, address, &a->address);
	return c;
}
