// SPDX-License-Identifier: GPL-2.0-only
#include "tracing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "compiler.h"

#define TRACING		"/sys/kernel/tracing"
#define INSTANCES	TRACING "/instances"
#define PREFIX		"ctrnetctl-"

/* Another process may take away the instance before it is in use. */
#define MOST_TRIES	3
/* The kernel hands on less than a page at once. */
#define BUFFER_SIZE	8192

/**
 * struct tracing - an instance of the kernel's tracing
 * @instance: its folder; whoever else traces is not disturbed
 * @pipe: reads what is traced
 * @used: how much of @buffer
 * @buffer: the beginning of a line whose end is not read yet
 */
struct tracing {
	char *instance;
	int pipe;
	size_t used;
	char buffer[BUFFER_SIZE];
};

/* For the signal. */
static struct tracing *opened;

/* All that is called here may be called by a signal. */
static void remove_instance(const struct tracing *t)
{
	/* One which is read cannot be taken away. */
	close(t->pipe);
	rmdir(t->instance);
}

static void on_signal(int sig)
{
	if (opened)
		remove_instance(opened);
	/* Its action is the default one again. */
	raise(sig);
}

static void catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
	const struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
}

/* Those which are in use stay. */
static void remove_left_over(void)
{
	const struct dirent *entry;
	DIR *dir = opendir(INSTANCES);

	while (dir && (entry = readdir(dir)) != NULL)
		if (!strncmp(entry->d_name, PREFIX, strlen(PREFIX)))
			unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	if (dir)
		closedir(dir);
}

static int check_kernel(struct error *err)
{
	if (access(TRACING "/events/ctrnet", F_OK) == 0)
		return 0;
	return error_set(err, ENOENT, access(INSTANCES, F_OK) < 0 ?
			 "tracing needs its file system: 'mount -t tracefs none " TRACING "'" :
			 "the ctrnet kernel module is not loaded: run 'modprobe ctrnet' as root");
}

static int make_instance(struct tracing *t, struct error *err)
{
	char *path = xasprintf("%s/trace_pipe", t->instance);
	int tries = MOST_TRIES;
	int code;

	do {
		if (mkdir(t->instance, 0700) == 0)
			t->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	} while (t->pipe < 0 && errno == ENOENT && --tries);
	code = errno;
	free(path);
	if (t->pipe >= 0)
		return 0;
	if (code != EEXIST)
		rmdir(t->instance);
	return error_set(err, code, "cannot make %s: %s", t->instance,
			 code == EACCES || code == EPERM ? ERROR_NEEDS_ROOT : strerror(code));
}

struct tracing *tracing_open(struct error *err)
{
	struct tracing *t;

	if (check_kernel(err) < 0)
		return NULL;
	remove_left_over();
	t = xcalloc(1, sizeof(*t));
	t->instance = xasprintf(INSTANCES "/" PREFIX "%d", getpid());
	t->pipe = -1;
	if (make_instance(t, err) < 0) {
		free(t->instance);
		free(t);
		return NULL;
	}
	opened = t;
	catch_signals();
	return t;
}

void tracing_close(struct tracing *t)
{
	if (!t)
		return;
	opened = NULL;
	remove_instance(t);
	free(t->instance);
	free(t);
}

/* To a file of the events' folder, or of the event's in it. */
static int write_to(const struct tracing *t, const char *event, const char *name,
		    const char *value, struct error *err)
{
	char *path = xasprintf("%s/events/ctrnet/%s%s%s", t->instance, event ? event : "",
			       event ? "/" : "", name);
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		ret = error_set(err, errno, "cannot write to %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

int tracing_enable(const struct tracing *t, const char *event, const char *filter,
		   struct error *err)
{
	if (filter && write_to(t, event, "filter", filter, err) < 0)
		return -1;
	return write_to(t, event, "enable", "1", err);
}

int tracing_fd(const struct tracing *t)
{
	return t->pipe;
}

/* Whole lines; what is left of the last one goes to the beginning. */
static void hand_on(struct tracing *t, void (*each)(const char *line, void *data), void *data)
{
	char *line = t->buffer, *end;

	t->buffer[t->used] = '\0';
	while ((end = strchr(line, '\n')) != NULL) {
		*end = '\0';
		each(line, data);
		line = end + 1;
	}
	t->used = strlen(line);
	/* No line is that long. */
	if (t->used == sizeof(t->buffer) - 1)
		t->used = 0;
	memmove(t->buffer, line, t->used);
}

int tracing_read(struct tracing *t, void (*each)(const char *line, void *data), void *data,
		 struct error *err)
{
	ssize_t n = read(t->pipe, t->buffer + t->used, sizeof(t->buffer) - 1 - t->used);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return error_set(err, errno, "cannot read the trace: %s", strerror(errno));
	if (n <= 0)
		return 0;
	t->used += n;
	hand_on(t, each, data);
	return 1;
}
