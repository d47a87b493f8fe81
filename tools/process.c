// SPDX-License-Identifier: GPL-2.0-only
#include "process.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "assignments.h"
#include "command.h"
#include "compiler.h"
#include "inside.h"
#include "place.h"
#include "streams.h"
#include "user.h"

/* Those of proc_pid_stat(5) after the command's name, which is in parentheses. */
#define STAT_FIELDS_AFTER_NAME \
	" %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu"

uint64_t process_start_time(pid_t pid)
{
	unsigned long long start = 0;
	char path[64], line[1024];
	const char *rest;
	size_t len;
	char state;
	FILE *f;

	if (pid <= 0)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	len = fread(line, 1, sizeof(line) - 1, f);
	fclose(f);
	line[len] = '\0';
	/* The name may itself contain parentheses: the last one ends it. */
	rest = strrchr(line, ')');
	if (!rest || sscanf(rest + 1, STAT_FIELDS_AFTER_NAME, &state, &start) != 2)
		return 0;
	return state == 'Z' || state == 'X' ? 0 : start;
}

bool process_alive(pid_t pid, uint64_t start)
{
	return start && process_start_time(pid) == start;
}

int process_open(pid_t pid, uint64_t start)
{
	int pidfd;

	if (pid <= 0)
		return -1;
	pidfd = pidfd_open(pid, 0);
	if (pidfd < 0)
		return -1;
	/* Checked after the open: from here on the pid cannot become another's. */
	if (!process_alive(pid, start)) {
		close(pidfd);
		return -1;
	}
	return pidfd;
}

bool process_wait(int pidfd, int milliseconds)
{
	struct pollfd end = { .fd = pidfd, .events = POLLIN };
	int n;

	do {
		n = poll(&end, 1, milliseconds);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

/* How long the arguments are, as the kernel shows them to everybody. */
static size_t arguments_size(void)
{
	FILE *file = fopen("/proc/self/cmdline", "re");
	size_t size = 0;

	while (file && fgetc(file) != EOF)
		size++;
	if (file)
		fclose(file);
	return size;
}

void process_set_title(const char *title)
{
	/* The first argument; the others follow it. */
	char *arguments = program_invocation_name;
	size_t size = arguments_size();

	if (!size)
		return;
	memset(arguments, 0, size);
	snprintf(arguments, size, "%s", title);
}

int process_exit_status(int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return 128 + WTERMSIG(wait_status);
	return WEXITSTATUS(wait_status);
}

/* What Docker leaves to a container's processes. */
static int keep_container_capabilities(struct error *err)
{
	static const unsigned int kept[] = {
		CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID, CAP_KILL,
		CAP_SETGID, CAP_SETUID, CAP_SETPCAP, CAP_NET_BIND_SERVICE,
		CAP_NET_RAW, CAP_SYS_CHROOT, CAP_MKNOD, CAP_AUDIT_WRITE,
		CAP_SETFCAP,
	};
	const capng_type_t sets = CAPNG_EFFECTIVE | CAPNG_PERMITTED |
				  CAPNG_BOUNDING_SET;
	size_t i;

	capng_clear(CAPNG_SELECT_ALL);
	for (i = 0; i < ARRAY_SIZE(kept); i++)
		capng_update(CAPNG_ADD, sets, kept[i]);
	if (capng_apply(CAPNG_SELECT_ALL) < 0)
		return error_set(err, EPERM, "cannot drop capabilities");
	return 0;
}

static void reset_signals(void)
{
	sigset_t none;
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

int process_not_run(const char *name, int cause, struct error *err)
{
	if (cause == ENOENT && !strchr(name, '/')) {
		error_set(err, cause,
			  "exec: \"%s\": executable file not found in $PATH",
			  name);
		return EXIT_NOT_FOUND;
	}
	/* Lower case as Docker has it, unlike strerror(). */
	error_set(err, cause, "exec: \"%s\": %s", name,
		  cause == ENOENT ? "no such file or directory" :
		  cause == EACCES ? "permission denied" : strerror(cause));
	return cause == ENOENT || cause == ENOTDIR ? EXIT_NOT_FOUND :
						     EXIT_NOT_EXECUTABLE;
}

/* In this order: each needs privileges which a later one takes away. */
static int become_user(const struct user *user, struct error *err)
{
	/* In a user namespace of one's own, groups may be there to stay. */
	if (setgroups(user->n_groups, user->groups) < 0 && !place_rootless())
		return error_set(err, errno,
				 "cannot leave the caller's groups: %s",
				 strerror(errno));
	if (setresgid(user->gid, user->gid, user->gid) < 0)
		return error_set(err, errno, "cannot become group %u: %s",
				 user->gid, strerror(errno));
	if (keep_container_capabilities(err) < 0)
		return -1;
	/* For all but root, this leaves no capabilities but the bounding set. */
	if (setresuid(user->uid, user->uid, user->uid) < 0)
		return error_set(err, errno, "cannot become user %u: %s",
				 user->uid, strerror(errno));
	return 0;
}

static void set_home(const struct user *user, char ***env)
{
	char *home = xasprintf("HOME=%s", user->home);

	assignments_set_default(env, home);
	free(home);
}

/* Programs open /dev/stdout and the like anew. Some of them may be no file to own. */
static void own_streams(unsigned int owned, const struct user *user)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		struct stat st;

		if ((owned & 1U << fd) && fstat(fd, &st) == 0 &&
		    (S_ISFIFO(st.st_mode) || isatty(fd)) &&
		    fchown(fd, user->uid, -1) < 0)
			errno = 0;
	}
}

static int give_up_privileges(struct process_command *command, struct error *err)
{
	struct user user;
	int ret;

	ret = user_lookup(command->user, &user, err);
	if (!ret) {
		set_home(&user, &command->env);
		own_streams(command->owned_streams, &user);
		ret = become_user(&user, err);
	}
	free(user.home);
	if (ret)
		return -1;
	if (command->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return error_set(err, errno, "cannot set no-new-privileges: %s",
				 strerror(errno));
	/* Another user does not inherit this. */
	if (command->die_with_parent)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return 0;
}

/* Keys of the caller's session are not the container's. A kernel may know none. */
static int leave_keys(struct error *err)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) >= 0 ||
	    (errno != EDQUOT && errno != ENOMEM))
		return 0;
	return error_set(err, errno, "cannot leave the caller's keys: %s", strerror(errno));
}

/* What is open has a name below /proc, but that leads out of the container. */
static int enter_folder(const char *path, struct error *err)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int folder = inside_open(root, path);

	if (folder < 0 || fchdir(folder) < 0)
		return error_set(err, errno, "cannot start in \"%s\": %s", path,
				 strerror(errno));
	close(folder);
	close(root);
	return 0;
}

int process_exec(struct process_command *command, struct error *err)
{
	const char *name = command->argv[0];

	umask(022);
	/*
	 * From the moment when it has no more privileges than the container's
	 * other processes until it is the command, they must not trace it.
	 */
	prctl(PR_SET_DUMPABLE, 0);
	if (streams_replace_null(err) < 0 || leave_keys(err) < 0 ||
	    give_up_privileges(command, err) < 0 ||
	    enter_folder(command->workdir ? command->workdir : "/", err) < 0)
		return EXIT_NOT_RUN;
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	reset_signals();
	/* execvp() searches the PATH of its own environment. */
	environ = command->env;
	execvp(name, command->argv);
	return process_not_run(name, errno, err);
}
