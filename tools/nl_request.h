/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests to the kernel and their answers; for the nl*.c files only, since
 * it shows libnl's types.
 */
#ifndef CTRNETCTL_NL_REQUEST_H
#define CTRNETCTL_NL_REQUEST_H

#include <netinet/in.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/**
 * struct nl - the tool's sockets, in the namespace they were opened in
 * @route: rtnetlink
 * @ctrnet: generic netlink
 * @family: number of the ctrnet family
 */
struct nl {
	struct nl_sock *route;
	struct nl_sock *ctrnet;
	int family;
};

/*
 * A socket of the network namespace the thread is in, which reports errors in
 * words; NULL with @err filled.
 */
struct nl_sock *request_socket(int protocol, struct error *err);

/* A message with its fixed header; for request() and dump(), which free it. */
struct nl_msg *request_message(int type, int flags, const void *header, size_t len);
/* Make room for so many more bytes of attributes. */
void request_reserve(struct nl_msg *message, size_t size);
/* One of the ctrnet family. */
struct nl_msg *request_ctrnet(const struct nl *nl, int command, int flags);

/* Takes one message of an answer. */
typedef void (*request_receive)(struct nlmsghdr *message, void *context);

/**
 * request - send a request, wait for the whole answer
 * @message: the request
 * @receive: called with each message of the answer; NULL if none is expected
 * @context: handed on to @receive
 *
 * Return: 0, or -1 with @err filled with what the kernel says.
 */
int request(struct nl_sock *sock, struct nl_msg *message, request_receive receive,
	    void *context, struct error *err);

/*
 * The same; if the kernel names the attribute which is to blame, @blamed is its place in
 * the message, else 0.
 */
int request_blaming(struct nl_sock *sock, struct nl_msg *message, request_receive receive,
		    void *context, size_t *blamed, struct error *err);

/**
 * struct list - what a dump is collected in
 * @items: array of what the dump is of; grown by list_add
 * @item_size: size of one
 * @n: how many
 */
struct list {
	void *items;
	size_t item_size;
	size_t n;
};

/* A new item at the end, all zero; valid until the next one is added. */
void *list_add(struct list *list);

/*
 * Send a request with NLM_F_DUMP, whose answers @receive adds to the list it
 * gets as its context. Begins anew if the dump was interrupted by a change.
 */
int request_dump(struct nl_sock *sock, struct nl_msg *message,
		 request_receive receive, struct list *list, struct error *err);

/* Parse the attributes of a message of the ctrnet family; CTRNET_A_MAX + 1 of them. */
void ctrnet_parse(struct nlmsghdr *message, struct nlattr **attrs);
/* Absent ones are 0. */
uint32_t attr_u32(const struct nlattr *attr);

struct nl_endpoint;
struct nl_link;
struct nl_network;
struct nl_publish;

/* What messages of the family tell of its objects, of which all is zero before. */
void parse_network(struct nlmsghdr *message, struct nl_network *state);
void parse_endpoint(struct nlmsghdr *message, struct nl_endpoint *ep);
void parse_publish(struct nlmsghdr *message, struct nl_publish *pub);
/* @link->exposed is malloc'ed. Returns the interface index of its network. */
unsigned int parse_link(struct nlmsghdr *message, struct nl_link *link);
/* The device of a network, by rtnetlink; false if it is another device. */
bool parse_network_device(struct nlmsghdr *message, struct nl_network *out);

#endif
