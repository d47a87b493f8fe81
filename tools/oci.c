// SPDX-License-Identifier: GPL-2.0-only
#include "oci.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "library.h"
#include "oci_config.h"

#define UNPACKER	"umoci"

static int run_unpacker(const char *source, const char *folder, struct error *err)
{
	int status = 0;
	pid_t pid = fork();

	if (pid < 0)
		return error_set(err, errno, "cannot fork: %s", strerror(errno));
	if (pid == 0) {
		execlp(UNPACKER, UNPACKER, "unpack", "--image", source, folder, NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(err, ENOENT,
				 "unpacking an image needs " UNPACKER ": install that package");
	if (status)
		return error_set(err, EIO, UNPACKER " could not unpack %s", source);
	return 0;
}

/* Returns a descriptor, whose lock on the folder keeps library_sweep() off; or -1. */
static int claim_folder(const char *folder, struct error *err)
{
	int locked = library_lock(err);
	int claim = -1;

	if (locked < 0)
		return -1;
	if (mkdir(folder, 0700) == 0)
		claim = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (claim < 0)
		library_error(err, "create", folder);
	else
		flock(claim, LOCK_EX);
	close(locked);
	return claim;
}

static int unpack_into(const char *folder, const char *source, struct error *err)
{
	int claim = claim_folder(folder, err);
	struct error ignored;

	if (claim < 0)
		return -1;
	/* The process holds the claim until its end, when the image is saved. */
	if (run_unpacker(source, folder, err) == 0)
		return 0;
	library_discard(folder, &ignored);
	close(claim);
	return -1;
}

static int unpack(const char *source, struct image *image, struct error *err)
{
	char *folder = image_own_root(image);
	int ret = unpack_into(folder, source, err);

	image->owns_root = true;
	image->rootfs = xasprintf("%s/rootfs", folder);
	free(folder);
	return ret;
}

/* The tag is what follows the last colon, unless a slash comes after that. */
static void split(const char *spec, char **layout, char **tag)
{
	const char *colon = strrchr(spec, ':');

	if (colon && strchr(colon, '/'))
		colon = NULL;
	*layout = colon ? xstrndup(spec, colon - spec) : xstrdup(spec);
	*tag = xstrdup(colon ? colon + 1 : IMAGE_DEFAULT_TAG);
}

int oci_import(const char *spec, struct image *image, struct error *err)
{
	char *layout, *tag, *source;
	int ret;

	split(spec, &layout, &tag);
	source = xasprintf("%s:%s", layout, tag);
	ret = oci_config_read(layout, tag, image, err);
	if (!ret)
		ret = unpack(source, image, err);
	free(source);
	free(tag);
	free(layout);
	return ret;
}
