// SPDX-License-Identifier: GPL-2.0-only
/*
 * ctrnet-netavark: puts podman's containers on ctrnet's networks, as a plugin of netavark, by
 * its plugin API 1.0.0. It says in netavark's words what ctrnet-cni says in those of CNI, of
 * whose parts it is made. The answer goes to stdout; what people may want to know to stderr.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cni/call.h"
#include "cni/engine.h"
#include "cni/input.h"
#include "compiler.h"
#include "new_network.h"
#include "reply.h"
#include "request.h"
#include "startup.h"
#include "version.h"

#define API_VERSION	"1.0.0"

const enum engine_interface plugin_interface = ENGINE_NETAVARK;

/* One call: what netavark says, the namespace's path, and what it is answered. */
struct plugin_call {
	json_t *input;
	const char *netns;
	json_t *reply;
};

static int info(struct plugin_call *p, struct cni_failure *f)
{
	(void)f;
	p->reply = json_pack("{s:s, s:s}", "version", CTRNETCTL_VERSION,
			     "api_version", API_VERSION);
	return 0;
}

static int create(struct plugin_call *p, struct cni_failure *f)
{
	if (netavark_network_complete(p->input, f) < 0)
		return -1;
	p->reply = json_incref(p->input);
	return 0;
}

static void free_call(struct cni_call *call)
{
	cni_config_free(&call->config);
	cni_environment_free(&call->env);
}

static int setup(struct plugin_call *p, struct cni_failure *f)
{
	struct cni_call call = { .input = NULL };
	json_t *result = NULL;
	int ret;

	ret = netavark_call_read(&call, p->input, p->netns, f);
	if (!ret)
		ret = cni_add(&call, &result, f);
	if (!ret)
		p->reply = netavark_reply(result, p->input);
	json_decref(result);
	free_call(&call);
	return ret;
}

static int teardown(struct plugin_call *p, struct cni_failure *f)
{
	struct cni_call call = { .input = NULL };
	int ret;

	ret = netavark_leave_read(&call, p->input, p->netns, f);
	if (!ret)
		ret = cni_del(&call, f);
	free_call(&call);
	return ret;
}

static const struct verb {
	const char *name;
	int (*run)(struct plugin_call *p, struct cni_failure *f);
	bool reads;
	bool netns;
} verbs[] = {
	{ .name = "info", .run = info },
	{ .name = "create", .run = create, .reads = true },
	{ .name = "setup", .run = setup, .reads = true, .netns = true },
	{ .name = "teardown", .run = teardown, .reads = true, .netns = true },
};

static const struct verb *find_verb(int argc, char **argv, struct cni_failure *f)
{
	size_t i;

	for (i = 0; argc > 1 && i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(argv[1], verbs[i].name) && argc == 2 + verbs[i].netns)
			return &verbs[i];
	cni_fail(f, CNI_INVALID_ENVIRONMENT,
		 "netavark runs this with info, create, setup NETNS or teardown NETNS");
	return NULL;
}

static int read_input(struct plugin_call *p, struct cni_failure *f)
{
	json_error_t cause;
	struct error err;
	size_t len;
	char *text = cni_input_read(STDIN_FILENO, &len, &err);

	if (!text)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	p->input = json_loadb(text, len, 0, &cause);
	free(text);
	if (json_is_object(p->input))
		return 0;
	return cni_fail(f, CNI_DECODING_FAILURE, "cannot decode the input: %s",
			p->input ? "it is no object" : cause.text);
}

static int run(struct plugin_call *p, const struct verb *verb, struct cni_failure *f)
{
	if (verb->reads && read_input(p, f) < 0)
		return -1;
	return verb->run(p, f);
}

static json_t *failure_json(const struct cni_failure *f)
{
	json_t *json = json_pack("{s:s}", "error", f->msg);

	/* Of what was said in another encoding, nothing can be repeated. */
	return json ? json : json_pack("{s:s}", "error", "the input is not UTF-8");
}

static int answer(const json_t *json)
{
	return json_dumpf(json, stdout, JSON_COMPACT) < 0 || putchar('\n') == EOF ||
	       fflush(stdout) == EOF ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct plugin_call p = { .netns = argc > 2 ? argv[2] : NULL };
	const struct verb *verb;
	struct cni_failure f;
	int ret;

	startup();
	signal(SIGPIPE, SIG_IGN);
	verb = find_verb(argc, argv, &f);
	ret = verb ? run(&p, verb, &f) : -1;
	if (ret)
		p.reply = failure_json(&f);
	if (p.reply && answer(p.reply) < 0)
		ret = -1;
	json_decref(p.reply);
	json_decref(p.input);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
