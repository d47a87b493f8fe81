// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loads of performance comparisons, between two network namespaces. Nobody sleeps
 * while the other works, so that on a guest whose clock counts instructions (vm/run
 * --icount) the nanoseconds of a round are what it costs, both ends included.
 *
 * usage: rr MODE SERVER-NETNS PORT CLIENT-NETNS ADDRESS PORT ROUNDS [FIRST]
 *
 * Prints the nanoseconds per round. A round is, by MODE:
 *
 *   udp   a byte there and back
 *   tcp   the same, on a connection
 *   crr   TCP: connect, a byte there and back, close
 *   flow  UDP: a byte there, from a new port; told to the client by a pipe
 *   bulk  TCP: a KiB there, of many which are sent at once
 *
 * Clients of crr and flow bind the ports from FIRST (20000) on, one after the other: if
 * the kernel chose them, it would more and more often try one which still waits, and the
 * figure would grow with each run. See usable_ports().
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "mark.h"

#define PIECE		(64 * 1024)
#define KIB_AT_ONCE	1024

/*
 * Of both sockets in bulk. If the kernel chose, how much is on the way would differ by path;
 * and more than the CPU keeps of free pages costs more than any path.
 */
static const int buffer = 64 * 1024;

static char piece[PIECE];

/* What the server tells the client by. */
static int told[2];

static struct sockaddr_in to = { .sin_family = AF_INET };
static int next_port = 20000;
static bool fixed_buffers;

static void enter(const char *netns)
{
	int fd = open(netns, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(1, "%s", netns);
	close(fd);
}

static void tell(void)
{
	if (write(told[1], "", 1) != 1)
		err(1, "write");
}

static void be_told(void)
{
	char c;

	if (read(told[0], &c, 1) != 1)
		errx(1, "the server has ended");
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
	if (fixed_buffers) {
		setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof(buffer));
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
	}
	return fd;
}

static void bind_port(int fd, int port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};

	if (bind(fd, (struct sockaddr *)&sin, sizeof(sin)))
		err(1, "bind %d", port);
}

/* --- servers ---------------------------------------------------------------- */

static void echo_datagrams(int fd)
{
	struct sockaddr_in peer;
	socklen_t len;
	char c;

	for (;;) {
		len = sizeof(peer);
		if (recvfrom(fd, &c, 1, 0, (struct sockaddr *)&peer, &len) != 1)
			continue;
		MARK_BACK();
		sendto(fd, &c, 1, 0, (struct sockaddr *)&peer, len);
	}
}

static void count_datagrams(int fd)
{
	char c;

	for (;;)
		if (recv(fd, &c, 1, 0) == 1)
			tell();
}

static void echo_bytes(int conn)
{
	char c;

	while (read(conn, &c, 1) == 1) {
		MARK_BACK();
		if (write(conn, &c, 1) != 1)
			break;
	}
}

/* Answers with a byte when all that comes at once is there. */
static void take_pieces(int conn)
{
	ssize_t got, left = 0;

	while ((got = read(conn, piece, sizeof(piece))) > 0) {
		left += got;
		if (left < KIB_AT_ONCE * 1024)
			continue;
		left = 0;
		if (write(conn, "", 1) != 1)
			break;
	}
}

/* --- clients: one round, or in bulk as many as are sent at once ----------------- */

static int connect_to(int type)
{
	int fd = make_socket(type);

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		err(1, "connect");
	return fd;
}

static void there_and_back(int fd)
{
	char c = 'x';

	MARK_THERE();
	if (write(fd, &c, 1) != 1 || read(fd, &c, 1) != 1)
		err(1, "round trip");
}

static void connection(int unused)
{
	int fd = make_socket(SOCK_STREAM);

	bind_port(fd, next_port++);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		err(1, "connect");
	there_and_back(fd);
	close(fd);
}

/*
 * The next of those which new_flow() takes. They are made beforehand: what the kernel does
 * to free one is done in another one's round, or in another run.
 */
static int *sockets;

static void make_sockets(int n)
{
	const struct rlimit files = { n + 64, n + 64 };
	int i;

	sockets = calloc(n, sizeof(*sockets));
	if (!sockets || setrlimit(RLIMIT_NOFILE, &files))
		err(1, "%d sockets", n);
	for (i = 0; i < n; i++) {
		sockets[i] = make_socket(SOCK_DGRAM);
		bind_port(sockets[i], next_port++);
	}
}

