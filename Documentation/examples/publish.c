// SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause
/*
 * Publish a TCP port of an endpoint over the ctrnet netlink family, with libnl.
 *
 * From the top of the tree:
 *
 * cc -I uapi Documentation/examples/publish.c \
 *	$(pkg-config --cflags --libs libnl-genl-3.0) -o publish
 * ./publish 172.17.0.2 8080 80
 */
#include <arpa/inet.h>
#include <linux/ctrnet.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdio.h>
#include <stdlib.h>

/* Both requests are answered with an object, of which the id is wanted. */
static int take_id(struct nl_msg *message, void *id)
{
	struct nlattr *attrs[CTRNET_A_MAX + 1];
	uint32_t *wanted = id;

	genlmsg_parse(nlmsg_hdr(message), 0, attrs, CTRNET_A_MAX, NULL);
	if (attrs[*wanted])
		*wanted = nla_get_u32(attrs[*wanted]);
	return NL_OK;
}

/* Send a request, wait for its answer, and end the program if it is refused. */
static uint32_t ask(struct nl_sock *sock, struct nl_msg *message, uint32_t wanted)
{
	int err;

	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, take_id, &wanted);
	err = nl_send_sync(sock, message);	/* which frees the message */
	if (err < 0) {
		nl_perror(err, "refused");
		exit(EXIT_FAILURE);
	}
	return wanted;
}

int main(int argc, char **argv)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct nl_msg *message;
	struct in_addr address;
	uint32_t endpoint;
	int family;

	if (argc != 4 || inet_pton(AF_INET, argv[1], &address) != 1)
		return fputs("usage: publish ADDRESS HOSTPORT PORT\n", stderr), 2;
	if (genl_connect(sock) < 0 || (family = genl_ctrl_resolve(sock, CTRNET_GENL_NAME)) < 0)
		return fputs("the module ctrnet is not loaded\n", stderr), EXIT_FAILURE;

	message = nlmsg_alloc();
	genlmsg_put(message, 0, 0, family, 0, 0, CTRNET_CMD_ENDPOINT_GET, CTRNET_GENL_VERSION);
	nla_put(message, CTRNET_A_ADDRESS, sizeof(address), &address);
	endpoint = ask(sock, message, CTRNET_A_ENDPOINT);

	message = nlmsg_alloc();
	genlmsg_put(message, 0, 0, family, 0, 0, CTRNET_CMD_PUBLISH_ADD, CTRNET_GENL_VERSION);
	nla_put_u32(message, CTRNET_A_ENDPOINT, endpoint);
	nla_put_u32(message, CTRNET_A_PROTOCOL, IPPROTO_TCP);
	nla_put_u32(message, CTRNET_A_HOST_PORT, atoi(argv[2]));
	nla_put_u32(message, CTRNET_A_PORT, atoi(argv[3]));
	printf("publish %u\n", ask(sock, message, CTRNET_A_PUBLISH));
	return EXIT_SUCCESS;
}
