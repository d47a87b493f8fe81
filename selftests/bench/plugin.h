/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of QEMU's plugin interface, version 1, which is used here, as no package has
 * its header; and the marks of mark.h.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum { NO_REGISTERS = 0, INLINE_ADD_U64 = 0 };

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
					   void (*cb)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, int op,
						void *counter, uint64_t add);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*cb)(unsigned int cpu, void *data),
					    int flags, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t n);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);

enum { MARK_BEGIN = 1, MARK_END, MARK_THERE, MARK_BACK };

/* The nop; in place of the zero is the number of the mark. */
static const uint8_t mark_code[] = { 0x0f, 0x1f, 0x84, 0x00, 0, 0x00, 0x54, 0x43 };
#define MARK_NUMBER	4

static inline bool is_kernel(const struct qemu_plugin_insn *insn)
{
	return qemu_plugin_insn_vaddr(insn) >> 63;
}

/* The number of the mark which an instruction is, or 0. */
static inline uintptr_t mark_of(const struct qemu_plugin_insn *insn)
{
	const uint8_t *code = qemu_plugin_insn_data(insn);

	if (qemu_plugin_insn_size(insn) != sizeof(mark_code) ||
	    memcmp(code, mark_code, MARK_NUMBER) ||
	    memcmp(code + MARK_NUMBER + 1, mark_code + MARK_NUMBER + 1,
		   sizeof(mark_code) - MARK_NUMBER - 1))
		return 0;
	return code[MARK_NUMBER];
}

/* The file of the only argument, "out=FILE"; a plugin is called NAME. NULL without one. */
static inline FILE *plugin_output(const char *name, int argc, char **argv)
{
	static const char option[] = "out=";
	FILE *out;

	if (argc != 1 || strncmp(argv[0], option, sizeof(option) - 1)) {
		fprintf(stderr, "usage: -plugin %s,out=FILE\n", name);
		return NULL;
	}
	out = fopen(argv[0] + sizeof(option) - 1, "w");
	if (!out)
		perror(argv[0]);
	return out;
}