static void new_flow(int unused)
{
	if (sendto(*sockets++, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) != 1)
		err(1, "sendto");
	be_told();
}

static void many_pieces(int fd)
{
	ssize_t sent, left = KIB_AT_ONCE * 1024;
	char c;

	for (; left; left -= sent) {
		sent = write(fd, piece, left < PIECE ? left : PIECE);
		if (sent < 0)
			err(1, "write");
	}
	if (read(fd, &c, 1) != 1)
		err(1, "read");
}

/* --- modes ------------------------------------------------------------------------ */

static const struct mode {
	const char *name;
	int type;
	void (*serve)(int fd);
	void (*round)(int fd);
	int rounds_at_once;
	bool makes_sockets;
	void (*prepare)(int rounds);
} modes[] = {
	{ "udp",  SOCK_DGRAM,  echo_datagrams,  there_and_back, 1, false, NULL },
	{ "tcp",  SOCK_STREAM, echo_bytes,      there_and_back, 1, false, NULL },
	{ "crr",  SOCK_STREAM, echo_bytes,      connection,     1, true, NULL },
	{ "flow", SOCK_DGRAM,  count_datagrams, new_flow,       1, true, make_sockets },
	{ "bulk", SOCK_STREAM, take_pieces,     many_pieces,    KIB_AT_ONCE, false, NULL },
};

static const struct mode *find_mode(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(modes[i].name, name))
			return &modes[i];
	errx(2, "%s: no such mode", name);
}

static _Noreturn void serve(const struct mode *mode, int fd)
{
	int conn;

	if (mode->type == SOCK_DGRAM)
		mode->serve(fd);
	for (;;) {
		conn = accept(fd, NULL, NULL);
		mode->serve(conn);
		close(conn);
	}
}

/* Returns the server's process, when it can be reached. */
static pid_t start_server(const struct mode *mode, const char *netns, int port)
{
	pid_t pid;
	int fd;

	if (pipe(told))
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid) {
		close(told[1]);
		be_told();
		return pid;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enter(netns);
	fd = make_socket(mode->type);
	bind_port(fd, port);
	if (mode->type == SOCK_STREAM && listen(fd, 64))
		err(1, "listen");
	tell();
	serve(mode, fd);
}

/* Returns how many rounds it has been, at least those wanted. */
static int run(const struct mode *mode, int fd, int wanted)
{
	int rounds;

	for (rounds = 0; rounds < wanted; rounds += mode->rounds_at_once)
		mode->round(fd);
	return rounds;
}

/* No port twice: what was with it before may not have been forgotten on the way. */
static void usable_ports(const struct mode *mode, int rounds)
{
	if (mode->makes_sockets && next_port + rounds > 65536)
		errx(2, "no %d ports from %d on", rounds, next_port);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

int main(int argc, char **argv)
{
	const struct mode *mode;
	int rounds, warming, fd = -1;
	double start;
	pid_t server;

	if (argc != 8 && argc != 9)
		errx(2, "usage: rr udp|tcp|crr|flow|bulk SERVER-NETNS PORT "
			"CLIENT-NETNS ADDRESS PORT ROUNDS [FIRST]");

	mode = find_mode(argv[1]);
	to.sin_port = htons(atoi(argv[6]));
	if (inet_pton(AF_INET, argv[5], &to.sin_addr) != 1)
		errx(2, "%s: not an address", argv[5]);
	rounds = atoi(argv[7]);
	warming = rounds / 10 + 1;	/* caches and neighbours */
	if (argc == 9)
		next_port = atoi(argv[8]);
	usable_ports(mode, warming + rounds);
	fixed_buffers = mode->rounds_at_once > 1;

	server = start_server(mode, argv[2], atoi(argv[3]));
	enter(argv[4]);
	if (!mode->makes_sockets)
		fd = connect_to(mode->type);
	if (mode->prepare)
		mode->prepare(warming + rounds);
	run(mode, fd, warming);
	MARK_BEGIN();
	start = now();
	rounds = run(mode, fd, rounds);
	MARK_END();
	printf("%.0f\n", (now() - start) / rounds);
	/* The next run wants the port. */
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	return 0;
}
