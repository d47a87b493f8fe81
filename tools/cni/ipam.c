// SPDX-License-Identifier: GPL-2.0-only
#include "ipam.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "input.h"

/* In the folders of CNI_PATH; malloc'ed, or NULL. */
static char *find(const struct cni_call *call)
{
	char *folders = xstrdup(call->env.path), *rest = folders, *folder, *path;

	while ((folder = strsep(&rest, ":"))) {
		path = xasprintf("%s/%s", folder, call->config.ipam);
		if (*folder && access(path, X_OK) == 0)
			break;
		free(path);
	}
	free(folders);
	return folder ? path : NULL;
}

/* A file, other than a pipe, takes all of it before anybody reads. */
static int input_file(const struct cni_call *call)
{
	int fd = memfd_create("cni-input", MFD_CLOEXEC);
	ssize_t len = call->input_len;

	if (fd >= 0 && write(fd, call->input, len) == len && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void run(const char *path, const char *command, int in, int out)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	signal(SIGPIPE, SIG_DFL);
	setenv("CNI_COMMAND", command, 1);
	execl(path, path, (char *)NULL);
	_exit(127);
}

/* What it prints; malloc'ed, or NULL. Takes the pipe: who prints too much does not wait. */
static char *collect(pid_t pid, int out, size_t *len, int *status)
{
	struct error ignored;
	char *output = cni_input_read(out, len, &ignored);

	close(out);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return output;
}

static char *start(const char *path, const char *command, int in, size_t *len, int *status)
{
	char *output = NULL;
	int out[2];
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) < 0)
		return NULL;
	pid = fork();
	if (!pid)
		run(path, command, in, out[1]);
	close(out[1]);
	if (pid > 0)
		output = collect(pid, out[0], len, status);
	else
		close(out[0]);
	return output;
}

/* It says why itself, if it does as the specification says. */
static int pass_on(const struct cni_call *call, const json_t *said, struct cni_failure *f)
{
	const char *msg = json_string_value(json_object_get(said, "msg"));
	const char *details = json_string_value(json_object_get(said, "details"));
	json_int_t code = json_integer_value(json_object_get(said, "code"));

	cni_fail(f, code > 0 ? code : CNI_REFUSED, "ipam plugin %s failed: %s",
		 call->config.ipam, msg ? msg : "it does not say why");
	snprintf(f->details, sizeof(f->details), "%s", details ? details : "");
	return -1;
}

static int judge(const struct cni_call *call, const char *output, size_t len, int status,
		 json_t **said, struct cni_failure *f)
{
	json_error_t cause;

	*said = json_loadb(output, len, 0, &cause);
	if (status)
		return pass_on(call, *said, f);
	return 0;
}

/* @said is its answer, if that is JSON. */
static int ask(const struct cni_call *call, const char *command, json_t **said,
	       struct cni_failure *f)
{
	char *path = find(call), *output = NULL;
	int in = input_file(call), status = 0, ret;
	size_t len = 0;

	*said = NULL;
	if (path && in >= 0)
		output = start(path, command, in, &len, &status);
	if (!path)
		ret = cni_fail(f, CNI_INVALID_CONFIG, "failed to find plugin \"%s\" in path [%s]",
			       call->config.ipam, call->env.path);
	else if (!output)
		ret = cni_fail(f, CNI_IO_FAILURE, "cannot run ipam plugin %s: %s", path,
			       strerror(errno));
	else
		ret = judge(call, output, len, status, said, f);
	if (in >= 0)
		close(in);
	free(output);
	free(path);
	return ret;
}

static int command(const struct cni_call *call, const char *word, struct cni_failure *f)
{
	json_t *said;
	int ret;

	if (!call->config.ipam)
		return 0;
	ret = ask(call, word, &said, f);
	json_decref(said);
	return ret;
}

int cni_ipam(const struct cni_call *call, struct cni_failure *f)
{
	return command(call, cni_command_name(call->env.command), f);
}

void cni_ipam_undo(const struct cni_call *call)
{
	struct cni_failure ignored;

	command(call, cni_command_name(CNI_DEL), &ignored);
}

int cni_ipam_add(const struct cni_call *call, struct cni_lease *lease, struct cni_failure *f)
{
	json_t *said = NULL;
	int ret;

	*lease = (struct cni_lease){ .result = NULL };
	if (!call->config.ipam)
		return 0;
	ret = ask(call, cni_command_name(CNI_ADD), &said, f);
	if (!ret && !json_is_object(said))
		ret = cni_fail(f, CNI_DECODING_FAILURE, "ipam plugin %s did not answer in JSON",
			       call->config.ipam);
	if (!ret)
		ret = cni_lease_read(lease, said, f);
	else
		json_decref(said);
	if (!ret)
		return 0;
	cni_lease_free(lease);
	cni_ipam_undo(call);
	return -1;
}
