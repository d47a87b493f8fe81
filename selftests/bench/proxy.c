// SPDX-License-Identifier: GPL-2.0-only
/*
 * A proxy in user space with as little to do as one can have: it accepts TCP connections,
 * makes one to the server for each, and carries bytes both ways, without another
 * process or thread. What it costs is the least that docker-proxy and the like can.
 *
 * usage: proxy PORT ADDRESS PORT
 *
 * Prints a line when it listens.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

/* One end of a connection; what is read from it is written to the other. */
struct end {
	int fd;
	struct end *other;
};

static int epoll;
static struct sockaddr_in server = { .sin_family = AF_INET };

static int make_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int one = 1;

	if (fd < 0)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	return fd;
}

static void watch(int fd, void *what)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = what };
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event))
		err(1, "epoll_ctl");
}

static void begin(int fd)
{
	struct end *ends = malloc(2 * sizeof(*ends));
	int to = make_socket();

	if (!ends)
		err(1, "malloc");
	if (connect(to, (struct sockaddr *)&server, sizeof(server)))
		err(1, "connect");
	ends[0] = (struct end){ fd, &ends[1] };
	ends[1] = (struct end){ to, &ends[0] };
	watch(fd, &ends[0]);
	watch(to, &ends[1]);
}

static bool carry(struct end *from)
{
	static char buffer[64 * 1024];
	ssize_t got = read(from->fd, buffer, sizeof(buffer));
	ssize_t done = 0, n;

	for (; done < got; done += n) {
		n = write(from->other->fd, buffer + done, got - done);
		if (n <= 0)
			return false;
	}
	return got > 0;
}

static void end(struct end *one)
{
	close(one->fd);
	close(one->other->fd);
	free(one < one->other ? one : one->other);
}

int main(int argc, char **argv)
{
	struct sockaddr_in self = { .sin_family = AF_INET };
	struct epoll_event event;
	int listener;

	if (argc != 4 || inet_pton(AF_INET, argv[2], &server.sin_addr) != 1)
		errx(2, "usage: proxy PORT ADDRESS PORT");
	self.sin_port = htons(atoi(argv[1]));
	server.sin_port = htons(atoi(argv[3]));

	listener = make_socket();
	if (bind(listener, (struct sockaddr *)&self, sizeof(self)) || listen(listener, 64))
		err(1, "port %s", argv[1]);
	epoll = epoll_create1(0);
	watch(listener, NULL);
	puts("listening");
	fflush(stdout);

	/* One event at a time: to end a connection leaves none of it behind. */
	while (epoll_wait(epoll, &event, 1, -1) >= 0)
		if (!event.data.ptr)
			begin(accept(listener, NULL, NULL));
		else if (!carry(event.data.ptr))
			end(event.data.ptr);
	err(1, "epoll_wait");
}
