// SPDX-License-Identifier: GPL-2.0-only
/* Words which people type: signals, names of containers and images, volumes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "image.h"
#include "ktap.h"
#include "names.h"
#include "signals.h"
#include "volume.h"

static void test_signals(void)
{
	static const struct {
		const char *text;
		int sig;
	} cases[] = {
		{ "KILL", 9 },	   { "SIGKILL", 9 },   { "sigkill", 9 },
		{ "9", 9 },	   { "64", 64 },       { "RTMIN", 34 },
		{ "RTMIN+1", 35 }, { "SIGRTMAX-1", 63 }, { "RTMAX", 64 },
		{ "", -1 },	   { "0", -1 },	       { "65", -1 },
		{ "-1", -1 },	   { "+1", -1 },       { "9x", -1 },
		{ "SIG", -1 },	   { "RTMIN-1", -1 },  { "RTMIN+31", -1 },
		{ "RTMAX+1", -1 }, { "RTMIN+", -1 },   { "RTMINX", -1 },
	};
	struct error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		ktap_ok(signal_parse(cases[i].text, &err) == cases[i].sig,
			"signal '%s'", cases[i].text);
}

static void test_image_names(void)
{
	static const struct {
		const char *text;
		const char *name;
	} cases[] = {
		{ "busybox", "busybox:latest" },
		{ "training/webapp", "training/webapp:latest" },
		{ "a/b-c/d_e.f:1.0", "a/b-c/d_e.f:1.0" },
		{ "a:_X", "a:_X" },
		{ "", NULL },	 { ":", NULL },	   { "a:", NULL },
		{ "/a", NULL },	 { "a/", NULL },   { "a//b", NULL },
		{ "..", NULL },	 { "a/../b", NULL }, { "A", NULL },
		{ "-a", NULL },	 { "a:.b", NULL }, { "a:b:c", NULL },
		{ "a b", NULL }, { "a%b", NULL },  { "a:b/c", NULL },
	};
	struct error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *expected = cases[i].name;
		char *name = NULL;

		if (image_parse_name(cases[i].text, &name, &err) < 0)
			name = NULL;
		if (!expected)
			expected = "refused";
		ktap_equal(cases[i].text, name ?: "refused", expected);
		free(name);
	}
	ktap_ok(image_same_name("a", "a:latest"), "no tag is the latest one");
	ktap_ok(!image_same_name("a", "a:1"), "another tag is another image");
	ktap_ok(!image_same_name("A", "A"), "what is no name is no image");
}

static char *describe(const struct volume *volumes, size_t n)
{
	static char text[256];
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < n; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s>%s%s",
				i ? " " : "", volumes[i].source,
				volumes[i].destination,
				volumes[i].read_only ? ":ro" : "");
	return text;
}

static void test_volumes(void)
{
	struct volume *volumes = NULL;
	struct error err;
	size_t n = 0;

	volume_parse(&volumes, &n, "/b:/x/y:ro", &err);
	volume_parse(&volumes, &n, "/a:/x/", &err);
	volume_parse(&volumes, &n, "/c:/w:rw", &err);
	ktap_equal("sorted, outer ones first", describe(volumes, n),
		   "/c>/w /a>/x /b>/x/y:ro");
	ktap_ok(volume_parse(&volumes, &n, "/d:/x", &err) < 0, "a place is one's only");
	ktap_equal("why", err.text, "Duplicate mount point: /x");
	ktap_ok(volume_parse(&volumes, &n, "/d:/..", &err) < 0, "the root is no place");
	ktap_ok(n == 3, "nothing was added");
	volumes_free(volumes, n);
}

/* Each place has one spelling. */
static void test_volume_places(void)
{
	static const struct {
		const char *given;
		const char *expected;
	} places[] = {
		{ "/x", "/x" },
		{ "//x//y//", "/x/y" },
		{ "/x/.", "/x" },
		{ "/./x/./y", "/x/y" },
		{ "/x/../y", "/y" },
		{ "/x/y/../..//z/..", "refused" },
		{ "/../../x", "/x" },
		{ "/.x/..y/...", "/.x/..y/..." },
		{ "/tmp/..", "refused" },
		{ "/.", "refused" },
		{ "//", "refused" },
		{ "x/../y", "refused" },
	};
	struct volume *volumes;
	struct error err;
	char spec[64];
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		volumes = NULL;
		n = 0;
		snprintf(spec, sizeof(spec), "/a:%s", places[i].given);
		volume_parse(&volumes, &n, spec, &err);
		ktap_equal(places[i].given, n ? volumes->destination : "refused",
			   places[i].expected);
		volumes_free(volumes, n);
	}
}

#define INVALID(name) \
	"Invalid container name (" name "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"

#define AN_ID	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_container_names(void)
{
	static const struct {
		const char *given;
		const char *expected;
	} cases[] = {
		{ "web", "web" },
		{ "/web", "web" },
		{ "A9_.-", "A9_.-" },
		{ "x", INVALID("x") ", two characters at least" },
		{ "", INVALID("") },
		{ "_web", INVALID("_web") },
		{ "//web", INVALID("/web") },
		{ AN_ID, "Invalid container name (" AN_ID "), 64 hexadecimal digits are an id" },
		{ AN_ID "0", AN_ID "0" },
	};
	const char *checked;
	struct error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (name_check(cases[i].given, &checked, &err) < 0)
			checked = err.text;
		ktap_equal(cases[i].given, checked, cases[i].expected);
	}
}

/* Enough that each word comes up, but for once in more tries than anybody makes. */
#define DRAWS	20000

static void test_made_up_names(void)
{
	bool adjective = false, surname = false, all_valid = true;
	const char *name, *checked;
	struct error err;
	int i;

	for (i = 0; i < DRAWS; i++) {
		name = name_made_up(0);
		adjective |= !strncmp(name, "nostalgic_", strlen("nostalgic_"));
		surname |= !strcmp(name + strcspn(name, "_"), "_morse");
		all_valid &= name_check(name, &checked, &err) == 0 && strchr(name, '_');
	}
	ktap_ok(all_valid, "made-up names are valid, and of two words");
	ktap_ok(adjective && surname, "nostalgic and morse are among them");
	name = name_made_up(1);
	ktap_ok(strspn(name + strlen(name) - 1, "0123456789") == 1,
		"from the second try on, one ends with a digit");
}

int main(void)
{
	ktap_begin();
	test_container_names();
	test_made_up_names();
	test_signals();
	test_image_names();
	test_volumes();
	test_volume_places();
	return ktap_end();
}
