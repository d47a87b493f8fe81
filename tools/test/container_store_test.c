// SPDX-License-Identifier: GPL-2.0-only
/* What cannot be read again is not written. */
#include "alloc.h"
#include "container.h"
#include "ktap.h"
#include "strv.h"

/* One that is on no network, but for its command. */
static struct container *make(const char *command)
{
	struct error err;
	struct container *c = container_new(&err);

	if (!c)
		return NULL;
	c->name = xstrdup("web");
	c->hostname = xstrdup("web");
	c->network = xstrdup(CONTAINER_NO_NETWORK);
	c->rootfs = xstrdup(CONTAINER_HOST_ROOT);
	strv_take(&c->argv, xstrdup(command));
	return c;
}

static void refuses(const char *test, const char *command, const char *text)
{
	struct container *c = make(command);
	struct error err = { .text = "" };

	ktap_ok(c && container_save(c, &err) < 0, "%s: refused", test);
	ktap_equal(test, err.text, text);
	container_free(c);
}

int main(void)
{
	ktap_begin();
	refuses("an empty command", "", "cannot keep container web: no valid command");
	refuses("no UTF-8", "\xff", "cannot keep container web: an argument, variable, label or path of it is not valid UTF-8");
	return ktap_end();
}
