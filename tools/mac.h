/* SPDX-License-Identifier: GPL-2.0-only */
/* MAC addresses as text. Pure functions. */
#ifndef CTRNETCTL_MAC_H
#define CTRNETCTL_MAC_H

#include <stdbool.h>
#include <stdint.h>

/* Room for one. */
#define MAC_TEXT_LEN	18

/* Six pairs of hexadecimal digits, with ':' or '-' between; false if no device can have it. */
bool mac_parse(const char *text, uint8_t mac[6]);
/* "02:42:ac:11:00:02". Returns @text. */
char *mac_text(const uint8_t mac[6], char text[MAC_TEXT_LEN]);

#endif
