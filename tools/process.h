/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes by pid and start time, which together are never another's, and
 * how a container's command is executed.
 */
#ifndef CTRNETCTL_PROCESS_H
#define CTRNETCTL_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "error.h"

/*
 * Clock ticks between the boot and the start of a live process; 0 if there is
 * none, or only its zombie.
 */
uint64_t process_start_time(pid_t pid);
bool process_alive(pid_t pid, uint64_t start);
/* A pidfd of that very process; -1 if it is gone. */
int process_open(pid_t pid, uint64_t start);
/* Wait until the process of @pidfd ends; false if it has not after @milliseconds (-1: no limit). */
bool process_wait(int pidfd, int milliseconds);
/*
 * Let others see @title instead of the tool's arguments, which may hold
 * secrets; as much of it as they took room.
 */
void process_set_title(const char *title);
/* The exit status which stands for a wait status: 128 and the signal, if one killed it. */
int process_exit_status(int wait_status);

/* All three of them. */
#define PROCESS_STREAMS	7U

/**
 * struct process_command - what a process in a container becomes
 * @argv: command and arguments
 * @env: whole environment; its PATH is searched for the command
 * @workdir: directory to start in, or NULL for the root
 * @user: USER[:GROUP] to run as, or NULL for root
 * @no_new_privileges: whether set-user-id programs and the like give none
 * @die_with_parent: whether it is killed when its parent ends
 * @owned_streams: which of its standard streams were made for it, and so become the
 *	user's: a bit each
 */
struct process_command {
	char *const *argv;
	char **env;
	const char *workdir;
	const char *user;
	bool no_new_privileges;
	bool die_with_parent;
	unsigned int owned_streams;
};

/**
 * process_exec - give up the tool's privileges and become a container's command
 * @command: what to become
 * @err: filled on failure
 *
 * Leaves only the capabilities a container has, default signal handling,
 * and descriptors 0 to 2. Sets HOME, unless the environment has it.
 *
 * Return: does not on success. Otherwise the exit status that says why:
 * EXIT_NOT_FOUND, EXIT_NOT_EXECUTABLE, or EXIT_NOT_RUN.
 */
int process_exec(struct process_command *command, struct error *err);
/* Of a command which cannot be executed, for @cause: fills @err, and returns as process_exec(). */
int process_not_run(const char *name, int cause, struct error *err);

#endif
