// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU which counts how often each instruction of the guest's kernel is
 * executed, and all others together, between the first two marks of rr.c; those on the way
 * there apart from those on the way back, which the others begin. What it counted is appended
 * to a file at each second mark: a line "section", then lines of an address, 0 standing for all
 * that is not the kernel, of another one, and of both counts. The second address is 0, but in
 * lines which tell where an atomic instruction was reached from: there it is the call that
 * was executed last.
 *
 * One CPU only.
 *
 * usage: -plugin count.so,out=FILE
 */
#include <stdlib.h>
#include "plugin.h"

/* More than any kernel has instructions that run. Keys hash to places. */
#define SLOTS		(1u << 21)
#define PLACES		(2 * SLOTS)

static struct slot {
	uint64_t address;
	uint64_t call;
	uint64_t there;
	uint64_t back;
} *slots;

/* Of each slot, since the last mark. The first slot is that of all others. */
static uint64_t *counts;
static uint32_t *places;
static uint32_t n_slots;

static bool is_back;
static uint64_t last_call;
static FILE *out;

static uint64_t *counter_of(uint64_t address, uint64_t call)
{
	size_t i = (address ^ call << 1) * 0x9e3779b97f4a7c15ull >> 42;
	struct slot *slot;

	for (; places[i]; i = (i + 1) % PLACES) {
		slot = &slots[places[i]];
		if (slot->address == address && slot->call == call)
			return &counts[places[i]];
	}
	if (n_slots == SLOTS) {
		fputs("count.so: too many instructions\n", stderr);
		abort();
	}
	places[i] = n_slots;
	slots[n_slots].address = address;
	slots[n_slots].call = call;
	return &counts[n_slots++];
}

static void begin(void)
{
	size_t i;

	for (i = 0; i < n_slots; i++)
		counts[i] = slots[i].there = slots[i].back = 0;
}

/* What was counted since the last mark is of the way that it began. */
static void turn(void)
{
	size_t i;

	for (i = 0; i < n_slots; i++) {
		if (is_back)
			slots[i].back += counts[i];
		else
			slots[i].there += counts[i];
		counts[i] = 0;
	}
}

static void write_section(void)
{
	const struct slot *slot;

	fputs("section\n", out);
	for (slot = slots; slot < slots + n_slots; slot++)
		if (slot->there || slot->back)
			fprintf(out, "%lx %lx %lu %lu\n", slot->address, slot->call,
				slot->there, slot->back);
	fflush(out);
}

static void on_mark(unsigned int cpu, void *number)
{
	turn();
	is_back = (uintptr_t)number == MARK_BACK;
	if ((uintptr_t)number == MARK_BEGIN)
		begin();
	else if ((uintptr_t)number == MARK_END)
		write_section();
}

static void on_call(unsigned int cpu, void *address)
{
	last_call = (uintptr_t)address;
}

static void on_atomic(unsigned int cpu, void *address)
{
	++*counter_of((uintptr_t)address, last_call);
}

/*
 * Looks behind the prefixes of an instruction, which are no more than 14. Returns true if
 * "lock" is among them.
 */
static bool skip_prefixes(const uint8_t **code)
{
	bool has_lock = false;

	for (;; ++*code) {
		switch (**code) {
		case 0xf0:
			has_lock = true;
			break;
		case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x64 ... 0x67:
		case 0xf2: case 0xf3: case 0x40 ... 0x4f:
			break;
		default:
			return has_lock;
		}
	}
}

/* With the prefix, or xchg with memory, which needs none. */
static bool is_atomic(const uint8_t *code)
{
	return skip_prefixes(&code) || ((code[0] | 1) == 0x87 && code[1] >> 6 != 3);
}

static bool is_call(const uint8_t *code)
{
	skip_prefixes(&code);
	return code[0] == 0xe8 || (code[0] == 0xff && (code[1] >> 3 & 7) == 2);
}

static void on_kernel(struct qemu_plugin_insn *insn)
{
	const uint64_t address = qemu_plugin_insn_vaddr(insn);
	const uint8_t *code = qemu_plugin_insn_data(insn);

	if (is_call(code))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_call, NO_REGISTERS,
						       (void *)address);
	else if (is_atomic(code))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_atomic, NO_REGISTERS,
						       (void *)address);
	qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD_U64,
						   counter_of(address, 0), 1);
}

static void on_program(struct qemu_plugin_insn *insn)
{
	const uintptr_t mark = mark_of(insn);

	if (mark)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, NO_REGISTERS,
						       (void *)mark);
	qemu_plugin_register_vcpu_insn_exec_inline(insn, INLINE_ADD_U64, &counts[0], 1);
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn;

	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		if (is_kernel(insn))
			on_kernel(insn);
		else
			on_program(insn);
	}
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	out = plugin_output("count.so", argc, argv);
	if (!out)
		return -1;
	slots = calloc(SLOTS, sizeof(*slots));
	counts = calloc(SLOTS, sizeof(*counts));
	places = calloc(PLACES, sizeof(*places));
	if (!slots || !counts || !places) {
		perror("count.so");
		return -1;
	}
	n_slots = 1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	return 0;
}
