// SPDX-License-Identifier: GPL-2.0-only
#include "mac.h"

#include <stdio.h>
#include <string.h>

/* A hexadecimal digit's value; not of another kind of digit. */
static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c | 0x20) : NULL;

	return found ? found - digits : -1;
}

/* Six pairs of hexadecimal digits, with ':' or '-' between them. */
static bool parse(const char *text, uint8_t mac[6])
{
	int high, low;
	size_t i;

	if (strlen(text) != 6 * 3 - 1)
		return false;
	for (i = 0; i < 6; i++, text += 3) {
		high = digit(text[0]);
		low = digit(text[1]);
		if (high < 0 || low < 0 || (i < 5 && !strchr(":-", text[2])))
			return false;
		mac[i] = high << 4 | low;
	}
	return true;
}

bool mac_parse(const char *text, uint8_t mac[6])
{
	static const uint8_t zero[6];

	/* The lowest bit of the first byte is that of groups. */
	return parse(text, mac) && !(mac[0] & 1) && memcmp(mac, zero, sizeof(zero));
}

char *mac_text(const uint8_t mac[6], char text[MAC_TEXT_LEN])
{
	snprintf(text, MAC_TEXT_LEN, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
	return text;
}
