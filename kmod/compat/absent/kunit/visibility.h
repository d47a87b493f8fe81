/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels before 6.2 have no such header: nothing is exported to tests. */
#define EXPORT_SYMBOL_IF_KUNIT(...)
