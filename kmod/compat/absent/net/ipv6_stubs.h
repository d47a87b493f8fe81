/* SPDX-License-Identifier: GPL-2.0-only */
/* Gone since IPv6 can no longer be a module: its functions are called by their names. */
