/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FUZZ_FRAME_H
#define FUZZ_FRAME_H

#include <linux/virtio_net.h>
#include <stdbool.h>
#include <stdint.h>

#define FRAME_MAX	65550
#define FRAME_ETHER	14

/*
 * What is sent: an Ethernet frame, and what a driver would say of it.
 *
 * @l3: where its IP header begins
 * @l4: where its transport header begins, or what takes its place
 * @protocol: of that, IPPROTO_*; 0 if the frame is not of IP
 */
struct frame {
	struct virtio_net_hdr vnet;
	unsigned int len, l3, l4;
	uint8_t protocol;
	bool v6;
	uint8_t data[FRAME_MAX];
};

static inline void put16(uint8_t *at, uint16_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

static inline void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

static inline uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static inline uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* Find @l3, @l4 and @protocol of what was received; false if that is not plain IP. */
bool frame_parse(struct frame *f);

/* Write the lengths which the headers should have. */
void frame_set_lengths(struct frame *f);

/* Write the sums which they should have; of the transport's the part that is left to do. */
void frame_set_sums(struct frame *f);

#endif /* FUZZ_FRAME_H */
