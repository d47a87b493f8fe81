// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells which parts of ctrnet.ko have run, in any context, where the kernel itself cannot:
 * see "make coverage". Built for that, each basic block of the module begins with a call of
 * __sanitizer_cov_trace_pc(). What is noted are offsets in its text, which stay the same when it
 * is loaded anew.
 */
#include <linux/bitmap.h>
#include <linux/instruction_pointer.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>

#include "cover.h"

#define TEXT_MAX	SZ_1M
#define COVER_FILE	"ctrnet_cover"

static DECLARE_BITMAP(ran, TEXT_MAX);
static unsigned long text = ULONG_MAX;

notrace void __sanitizer_cov_trace_pc(void)
{
	unsigned long at = _RET_IP_ - READ_ONCE(text);

	if (at < TEXT_MAX && !test_bit(at, ran))
		set_bit(at, ran);
}
EXPORT_SYMBOL_GPL(__sanitizer_cov_trace_pc);

static int ran_show(struct seq_file *seq, void *v)
{
	unsigned long at;

	for_each_set_bit(at, ran, TEXT_MAX)
		seq_printf(seq, "%lx\n", at);
	return 0;
}

static int cover_notify(struct notifier_block *nb, unsigned long state, void *data)
{
	const struct module *mod = data;

	if (strcmp(mod->name, "ctrnet"))
		return NOTIFY_DONE;
	if (state == MODULE_STATE_COMING)
		WRITE_ONCE(text, (unsigned long)mod->mem[MOD_TEXT].base);
	else if (state == MODULE_STATE_GOING)
		WRITE_ONCE(text, ULONG_MAX);
	return NOTIFY_DONE;
}

static struct notifier_block cover_notifier = { .notifier_call = cover_notify };

static int __init cover_init(void)
{
	if (!proc_create_single(COVER_FILE, 0400, NULL, ran_show))
		return -ENOMEM;
	return register_module_notifier(&cover_notifier);
}

static void __exit cover_exit(void)
{
	unregister_module_notifier(&cover_notifier);
	remove_proc_entry(COVER_FILE, NULL);
}

module_init(cover_init);
module_exit(cover_exit);

MODULE_DESCRIPTION("What of ctrnet has run");
MODULE_LICENSE("GPL");
