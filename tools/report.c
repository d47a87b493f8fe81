// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for one descriptor beside a message. */
union control {
	char buffer[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

void report_send(int socket, const struct report *report)
{
	send(socket, report, sizeof(*report), MSG_NOSIGNAL);
}

int report_send_terminal(int socket, int master, struct error *err)
{
	union control control = { .buffer = "" };
	struct iovec data = { .iov_base = "", .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(master));
	memcpy(CMSG_DATA(header), &master, sizeof(master));
	if (sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
		return error_set(err, errno, "cannot pass on a terminal: %s",
				 strerror(errno));
	return 0;
}

/* One message; the descriptor that comes with it, if any, replaces @fd. */
static ssize_t receive(int socket, struct report *report, int *fd)
{
	union control control;
	struct iovec data = { .iov_base = report, .iov_len = sizeof(*report) };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buffer,
		.msg_controllen = sizeof(control.buffer),
	};
	ssize_t len = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = len < 0 ? NULL : CMSG_FIRSTHDR(&message);

	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(header), sizeof(*fd));
	return len;
}

/*
 * A process that ended without having read all that was sent to it has reset
 * the connection. What it reported is there all the same.
 */
bool report_receive(int socket, struct report *report, int *terminal)
{
	ssize_t len;

	*terminal = -1;
	do {
		len = receive(socket, report, terminal);
		/* Of one byte: the message which brings the terminal. */
	} while (len == 1 || (len < 0 && (errno == EINTR || errno == ECONNRESET)));
	if (len != sizeof(*report))
		return false;
	if (*terminal >= 0)
		close(*terminal);
	*terminal = -1;
	return true;
}
