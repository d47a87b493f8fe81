/* SPDX-License-Identifier: GPL-2.0-only */
/* The reasons for which the module drops packets, as its specification has them. */
#ifndef CTRNETCTL_DROP_REASON_H
#define CTRNETCTL_DROP_REASON_H

/* As ethtool -S calls it. Valid until the next call, if the tool does not know it. */
const char *drop_reason_name(unsigned int reason);
/* What it means, in a line without a full stop; "" if the tool does not know it. */
const char *drop_reason_text(unsigned int reason);

#endif
