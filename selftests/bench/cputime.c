// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU which writes, whenever a program of the guest makes a mark (mark.h), how
 * long the CPU where that runs has run so far: a line of the CPU's number and nanoseconds. They
 * are those of the thread which is that CPU here, so that time in which it does nothing is not
 * counted, nor what it waits for others on this machine.
 *
 * usage: -plugin cputime.so,out=FILE
 */
#include <time.h>
#include "plugin.h"

static FILE *out;

static void on_mark(unsigned int cpu, void *number)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	fprintf(out, "%u %lld\n", cpu, ts.tv_sec * 1000000000ll + ts.tv_nsec);
	fflush(out);
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn;

	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		if (!is_kernel(insn) && mark_of(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, NO_REGISTERS, NULL);
	}
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	out = plugin_output("cputime.so", argc, argv);
	if (!out)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	return 0;
}
