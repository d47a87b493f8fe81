// SPDX-License-Identifier: GPL-2.0-only
/* Sockets, requests and the kernel's errors. */
#include "nl.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/family.h>
#include <netlink/genl/genl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/ctrnet.h>

#include "alloc.h"
#include "nl_request.h"

/* A dump may be interrupted as often as something changes meanwhile. */
#define DUMP_ATTEMPTS	100

/**
 * struct answer - how far a request got
 * @receive: takes its messages
 * @context: of @receive
 * @err: filled if it failed
 * @blamed: then, where in the request the attribute to blame is; 0 if it is not told
 * @done: the kernel has said its last word
 * @failed: which was an error
 * @interrupted: something changed during the dump
 */
struct answer {
	request_receive receive;
	void *context;
	struct error *err;
	size_t blamed;
	bool done;
	bool failed;
	bool interrupted;
};

static int set_option(struct nl_sock *sock, int option)
{
	int on = 1;

	return setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, option, &on,
			  sizeof(on));
}

struct nl_sock *request_socket(int protocol, struct error *err)
{
	struct nl_sock *sock = nl_socket_alloc();
	int ret;

	if (!sock) {
		error_set(err, ENOMEM, "%s", strerror(ENOMEM));
		return NULL;
	}
	ret = nl_connect(sock, protocol);
	if (ret < 0) {
		error_set(err, errno, "cannot open a netlink socket: %s",
			  nl_geterror(ret));
		nl_socket_free(sock);
		return NULL;
	}
	/* Errors in words, without the request sent back: both since 4.12. */
	set_option(sock, NETLINK_EXT_ACK);
	set_option(sock, NETLINK_CAP_ACK);
	return sock;
}

/**
 * struct extack - what the kernel says beside the error number
 * @text: one line; NULL if nothing
 * @text_len: its length
 * @missing: type of an attribute which is missing; 0 if none
 * @blamed: where in the request the attribute to blame is; 0 if none
 */
struct extack {
	const char *text;
	int text_len;
	uint32_t missing;
	uint32_t blamed;
};

static void parse_extack(const struct nlmsghdr *message, size_t offset,
			 struct extack *extack)
{
	struct nlattr *attr;
	int rest;

	*extack = (struct extack){ 0 };
	if (!(message->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	attr = (struct nlattr *)((char *)message + NLMSG_HDRLEN + NLMSG_ALIGN(offset));
	rest = message->nlmsg_len - NLMSG_HDRLEN - NLMSG_ALIGN(offset);
	for (; nla_ok(attr, rest); attr = nla_next(attr, &rest)) {
		if (nla_type(attr) == NLMSGERR_ATTR_MSG) {
			extack->text = nla_data(attr);
			extack->text_len = strnlen(extack->text, nla_len(attr));
		} else if (nla_type(attr) == NLMSGERR_ATTR_MISS_TYPE) {
			extack->missing = nla_get_u32(attr);
		} else if (nla_type(attr) == NLMSGERR_ATTR_OFFS) {
			extack->blamed = nla_get_u32(attr);
		}
	}
}

/* @offset: of the attributes which explain the error, after the header. */
static void set_error(struct answer *answer, int code,
		      const struct nlmsghdr *message, size_t offset)
{
	struct extack extack;

	parse_extack(message, offset, &extack);
	if (extack.text_len)
		error_set(answer->err, code, "%.*s", extack.text_len, extack.text);
	else if (extack.missing)
		error_set(answer->err, code, "%s (attribute %u is missing)",
			  strerror(code), extack.missing);
	else
		error_set(answer->err, code, "%s",
			  code == EPERM ? ERROR_NEEDS_ROOT : strerror(code));
	answer->blamed = extack.blamed;
	answer->failed = true;
	answer->done = true;
}

static int on_message(struct nl_msg *message, void *arg)
{
	struct answer *answer = arg;

	if (answer->receive)
		answer->receive(nlmsg_hdr(message), answer->context);
	return NL_OK;
}

static int on_ack(struct nl_msg *message, void *arg)
{
	struct answer *answer = arg;

	(void)message;
	answer->done = true;
	return NL_STOP;
}

/* A dump which fails on the way says so in its last message. */
static int on_finish(struct nl_msg *message, void *arg)
{
	struct nlmsghdr *header = nlmsg_hdr(message);
	struct answer *answer = arg;
	int code = 0;

	if (nlmsg_datalen(header) >= (int)sizeof(code))
		memcpy(&code, nlmsg_data(header), sizeof(code));
	if (code < 0)
		set_error(answer, -code, header, sizeof(code));
	answer->done = true;
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	struct nlmsghdr *header = (struct nlmsghdr *)((char *)error - NLMSG_HDRLEN);
	size_t offset = sizeof(*error);

	(void)from;
	if (!(header->nlmsg_flags & NLM_F_CAPPED))
		offset += error->msg.nlmsg_len - NLMSG_HDRLEN;
	set_error(arg, -error->error, header, offset);
	return NL_STOP;
}

static int on_interrupted(struct nl_msg *message, void *arg)
{
	struct answer *answer = arg;

	(void)message;
	answer->interrupted = true;
	return NL_OK;
}

static struct nl_cb *answer_callbacks(struct answer *answer)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);

