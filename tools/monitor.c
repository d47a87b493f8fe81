// SPDX-License-Identifier: GPL-2.0-only
/* The command monitor. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ages.h"
#include "alloc.h"
#include "command.h"
#include "event.h"
#include "event_names.h"
#include "flow_event.h"
#include "nl_monitor.h"
#include "options.h"
#include "out.h"
#include "trace_line.h"
#include "tracing.h"

static const char monitor_options[] =
	"      --flows            and of connections which begin and end\n"
	"      --json             for scripts, an object a line\n"
	"\n"
	"It goes on until it is interrupted, or the module is unloaded.\n";

/* For how long names are as they were: a container may be renamed without an event. */
#define NAMES_LAST	INT64_C(1000000000)
/* How often it is asked who is not known: flows may be many. */
#define NAMES_AGAIN	INT64_C(50000000)

/* How many pages of flows are read before other events have their turn. */
#define FLOW_READS	64

/**
 * struct watch - what is done with events
 * @names: of what they are about
 * @seen: what there was, by what was told of it
 * @loaded: when these were asked for
 * @tracing: tells of flows; NULL if they are not asked for
 * @flows: they are
 * @json: for scripts
 */
struct watch {
	struct event_names names;
	struct event_names seen;
	int64_t loaded;
	struct tracing *tracing;
	bool flows;
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
		out_flush();
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

/* The endpoint which a direction of a flow leads to, if any. */
static bool is_known(const struct watch *w, const json_t *traced, const char *key)
{
	const json_int_t id = json_integer_value(json_object_get(traced, key));

	return !id || event_name_find(&w->names.endpoints, id);
}

/* Also of those which begin as soon as a container is there; but files are not read for each. */
static void learn_flow(struct watch *w, const json_t *traced)
{
	const int64_t age = container_now() - w->loaded;
	struct error ignored;

	if (age > NAMES_LAST || (age > NAMES_AGAIN && !(is_known(w, traced, "Endpoint") &&
							is_known(w, traced, "ReplyEndpoint"))))
		load_names(w, &ignored);
}

static void on_traced(const char *line, void *data)
{
	json_t *traced = trace_line_json(line), *event;
	struct watch *w = data;
	const char *device;

	if (!traced)
		return;
	learn_flow(w, traced);
	device = json_string_value(json_object_get(traced, "Device"));
	event = flow_event_json(traced, device ? if_nametoindex(device) : 0, &w->names);
	if (event)
		tell(w, event);
	json_decref(traced);
}

/* Those of this namespace: tracing knows all of them. */
static int begin_flows(struct watch *w, struct error *err)
{
	struct stat netns;
	char *filter;
	int ret;

	if (stat("/proc/self/ns/net", &netns) < 0)
		return error_set(err, errno, "cannot find the network namespace: %s",
				 strerror(errno));
	w->tracing = tracing_open(err);
	if (!w->tracing)
		return -1;
	filter = xasprintf("netns == %lu", (unsigned long)netns.st_ino);
	ret = tracing_enable(w->tracing, "ctrnet_flow_begin", filter, err);
	if (!ret)
		ret = tracing_enable(w->tracing, "ctrnet_flow_end", filter, err);
	free(filter);
	return ret;
}

static int tell_flows(struct watch *w, struct error *err)
{
	int left, ret = 1;

	for (left = FLOW_READS; w->tracing && ret > 0 && left; left--)
		ret = tracing_read(w->tracing, on_traced, w, err);
	return ret < 0 ? -1 : 0;
}

static int wait_for_more(struct watch *w, struct nl_monitor *monitor, struct error *err)
{
	if (tell_flows(w, err) < 0)
		return -1;
	return nl_monitor_wait(monitor, w->tracing ? tracing_fd(w->tracing) : -1, on_event, w,
			       err);
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
	ret = w->flows ? begin_flows(w, err) : 0;
	if (!ret)
		ret = begin(w, err);
	if (!ret)
		tell_own(w, "started");
	while (!ret) {
		ret = wait_for_more(w, monitor, err);
		if (ret && recover(w, err))
			ret = 0;
	}
	tracing_close(w->tracing);
	nl_monitor_close(monitor);
	return ret;
}

static int cmd_monitor(int argc, char **argv)
{
	static const struct command_line line = { .command = "monitor" };
	struct watch w = { .json = false };
	const struct option_slot slots[] = {
		{ "flows", .flag = &w.flows },
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

const struct command command_monitor = {
	.name = "monitor",
	.function = cmd_monitor,
	.arguments = "[--flows] [--json]",
	.summary = "Tell of each change of networks, endpoints, ports and links",
	.options = monitor_options,
};
