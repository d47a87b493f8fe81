// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU which counts how often each instruction of the guest's kernel is
 * executed, and all others together, between the two marks that rr.c makes. What it
 * counted is appended to a file at each second mark: a line "section", then lines of
 * an address and a count, 0 standing for all that is not the kernel.
 *
 * One CPU only. The part of QEMU's plugin interface, version 1, which is used here
 * is declared below, as no package has its header.
 *
 * usage: -plugin count.so,out=FILE
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The nop of rr.c; in place of the zero is the number of the mark. */
static const uint8_t mark_code[] = { 0x0f, 0x1f, 0x84, 0x00, 0, 0x00, 0x54, 0x43 };
#define MARK_NUMBER	4
#define MARK_BEGIN	1

/* Addresses hash to places here, in a table larger than any kernel has code that runs. */
#define SLOTS		(1u << 22)

static struct slot {
	uint64_t address;
	uint64_t count;
} *slots;

static uint64_t others;
static FILE *out;

static uint64_t *counter_of(uint64_t address)
{
	size_t i = address * 0x9e3779b97f4a7c15ull >> 42;

	while (slots[i].address && slots[i].address != address)
		i = (i + 1) % SLOTS;
	slots[i].address = address;
	return &slots[i].count;
}

static void begin(void)
{
	size_t i;

	others = 0;
	for (i = 0; i < SLOTS; i++)
		slots[i].count = 0;
}

static void write_section(void)
{
	size_t i;

	fprintf(out, "section\n0 %lu\n", others);
	for (i = 0; i < SLOTS; i++)
		if (slots[i].count)
			fprintf(out, "%lx %lu\n", slots[i].address, slots[i].count);
	fflush(out);
}

static void on_mark(unsigned int cpu, void *number)
{
	if ((uintptr_t)number == MARK_BEGIN)
		begin();
	else
		write_section();
}

/* The number of the mark which an instruction is, or 0. */
static unsigned int mark_of(const struct qemu_plugin_insn *insn)
{
	const uint8_t *code = qemu_plugin_insn_data(insn);

	if (qemu_plugin_insn_size(insn) != sizeof(mark_code) ||
	    memcmp(code, mark_code, MARK_NUMBER) ||
	    memcmp(code + MARK_NUMBER + 1, mark_code + MARK_NUMBER + 1,
		   sizeof(mark_code) - MARK_NUMBER - 1))
		return 0;
	return code[MARK_NUMBER];
}

static void on_insn(struct qemu_plugin_insn *insn)
{
	const uint64_t address = qemu_plugin_insn_vaddr(insn);
	const bool is_kernel = address >> 63;
	uintptr_t mark = is_kernel ? 0 : mark_of(insn);

	if (mark)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, NO_REGISTERS,
						       (void *)mark);
	qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD_U64,
						   is_kernel ? counter_of(address) : &others, 1);
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);

	for (i = 0; i < n; i++)
		on_insn(qemu_plugin_tb_get_insn(tb, i));
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	static const char option[] = "out=";

	if (argc != 1 || strncmp(argv[0], option, sizeof(option) - 1)) {
		fputs("usage: -plugin count.so,out=FILE\n", stderr);
		return -1;
	}
	out = fopen(argv[0] + sizeof(option) - 1, "w");
	slots = calloc(SLOTS, sizeof(*slots));
	if (!out || !slots) {
		perror("count.so");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	return 0;
}
