// SPDX-License-Identifier: GPL-2.0-only
/* The lock over all state, and the folders of it. */
#include "container_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"

static int lock_fd = -1;
/* Only to look: what is wrong stays so. */
static bool looking;
/* Not all was done that was begun under the lock. */
static bool cut_short;

void (*container_cut_short)(void);

int container_path_error(struct error *err, const char *action, const char *path)
{
	int code = errno;

	if (code == EACCES || code == EPERM)
		return error_set(err, code, ERROR_NEEDS_ROOT);
	return error_set(err, code, "cannot %s %s: %s", action, path,
			 strerror(code));
}

/* Where others can make files, a folder which was there may be somebody else's. */
static int check_owner(const char *path, struct error *err)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return container_path_error(err, "use", path);
	if (geteuid() != 0 && st.st_uid != geteuid())
		return error_set(err, EPERM, ERROR_NEEDS_ROOT);
	if (!S_ISDIR(st.st_mode))
		return error_set(err, EPERM, "cannot use %s: it is no folder; remove it", path);
	if (st.st_uid != geteuid())
		return error_set(err, EPERM,
				 "cannot use %s: it belongs to user %u; 'chown %u %s' makes it the caller's own",
				 path, st.st_uid, geteuid(), path);
	if (st.st_mode & 022)
		return error_set(err, EPERM,
				 "cannot use %s: others may write to it (mode %o); 'chmod go-w %s' ends that",
				 path, st.st_mode & 07777, path);
	return 0;
}

int container_check_owner(struct error *err)
{
	if (!place_rootless() || access(place(PLACE_STATE), F_OK) < 0)
		return 0;
	return check_owner(place(PLACE_STATE), err);
}

/* Only root looks inside: environments hold secrets. */
static int make_folders(struct error *err)
{
	if ((mkdir(place(PLACE_STATE), 0755) < 0 && errno != EEXIST) ||
	    (mkdir(place(PLACE_CONTAINERS), 0700) < 0 && errno != EEXIST))
		return container_path_error(err, "create", place(PLACE_CONTAINERS));
	return check_owner(place(PLACE_STATE), err);
}

bool container_may_correct(void)
{
	return lock_fd >= 0 && !looking;
}

bool container_looking(void)
{
	return looking;
}

/*
 * The lock's file is empty but while something is changed. If it is not, who
 * had the lock last was killed, and left something half done.
 */
static void begin_change(void)
{
	char byte;
	bool unfinished = pread(lock_fd, &byte, sizeof(byte), 0) == sizeof(byte);

	/* On a file system that takes nothing more, nothing is changed either. */
	if (!unfinished && pwrite(lock_fd, "1", 1, 0) < 0)
		errno = 0;
	if (unfinished && container_cut_short)
		container_cut_short();
}

static void end_change(void)
{
	if (!cut_short && ftruncate(lock_fd, 0) < 0)
		errno = 0;
	cut_short = false;
}

bool container_lock_try(void)
{
	if (lock_fd >= 0 || looking)
		return false;
	lock_fd = open(place(PLACE_LOCK), O_RDWR | O_CLOEXEC);
	if (lock_fd >= 0 && flock(lock_fd, LOCK_EX | LOCK_NB) == 0) {
		begin_change();
		return true;
	}
	container_lock_disown();
	return false;
}

static int wait_for_lock(struct error *err)
{
	while (flock(lock_fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		error_set(err, errno, "cannot lock %s: %s", place(PLACE_LOCK),
			  strerror(errno));
		container_lock_disown();
		return -1;
	}
	return 0;
}

int container_lock(struct error *err)
{
	if (make_folders(err) < 0)
		return -1;
	lock_fd = open(place(PLACE_LOCK), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock_fd < 0)
		return container_path_error(err, "open", place(PLACE_LOCK));
	if (wait_for_lock(err) < 0)
		return -1;
	begin_change();
	return 0;
}

int container_lock_to_look(struct error *err)
{
	lock_fd = open(place(PLACE_LOCK), O_RDONLY | O_CLOEXEC);
	/* Before the first command there is none, nor anything to be seen. */
	if (lock_fd < 0 && errno != ENOENT)
		return container_path_error(err, "open", place(PLACE_LOCK));
	if (lock_fd >= 0 && wait_for_lock(err) < 0)
		return -1;
	looking = true;
	return 0;
}

void container_lock_cut_short(void)
{
	cut_short = true;
}

void container_unlock(void)
{
	if (container_may_correct())
		end_change();
	looking = false;
	if (lock_fd >= 0)
		flock(lock_fd, LOCK_UN);
	container_lock_disown();
}

int container_lock_fd(void)
{
	return lock_fd;
}

void container_lock_disown(void)
{
	if (lock_fd >= 0)
		close(lock_fd);
	lock_fd = -1;
}
