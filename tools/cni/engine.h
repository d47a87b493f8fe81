/* SPDX-License-Identifier: GPL-2.0-only */
/* Containers of ctrnet which are an engine's: adopted, and known by its id. */
#ifndef CTRNET_CNI_ENGINE_H
#define CTRNET_CNI_ENGINE_H

#include "containers.h"

/* The one by which this program is called, which each that has a main() of its own says. */
extern const enum engine_interface plugin_interface;

/*
 * The id by which ctrnet knows a container: its own if that has the form, else one
 * made of it, always the same.
 */
void cni_id(const char *engine_id, char id[CONTAINER_ID_LEN + 1]);
/* Whether it was put on its networks by that. */
bool engine_is_ours(const struct container *c);
/* One of these. NULL with @err filled, code ENOENT if there is none. Under container_lock(). */
struct container *cni_find(struct containers *set, const char *engine_id, struct error *err);
/* The attachment which it asked for by that name of a device; or NULL. */
struct attachment *cni_attachment(const struct container *c, const char *ifname);

#endif