	if (!cb)
		return NULL;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_message, answer);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, answer);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, answer);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, answer);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, answer);
	return cb;
}

static int receive_answer(struct nl_sock *sock, struct answer *answer)
{
	struct nl_cb *cb = answer_callbacks(answer);
	int ret = cb ? 0 : -NLE_NOMEM;

	while (ret >= 0 && !answer->done)
		ret = nl_recvmsgs(sock, cb);
	nl_cb_put(cb);
	if (answer->failed)
		return -1;
	if (answer->interrupted)
		return error_set(answer->err, EINTR, "%s", strerror(EINTR));
	if (ret < 0)
		return error_set(answer->err, EIO, "no answer from the kernel: %s",
				 nl_geterror(ret));
	return 0;
}

struct nl_msg *request_message(int type, int flags, const void *header, size_t len)
{
	struct nl_msg *message = xneed(nlmsg_alloc_simple(type, flags));

	/* A new message has room for a header. */
	nlmsg_append(message, (void *)header, len, NLMSG_ALIGNTO);
	return message;
}

/* A message has room for a page, which it keeps if that is enough. */
void request_reserve(struct nl_msg *message, size_t size)
{
	if (nlmsg_expand(message, nlmsg_hdr(message)->nlmsg_len + size) == -NLE_NOMEM)
		xneed(NULL);
}

struct nl_msg *request_ctrnet(const struct nl *nl, int command, int flags)
{
	struct genlmsghdr header = {
		.cmd = command,
		.version = CTRNET_GENL_VERSION,
	};

	return request_message(nl->family, flags, &header, sizeof(header));
}

static int exchange(struct nl_sock *sock, struct nl_msg *message, struct answer *answer)
{
	int ret = nl_send_auto(sock, message);

	if (ret < 0)
		return error_set(answer->err, errno, "cannot send to the kernel: %s",
				 nl_geterror(ret));
	return receive_answer(sock, answer);
}

int request_blaming(struct nl_sock *sock, struct nl_msg *message, request_receive receive,
		    void *context, size_t *blamed, struct error *err)
{
	struct answer answer = {
		.receive = receive,
		.context = context,
		.err = err,
	};
	int ret = exchange(sock, message, &answer);

	nlmsg_free(message);
	*blamed = answer.blamed;
	return ret;
}

int request(struct nl_sock *sock, struct nl_msg *message, request_receive receive,
	    void *context, struct error *err)
{
	size_t ignored;

	return request_blaming(sock, message, receive, context, &ignored, err);
}

