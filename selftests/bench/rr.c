// SPDX-License-Identifier: GPL-2.0-only
/*
 * Request and response of one byte between two network namespaces, the load of
 * performance comparisons: nobody sleeps, so that on a guest whose clock counts
 * instructions (vm/run --icount) the nanoseconds of a round trip are what it
 * costs, both ends included.
 *
 * usage: rr udp|tcp|crr SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT ROUNDS
 *
 * Prints the nanoseconds per round. crr connects and closes in every round.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void enter(const char *netns)
{
	int fd = open(netns, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(1, "%s", netns);
	close(fd);
}

static int make_socket(int type)
{
	int fd = socket(AF_INET, type, 0);
	int one = 1;

	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (type == SOCK_STREAM)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static _Noreturn void serve_udp(int fd)
{
	struct sockaddr_in peer;
	socklen_t len;
	char c;

	for (;;) {
		len = sizeof(peer);
		if (recvfrom(fd, &c, 1, 0, (struct sockaddr *)&peer, &len) == 1)
			sendto(fd, &c, 1, 0, (struct sockaddr *)&peer, len);
	}
}

static _Noreturn void serve_tcp(int fd)
{
	char c;

	for (;;) {
		int conn = accept(fd, NULL, NULL);

		while (read(conn, &c, 1) == 1)
			if (write(conn, &c, 1) != 1)
				break;
		close(conn);
	}
}

/* Returns the server's process, when it can be reached. */
static pid_t start_server(int type, const char *netns, int port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};
	int ready[2], fd;
	pid_t pid;
	char c;

	if (pipe(ready))
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid) {
		close(ready[1]);
		if (read(ready[0], &c, 1) != 1)
			errx(1, "the server did not start");
		return pid;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enter(netns);
	fd = make_socket(type);
	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)))
		err(1, "bind");
	if (type == SOCK_STREAM && listen(fd, 64))
		err(1, "listen");
	if (write(ready[1], "", 1) != 1)
		err(1, "write");
	if (type == SOCK_STREAM)
		serve_tcp(fd);
	serve_udp(fd);
}

static int connect_to(int type, const struct sockaddr_in *to)
{
	int fd = make_socket(type);

	if (connect(fd, (const struct sockaddr *)to, sizeof(*to)))
		err(1, "connect");
	return fd;
}

static void round_trip(int fd)
{
	char c = 'x';

	if (write(fd, &c, 1) != 1 || read(fd, &c, 1) != 1)
		err(1, "round trip");
}

static void run(const char *mode, int type, const struct sockaddr_in *to, int rounds)
{
	int fd = -1;

	if (strcmp(mode, "crr"))
		fd = connect_to(type, to);
	for (; rounds; rounds--) {
		if (fd >= 0) {
			round_trip(fd);
			continue;
		}
		int conn = connect_to(type, to);

		round_trip(conn);
		close(conn);
	}
	if (fd >= 0)
		close(fd);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

/* Where count.c begins and ends to count: a long nop with a number in it. */
#if defined(__x86_64__)
#define MARK(n) asm volatile("nopl 0x43540000+" #n "(%%rax,%%rax,1)" ::: "memory")
#else
#define MARK(n)
#endif

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int type, rounds;
	double start;
	pid_t server;

	if (argc != 8)
		errx(2, "usage: rr udp|tcp|crr SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT ROUNDS");

	type = strcmp(argv[1], "udp") ? SOCK_STREAM : SOCK_DGRAM;
	rounds = atoi(argv[7]);
	to.sin_port = htons(atoi(argv[6]));
	if (inet_pton(AF_INET, argv[5], &to.sin_addr) != 1)
		errx(2, "%s: not an address", argv[5]);

	server = start_server(type, argv[2], atoi(argv[3]));
	enter(argv[4]);
	run(argv[1], type, &to, rounds / 10);	/* warm caches and neighbours */
	MARK(1);
	start = now();
	run(argv[1], type, &to, rounds);
	MARK(2);
	printf("%.0f\n", (now() - start) / rounds);
	/* The next run wants the port. */
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	return 0;
}
