// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "command.h"
#include "containers.h"
#include "lifecycle.h"
#include "log.h"
#include "options.h"
#include "out.h"
#include "process.h"

static const char logs_options[] =
	"  -f, --follow           go on until the container ends\n"
	"  -n, --tail N           only the last N lines\n"
	"  -t, --timestamps       with the time of each line\n"
	"      --json             for scripts\n";

/**
 * struct logs_options - what is to be shown
 * @follow: go on until the container ends
 * @timestamps: begin each line with its time
 * @json: for scripts, an object for each record
 * @tail: only that many of the last lines
 */
struct logs_options {
	bool follow;
	bool timestamps;
	bool json;
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

/* What is no UTF-8 is shown as a sign for that, each byte of it. */
static json_t *text_json(const struct record *r)
{
	static const char sign[] = "\ufffd";
	json_t *json = json_stringn(r->text, r->len);
	char *text, *end;
	size_t i;

	if (json)
		return json;
	text = xcalloc(r->len + 1, strlen(sign));
	for (i = 0, end = text; i < r->len; i++) {
		if (r->text[i] & 0x80)
			end = stpcpy(end, sign);
		else
			*end++ = r->text[i];
	}
	json = json_stringn(text, end - text);
	free(text);
	return json;
}

/* All to standard output: the stream is a member. */
static void print_object(const struct record *r)
{
	out_json_line(json_pack("{s:s%, s:s, s:b, s:o}",
				"Time", r->time, strcspn(r->time, " "),
				"Stream", r->out == stderr ? LOG_STDERR : LOG_STDOUT,
				"Whole", r->whole,
				"Text", text_json(r)));
}

static void print_record(const struct record *r, const struct logs_options *o)
{
	if (o->json) {
		print_object(r);
		return;
	}
	/* Both may go to one file, in which the order is to be kept. */
	if (r->out == stdout)
		fflush(stderr);
	else
		out_flush();
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
	out_flush();
}

/* Those which are finished. @goes_on is whether a line that is not comes after them. */
static size_t count_lines(FILE *log, bool *goes_on)
{
	char *line = NULL;
	size_t size = 0, n = 0;
	struct record r;
	ssize_t len;

	while ((len = getline(&line, &size, log)) > 0) {
		if (!parse_record(line, len, &r))
			continue;
		n += r.whole;
		*goes_on = !r.whole;
	}
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
	bool goes_on = false;
	size_t lines, skip;

	lines = old ? count_lines(old, &goes_on) : 0;
	lines += log ? count_lines(log, &goes_on) : 0;
	lines += goes_on;
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

/* The files of one that was never started are not there, either: it has written nothing. */
static int check_log(const struct container *c, struct error *err)
{
	FILE *log;

	if (c->state == CONTAINER_CREATED)
		return 0;
	if (c->adopted)
		return lifecycle_check_own(c, "show the output of", err);
	log = open_log(c, LOG_FILE);
	if (!log)
		return error_set(err, ENOENT,
				 "container %s has no log: it ran in the foreground, and its output was shown there; 'run -d' and 'start' keep it",
				 c->name);
	fclose(log);
	return 0;
}

static int parse_tail(const char *text, size_t *tail)
{
	char *end;
	long value;

	if (!strcmp(text, "all"))
		return EXIT_OK;
	value = strtol(text, &end, 10);
	if (!*text || *end)
		return out_usage_error("logs", "'%s' is no number of lines",
				       text);
	if (value >= 0)
		*tail = value;
	return EXIT_OK;
}

static int show(const char *term, const struct logs_options *o)
{
	struct container *c;
	struct error err;
	int ret;

	if (containers_find_one(term, &c, &err) < 0)
		return out_error(&err);
	ret = check_log(c, &err);
	if (!ret)
		print_logs(c, o);
	container_free(c);
	return ret ? out_error(&err) : EXIT_OK;
}

static int cmd_logs(int argc, char **argv)
{
	static const struct command_line line = {
		.command = "logs",
		.least = 1,
		.most = 1,
	};
	struct logs_options given = { .tail = SIZE_MAX };
	const char *tail = "all";
	const struct option_slot slots[] = {
		{ "follow", 'f', .flag = &given.follow },
		{ "tail", 'n', .value = &tail },
		{ "timestamps", 't', .flag = &given.timestamps },
		{ "json", .flag = &given.json },
		{ .name = NULL }
	};
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	status = parse_tail(tail, &given.tail);
	return status ? status : show(argv[0], &given);
}

const struct command command_logs = {
	.name = "logs",
	.function = cmd_logs,
	.arguments = "[OPTION]... CONTAINER",
	.summary = "Show what a container in the background has written",
	.options = logs_options,
};
