/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CTRNET_FASTPATH_H
#define CTRNET_FASTPATH_H

struct ctrnet_endpoint;
struct ctrnet_flow_dir;
struct ctrnet_packet;
struct sk_buff;

/**
 * ctrnet_fastpath_outbound - a packet from an endpoint to its gateway
 * @ep: the endpoint
 * @skb: data at the network header, trimmed; consumed
 * @family: AF_INET or AF_INET6
 *
 * Context: BH disabled, RCU read side; the sender may hold a socket's lock.
 */
void ctrnet_fastpath_outbound(struct ctrnet_endpoint *ep, struct sk_buff *skb,
			      u8 family);

/**
 * ctrnet_fastpath_peer - a packet to a peer which must be looked at on the way
 * @ep: the sender
 * @peer: the receiver, on the same network
 * @skb: data at the network header, trimmed; may be made whole
 * @family: AF_INET or AF_INET6
 *
 * If the sender answers through a published port the peer sees the answer come
 * from the address it had dialled. Else it goes on as it is, if the network or a
 * link lets it.
 * Context: as that of ctrnet_fastpath_outbound().
 * Return: whether it was taken, and consumed.
 */
bool ctrnet_fastpath_peer(struct ctrnet_endpoint *ep, struct ctrnet_endpoint *peer,
			  struct sk_buff *skb, u8 family);

/**
 * ctrnet_fastpath_linked - the peer whom a packet reaches by a link, as others before it
 * @ep: the sender, on a network which lets only linked endpoints talk
 * @skb: data at the network header
 * @family: AF_INET or AF_INET6
 *
 * Skips work: a flow which a link has let be names the receiver. What is behind the
 * packet is cut off, else nothing of it changes.
 * Context: as that of ctrnet_fastpath_outbound().
 * Return: the receiver, and the packet is counted; or NULL for all packets which must be
 * looked at by ctrnet_fastpath_peer().
 */
struct ctrnet_endpoint *ctrnet_fastpath_linked(struct ctrnet_endpoint *ep,
					       struct sk_buff *skb, u8 family);

/*
 * Translate a packet and send it where its flow leads: one which an endpoint
 * sent, or one which came to the host. The packet is consumed. The slow path
 * ends here too, with the flow it has made. Context: as ctrnet_fastpath_outbound(); for
 * inbound softirq without any socket's lock.
 */
void ctrnet_fastpath_take_outbound(struct ctrnet_endpoint *ep,
				   struct ctrnet_packet *pkt,
				   struct ctrnet_flow_dir *fd);
void ctrnet_fastpath_take_inbound(struct ctrnet_packet *pkt,
				  struct ctrnet_flow_dir *fd);

#endif
