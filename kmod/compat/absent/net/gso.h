/* SPDX-License-Identifier: GPL-2.0-only */
/* New in 6.5; what it holds was in linux/skbuff.h before. */
#include <linux/skbuff.h>
