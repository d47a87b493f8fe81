// SPDX-License-Identifier: GPL-2.0-only
/* Templates, applied to what inspect shows. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "template.h"

static const char value_text[] =
	"{\"Name\": \"/web\", \"Pid\": 42, \"Running\": true, \"None\": null,\n"
	"\"Links\": [\"/db:/web/db\", \"/mq:/web/q\"],\n"
	"\"Ports\": {\"443/tcp\": [{\"HostPort\": \"8443\"}], \"80/tcp\": null},\n"
	"\"Net\": {\"IPAddress\": \"172.17.0.2\"}}";

int fuzz_input(const uint8_t *data, size_t size)
{
	static json_t *value;
	struct error err;
	char *text;

	if (!value)
		value = json_loads(value_text, 0, NULL);
	text = fuzz_text(data, size);
	if (template_check(text, NULL, &err) == 0)
		free(template_apply(text, value, &err));
	free(text);
	return 0;
}
