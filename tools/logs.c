// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "container.h"
#include "log.h"
#include "out.h"
#include "process.h"

/**
 * struct logs_options - what is to be shown
 * @follow: go on until the container ends
 * @timestamps: begin each line with its time
 * @tail: only that many of the last lines
 */
struct logs_options {
	bool follow;
	bool timestamps;
	size_t tail;
};

/**
 * struct record - one record of a log
 * @time: its time, not terminated; the space after it ends it
 * @out: where it goes
 * @whole: whether it ends a line
 * @text: what was written
 * @len: how much
 */
struct record {
	const char *time;
	FILE *out;
	bool whole;
	const char *text;
	size_t len;
};

/* @line ends in a newline. False for what no log_write() wrote. */
static bool parse_record(const char *line, size_t len, struct record *r)
{
	const char *stream = memchr(line, ' ', len);
	const char *tag = stream ? strchr(stream + 1, ' ') : NULL;

	if (!tag || (tag[1] != 'F' && tag[1] != 'P') || tag[2] != ' ')
		return false;
	r->time = line;
	r->out = strncmp(stream + 1, LOG_STDERR, strlen(LOG_STDERR)) ? stdout :
								       stderr;
	r->whole = tag[1] == 'F';
	r->text = tag + 3;
	r->len = line + len - 1 - r->text;
	return true;
}

static void print_record(const struct record *r, const struct logs_options *o)
{
	/* Both may go to one file, in which the order is to be kept. */
	fflush(r->out == stdout ? stderr : stdout);
	if (o->timestamps)
		fprintf(r->out, "%.*s", (int)strcspn(r->time, " ") + 1, r->time);
	fwrite(r->text, 1, r->len, r->out);
	if (r->whole)
		fputc('\n', r->out);
}

/* What is there of a log, past @skip lines. A record still being written is left for later. */
static void print_records(FILE *log, const struct logs_options *o, size_t *skip)
{
	char *line = NULL;
	size_t size = 0;
	struct record r;
	ssize_t len;

	while ((len = getline(&line, &size, log)) > 0) {
		if (line[len - 1] != '\n') {
			fseek(log, -len, SEEK_CUR);
			break;
		}
		if (!parse_record(line, len, &r))
			continue;
		if (!*skip)
			print_record(&r, o);
		else if (r.whole)
			--*skip;
	}
	free(line);
	/* getline() has seen the end; what comes after it is read next time. */
	clearerr(log);
	fflush(stdout);
}

static size_t count_lines(FILE *log)
{
	char *line = NULL;
	size_t size = 0, n = 0;
	struct record r;
	ssize_t len;

	while ((len = getline(&line, &size, log)) > 0)
		n += parse_record(line, len, &r) && r.whole;
	free(line);
	rewind(log);
	return n;
}

static FILE *open_log(const struct container *c, const char *file)
{
	char *path = container_path(c, file);
	FILE *log = fopen(path, "re");

	free(path);
	return log;
}

static bool is_rotated(const struct container *c, FILE *log)
{
	char *path = container_path(c, LOG_FILE);
	struct stat open_one, named_one;
	bool rotated;

	rotated = fstat(fileno(log), &open_one) == 0 &&
		  stat(path, &named_one) == 0 &&
		  open_one.st_ino != named_one.st_ino;
	free(path);
	return rotated;
}

static int watch(const struct container *c)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char *folder = container_path(c, "");

	inotify_add_watch(fd, folder, IN_MODIFY | IN_CREATE);
	free(folder);
	return fd;
}

/* Until the one who writes the log is gone. Returns the file that is current then. */
static FILE *follow(const struct container *c, FILE *log,
		    const struct logs_options *o)
{
	struct pollfd fds[] = {
		{ .fd = watch(c), .events = POLLIN },
		{ .fd = process_open(c->supervisor, c->supervisor_start),
		  .events = POLLIN },
	};
	char events[4096];
	size_t none = 0;
	FILE *next;

	while (fds[1].fd >= 0 && !fds[1].revents) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		while (read(fds[0].fd, events, sizeof(events)) > 0)
			;
		print_records(log, o, &none);
		if (!is_rotated(c, log))
			continue;
		next = open_log(c, LOG_FILE);
		if (!next)
			break;
		/* What came between the last look and the rotation. */
		print_records(log, o, &none);
		fclose(log);
		log = next;
		print_records(log, o, &none);
	}
	close(fds[0].fd);
	close(fds[1].fd);
	return log;
}

static void print_logs(const struct container *c, const struct logs_options *o)
{
	FILE *old = open_log(c, LOG_OLD);
	FILE *log = open_log(c, LOG_FILE);
	size_t lines, skip;

	lines = (old ? count_lines(old) : 0) + (log ? count_lines(log) : 0);
	skip = lines > o->tail ? lines - o->tail : 0;
	if (old) {
		print_records(old, o, &skip);
		fclose(old);
	}
	if (!log)
		return;
	print_records(log, o, &skip);
	if (o->follow && c->state == CONTAINER_RUNNING)
		log = follow(c, log, o);
	fclose(log);
}

static int parse_tail(const char *text, size_t *tail)
{
	char *end;
	long value;

	if (!strcmp(text, "all"))
		return 0;
	value = strtol(text, &end, 10);
	if (!*text || *end)
		return out_usage_error("logs", "'%s' is no number of lines",
				       text);
	if (value >= 0)
		*tail = value;
	return 0;
}

/* Returns 0 or EXIT_USAGE; -1 if help was all that was wanted. */
static int parse_options(int argc, char **argv, struct logs_options *o)
{
	static const struct option options[] = {
		{ "follow", no_argument, NULL, 'f' },
		{ "tail", required_argument, NULL, 'n' },
		{ "timestamps", no_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'H' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":fn:t", options, NULL)) >= 0) {
		switch (opt) {
		case 'f':
			o->follow = true;
			break;
		case 'n':
			if (parse_tail(optarg, &o->tail))
				return EXIT_USAGE;
			break;
		case 't':
			o->timestamps = true;
			break;
		case 'H':
			return -1;
		default:
			return out_option_error("logs", argv, opt);
		}
	}
	if (argc - optind != 1)
		return out_usage_error("logs", "one container needed");
	return 0;
}

int cmd_logs(int argc, char **argv)
{
	struct logs_options given = { .tail = SIZE_MAX };
	int status = parse_options(argc, argv, &given);
	struct container *c;
	struct error err;

	if (status)
		return status < 0 ? command_help("logs") : status;
	if (container_find(argv[optind], &c, &err) < 0)
		return out_error(&err);
	print_logs(c, &given);
	container_free(c);
	return EXIT_OK;
}
