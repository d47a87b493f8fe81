// SPDX-License-Identifier: GPL-2.0-only
/*
 * ctrnet-cni: puts what a container engine has started on ctrnet's networks, as a plugin
 * by the Container Network Interface. The answer goes to stdout, to the runtime; what
 * people may want to know goes to stderr, which is the runtime's log.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "call.h"
#include "engine.h"
#include "input.h"
#include "startup.h"

const enum engine_interface plugin_interface = ENGINE_CNI;

static json_t *versions(void)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < CNI_N_VERSIONS; i++)
		json_array_append_new(array, json_string(cni_versions[i]));
	return array;
}

static json_t *failure_json(const struct cni_call *call, const struct cni_failure *f)
{
	json_t *json = json_pack("{s:s, s:i, s:s}",
				 "cniVersion", cni_config_version(&call->config),
				 "code", f->code, "msg", f->msg);

	if (json && *f->details)
		json_object_set_new(json, "details", json_string(f->details));
	/* Of what was said in another encoding, only the code can be told. */
	return json ? json : json_pack("{s:s, s:i, s:s}",
				       "cniVersion", cni_config_version(&call->config),
				       "code", f->code, "msg", "the input is not UTF-8");
}

static int run(struct cni_call *call, json_t **result, struct cni_failure *f)
{
	switch (call->env.command) {
	case CNI_ADD:
		return cni_add(call, result, f);
	case CNI_DEL:
		return cni_del(call, f);
	case CNI_CHECK:
		return cni_check(call, f);
	case CNI_GC:
		return cni_gc(call, f);
	case CNI_STATUS:
		return cni_status(call, f);
	default:
		*result = json_pack("{s:s, s:o}",
				    "cniVersion", cni_config_version(&call->config),
				    "supportedVersions", versions());
		return 0;
	}
}

static int read_call(struct cni_call *call, struct cni_failure *f)
{
	struct error err;
	int ret;

	if (cni_environment_read(&call->env, f) < 0)
		return -1;
	call->input = cni_input_read(STDIN_FILENO, &call->input_len, &err);
	if (!call->input)
		return cni_fail_error(f, CNI_IO_FAILURE, &err);
	ret = cni_config_read(&call->config, call->env.command, call->input,
			      call->input_len, f);
	/* What it can do does not depend on what is asked. */
	return call->env.command == CNI_VERSION ? 0 : ret;
}

static int answer(json_t *json)
{
	int ret = json_dumpf(json, stdout, JSON_INDENT(4));

	json_decref(json);
	return ret < 0 || putchar('\n') == EOF || fflush(stdout) == EOF ? -1 : 0;
}

int main(void)
{
	struct cni_call call = { .input = NULL };
	json_t *result = NULL;
	struct cni_failure f;
	int ret;

	startup();
	signal(SIGPIPE, SIG_IGN);
	ret = read_call(&call, &f);
	if (!ret)
		ret = run(&call, &result, &f);
	if (ret)
		result = failure_json(&call, &f);
	if (result && answer(result) < 0)
		ret = -1;
	cni_config_free(&call.config);
	cni_environment_free(&call.env);
	free(call.input);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
