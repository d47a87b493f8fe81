/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_ICMP_H
#define CTRNET_ICMP_H

#include <linux/types.h>

struct ctrnet_packet;
struct ctrnet_tuple;

/**
 * ctrnet_icmp_parse_error - find the connection which an ICMP error is about
 * @pkt: an ICMP packet of a type which quotes another; @pkt->tuple gets what an
 *	answer to the quoted packet would show, so that the look-up gives the
 *	direction in which the error itself travels
 *
 * Makes what it reads linear. RFC 5508 REQ-3: the ICMP checksum is verified,
 * inner IP options are skipped, inner transport checksums are not looked at.
 * Context: any.
 * Return: 0; -EINVAL if it is malformed; -EPROTONOSUPPORT if the quoted packet is of a
 * protocol without translation; -ENOMSG if it is a fragment without ports, or an error
 * about an error.
 */
int ctrnet_icmp_parse_error(struct ctrnet_packet *pkt);

/**
 * ctrnet_icmp_rewrite - translate an ICMP error and the packet it quotes
 * @pkt: from ctrnet_icmp_parse_error()
 * @to: what the packet showed which its receiver had sent
 *
 * The quoted packet becomes what the receiver had sent. The source stays as
 * long as it is a router's; that of the far end becomes what the receiver
 * knows it by, and so does an endpoint's, whatever it is (RFC 5508 REQ-4, 5).
 * Context: any.
 * Return: 0 or -ENOMEM; the packet must not be sent then.
 */
int ctrnet_icmp_rewrite(struct ctrnet_packet *pkt, const struct ctrnet_tuple *to);

/* Whether a type of ICMP message is an error which is translated (RFC 1812, RFC 4443). */
bool ctrnet_icmp_is_error(u8 family, u8 type);

/* Whether it is an echo request, or the reply to one. */
bool ctrnet_icmp_is_request(u8 family, u8 type);
bool ctrnet_icmp_is_reply(u8 family, u8 type);

#endif