void *list_add(struct list *list)
{
	void *item;

	/* Doubled each time it is full, which is at powers of two. */
	if (!(list->n & (list->n - 1)))
		list->items = xreallocarray(list->items, list->n ? list->n * 2 : 1,
					    list->item_size);
	item = (char *)list->items + list->n++ * list->item_size;
	return memset(item, 0, list->item_size);
}

int request_dump(struct nl_sock *sock, struct nl_msg *message,
		 request_receive receive, struct list *list, struct error *err)
{
	int ret, attempt = 0;

	do {
		struct answer answer = {
			.receive = receive,
			.context = list,
			.err = err,
		};

		list->n = 0;
		nlmsg_hdr(message)->nlmsg_seq = NL_AUTO_SEQ;
		ret = exchange(sock, message, &answer);
	} while (ret < 0 && err->code == EINTR && ++attempt < DUMP_ATTEMPTS);
	nlmsg_free(message);
	if (ret < 0) {
		free(list->items);
		list->items = NULL;
		list->n = 0;
	}
	return ret;
}

void ctrnet_parse(struct nlmsghdr *message, struct nlattr **attrs)
{
	/* The kernel's own attributes are well formed: no policy. */
	genlmsg_parse(message, 0, attrs, CTRNET_A_MAX, NULL);
}

uint32_t attr_u32(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

/* There while the module is loaded, where sysfs is. */
#define MODULE_FOLDER	"/sys/module/" CTRNET_GENL_NAME

static bool seems_loaded(void)
{
	return access(MODULE_FOLDER, F_OK) == 0;
}

/* From the list of all families: the kernel loads a module for one it is asked for. */
static int find_family(struct nl_sock *sock)
{
	struct genl_family *family;
	struct nl_cache *families;
	int ret;

	ret = genl_ctrl_alloc_cache(sock, &families);
	if (ret < 0)
		return ret;
	family = genl_ctrl_search_by_name(families, CTRNET_GENL_NAME);
	ret = family ? (int)genl_family_get_id(family) : -NLE_OBJ_NOTFOUND;
	genl_family_put(family);
	nl_cache_free(families);
	return ret;
}

static int resolve_family(struct nl *nl, bool load, struct error *err)
{
	nl->family = load ? genl_ctrl_resolve(nl->ctrnet, CTRNET_GENL_NAME) :
			    find_family(nl->ctrnet);
	if (nl->family >= 0)
		return 0;
	if (nl->family == -NLE_PERM)
		return error_set(err, EPERM, ERROR_NEEDS_ROOT);
	if (nl->family == -NLE_OBJ_NOTFOUND && load)
		return error_set(err, ENOENT,
				 "the ctrnet kernel module does not load: 'modprobe ctrnet' says why, see ctrnet(7)");
	if (nl->family == -NLE_OBJ_NOTFOUND)
		return error_set(err, ENOENT,
				 "the ctrnet kernel module is not loaded: run 'modprobe ctrnet' as root");
	return error_set(err, EIO, "cannot find the ctrnet kernel module: %s",
			 nl_geterror(nl->family));
}

static struct nl *open_family(bool load, struct error *err)
{
	struct nl *nl = xcalloc(1, sizeof(*nl));

	nl->route = request_socket(NETLINK_ROUTE, err);
	if (nl->route)
		nl->ctrnet = request_socket(NETLINK_GENERIC, err);
	if (!nl->ctrnet || resolve_family(nl, load, err) < 0) {
		nl_disconnect(nl);
		return NULL;
	}
	return nl;
}

struct nl *nl_open(struct error *err)
{
	return open_family(true, err);
}

struct nl *nl_open_loaded(struct error *err)
{
	/* Then to ask for it by name loads nothing, and needs no list of all. */
	return open_family(seems_loaded(), err);
}

int nl_open_if_loaded(struct nl **nl, struct error *err)
{
	*nl = nl_open_loaded(err);
	return *nl || err->code == ENOENT ? 0 : -1;
}

void nl_disconnect(struct nl *nl)
{
	if (!nl)
		return;
	nl_socket_free(nl->ctrnet);
	nl_socket_free(nl->route);
	free(nl);
}
