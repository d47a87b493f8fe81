/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last number given out of each range, of addresses or ports: the next
 * one is looked for after it, so that what was freed is not reused at once.
 * Kept under /run/ctrnet; one that is lost costs no more than that. Call
 * under container_lock().
 */
#ifndef CTRNETCTL_CURSOR_H
#define CTRNETCTL_CURSOR_H

#include <stdint.h>

/* 0 if none was given yet. */
uint32_t cursor_get(const char *range);
void cursor_set(const char *range, uint32_t last);

#endif
