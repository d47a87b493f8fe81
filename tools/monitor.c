// SPDX-License-Identifier: GPL-2.0-only
/* The command monitor. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "ages.h"
#include "command.h"
#include "event.h"
#include "event_names.h"
#include "nl.h"
#include "options.h"
#include "out.h"

/* For how long names are as they were: a container may be renamed without an event. */
#define NAMES_LAST	INT64_C(1000000000)

/**
 * struct watch - what is done with events
 * @names: of what they are about
 * @seen: what there was, by what was told of it
 * @loaded: when these were asked for
 * @json: for scripts
 */
struct watch {
	struct event_names names;
	struct event_names seen;
	int64_t loaded;
	bool json;
};

static int load_names(struct watch *w, struct error *err)
{
	int ret = event_names_load(&w->names, err);

	w->loaded = container_now();
	return ret;
}

/* On a line of its own, at once, with the time; drops the reference. */
static void tell(const struct watch *w, json_t *event)
{
	char *time = age_timestamp(container_now()), *text;
	json_t *object = json_pack("{s:s}", "Time", time);

	if (w->json) {
		json_object_update(object, event);
		out_json_line(object);
	} else {
		text = event_text(event);
		printf("%s %s\n", time, text);
		fflush(stdout);
		free(text);
		json_decref(object);
	}
	json_decref(event);
	free(time);
}

static void tell_own(const struct watch *w, const char *action)
{
	tell(w, json_pack("{s:s, s:s}", "Object", "monitor", "Action", action));
}

/* The endpoint which an event is about; 0 for none. */
static uint32_t endpoint_of(const struct nl_event *event)
{
	switch (event->object) {
	case NL_OBJECT_ENDPOINT:
		return event->endpoint.id;
	case NL_OBJECT_PUBLISH:
		return event->publish.endpoint;
	case NL_OBJECT_LINK:
		return event->link.source;
	default:
		return 0;
	}
}

/* What is new is not told before the files say whose it is. */
static void learn(struct watch *w, const struct nl_event *event)
{
	const uint32_t id = endpoint_of(event);
	struct error ignored;

	if (event->gone || !id)
		return;
	if (!event_name_of(&w->names.endpoints, id) ||
	    container_now() - w->loaded > NAMES_LAST)
		load_names(w, &ignored);
}

static void on_event(const struct nl_event *event, void *data)
{
	struct watch *w = data;
	json_t *json;

	learn(w, event);
	json = event_json(event, &w->names, &w->seen);
	if (json)
		tell(w, json);
}

/* Whatever is told from now on is compared with what there is. */
static int begin(struct watch *w, struct error *err)
{
	event_names_free(&w->names);
	event_names_free(&w->seen);
	if (load_names(w, err) < 0)
		return -1;
	return event_names_load(&w->seen, err);
}

/* Whether one can go on. */
static bool recover(struct watch *w, struct error *err)
{
	if (err->code == EINTR)
		return true;
	if (err->code != ENOBUFS)
		return false;
	tell_own(w, "lost");
	return begin(w, err) == 0;
}

static int watch(struct watch *w, struct error *err)
{
	struct nl_monitor *monitor = NULL;
	int ret;

	/* Which would load the module. */
	if (load_names(w, err) == 0)
		monitor = nl_monitor_open(err);
	if (!monitor)
		return -1;
	ret = begin(w, err);
	if (!ret)
		tell_own(w, "started");
	while (!ret) {
		ret = nl_monitor_wait(monitor, on_event, w, err);
		if (ret && recover(w, err))
			ret = 0;
	}
	nl_monitor_close(monitor);
	return ret;
}

int cmd_monitor(int argc, char **argv)
{
	static const struct command_line line = { .command = "monitor" };
	struct watch w = { .json = false };
	const struct option_slot slots[] = {
		{ "json", .flag = &w.json },
		{ .name = NULL }
	};
	struct error err;
	int status;

	if (!options_parse(&line, slots, &argc, &argv, &status))
		return status;
	watch(&w, &err);
	event_names_free(&w.names);
	event_names_free(&w.seen);
	return out_error(&err);
}
