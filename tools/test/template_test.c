// SPDX-License-Identifier: GPL-2.0-only
/* Templates, row by row, applied to one value. */
#include <stdlib.h>
#include <string.h>

#include "compiler.h"
#include "ktap.h"
#include "template.h"

static const char web[] =
	"{\"Name\": \"/web\", \"Pid\": 42, \"Running\": true, \"Empty\": \"\",\n"
	"\"Links\": [\"/db:/web/db\", \"/mq:/web/q\"], \"NoLinks\": null,\n"
	"\"Env\": [\"A=1\", \"B=x,y\"],\n"
	"\"Ports\": {\"443/tcp\": [{\"HostIp\": \"0.0.0.0\", \"HostPort\": \"8443\"}],\n"
	"\"80/tcp\": null},\n"
	"\"Net\": {\"IPAddress\": \"172.17.0.2\", \"Prefix\": 16}}";

static const struct {
	const char *template;
	const char *text;
} applied[] = {
	/* Fields. */
	{ "", "" },
	{ "text", "text" },
	{ "{{.Name}}", "/web" },
	{ "{{ .Name }}", "/web" },
	{ "a{{.Net.IPAddress}}b", "a172.17.0.2b" },
	{ "{{.Pid}} {{.Running}}", "42 true" },
	{ "{{.Links}}", "[/db:/web/db /mq:/web/q]" },
	{ "{{.NoLinks}}", "[]" },
	{ "{{.Net}}", "{172.17.0.2 16}" },
	{ "{{.Ports}}", "map[443/tcp:[{0.0.0.0 8443}] 80/tcp:[]]" },
	{ "{{(.Net).Prefix}}", "16" },
	/* Constants. */
	{ "{{\"a\\tb\\\"\"}}", "a\tb\"" },
	{ "{{`a\\n`}}", "a\\n" },
	{ "{{-7}}", "-7" },
	{ "{{true}}", "true" },
	/* Functions. */
	{ "{{json .Links}}", "[\"/db:/web/db\",\"/mq:/web/q\"]" },
	{ "{{json .NoLinks}}", "null" },
	{ "{{.Name | json}}", "\"/web\"" },
	{ "{{index .Links 1}}", "/mq:/web/q" },
	{ "{{(index (index .Ports \"443/tcp\") 0).HostPort}}", "8443" },
	{ "{{index .Ports \"443/tcp\" 0 \"HostPort\"}}", "8443" },
	{ "{{len .Links}} {{len .Name}} {{len .Ports}} {{len .NoLinks}}", "2 4 2 0" },
	{ "{{join .Links \", \"}}", "/db:/web/db, /mq:/web/q" },
	{ "{{split (index .Env 1) \",\"}}", "[B=x y]" },
	{ "{{upper .Name}} {{\"ABC\" | lower}}", "/WEB abc" },
	{ "{{truncate .Name 2}} {{truncate \"äöü\" 2}}", "/w äö" },
	{ "{{pad .Pid 1 2}}|", " 42  |" },
	{ "{{print .Pid 7}} {{print .Name .Pid}}", "42 7 /web42" },
	{ "{{println .Name .Pid}}", "/web 42\n" },
	{ "{{printf \"%s-%d %q%%\" .Name .Pid .Running}}", "/web-42 \"true\"%" },
	{ "{{printf \"%-6s|%6s|\" .Name .Name}}", "/web  |  /web|" },
	{ "{{.Pid | printf \"%v\"}}", "42" },
	{ "{{eq .Pid 42}} {{eq .Name \"a\" \"/web\"}} {{ne .Pid 42}}", "true true false" },
	{ "{{lt .Pid 50}} {{ge .Pid 50}} {{gt \"b\" \"a\"}} {{le 1 1}}",
	  "true false true true" },
	{ "{{not .Empty}} {{and .Pid .Empty}}{{or .Empty .Pid}}", "true 42" },
	/* Conditions. */
	{ "{{if .Running}}yes{{else}}no{{end}}", "yes" },
	{ "{{if .Empty}}yes{{else}}no{{end}}", "no" },
	{ "{{if .Empty}}a{{else if .NoLinks}}b{{else if .Pid}}c{{else}}d{{end}}", "c" },
	{ "{{if .Empty}}a{{else if .NoLinks}}b{{end}}.", "." },
	{ "{{if eq .Pid 42}}{{if .Running}}both{{end}}{{end}}", "both" },
	{ "{{with .Net}}{{.Prefix}}{{end}}", "16" },
	{ "{{with .Empty}}x{{else}}{{.Pid}}{{end}}", "42" },
	/* Loops. */
	{ "{{range .Links}}<{{.}}>{{end}}", "</db:/web/db></mq:/web/q>" },
	{ "{{range $i, $l := .Links}}{{$i}}={{$l}} {{end}}", "0=/db:/web/db 1=/mq:/web/q " },
	{ "{{range $p, $c := .Ports}}{{$p}}{{with $c}}->{{(index . 0).HostPort}}{{end}} {{end}}",
	  "443/tcp->8443 80/tcp " },
	{ "{{range .Ports}}{{range .}}{{.HostPort}} of {{$.Name}}{{end}}{{end}}",
	  "8443 of /web" },
	{ "{{range .NoLinks}}x{{else}}none{{end}}", "none" },
	/* Variables. */
	{ "{{$n := .Name}}{{with .Net}}{{$n}}{{end}}", "/web" },
	{ "{{$n := .Net}}{{$n.Prefix}} {{$.Pid}}", "16 42" },
	/* Blanks and comments. */
	{ "a  {{- .Pid -}}  b", "a42b" },
	{ "a\n{{- /* no\nthing */ -}}\n b{{/**/}}c", "abc" },
	{ "{{range .Links -}}\n  {{.}}\n{{- end}}", "/db:/web/db/mq:/web/q" },
	{ "{{- 3}}", "3" },
};

static const struct {
	const char *template;
	const char *error;
} refused[] = {
	{ "{{.Nothing}}", "template: no field .Nothing" },
	{ "{{.Net.Nothing}}", "template: no field .Nothing" },
	{ "{{index .Links 2}}", "template: index: no such element" },
	{ "{{index .Ports \"80/tcp\" 0}}", "template: index: no such element" },
	{ "{{join .Links 1}}", "template: join: the separator is no string" },
	{ "{{lt 1 \"a\"}}", "template: incompatible types for comparison" },
	{ "{{printf \"%x\" 1}}", "template: printf: '%x' is not supported" },
	{ "{{printf \"%d\"}}",
	  "template: printf: the format and the number of values do not match" },
	/* Not of this language. */
	{ "{{foo .Name}}",
	  "template parsing error: function \"foo\" is not supported near \"foo .Name}}\"" },
	{ "{{define \"x\"",
	  "template parsing error: function \"define\" is not supported near \"define \"x\"\"" },
	{ "{{1.5}}",
	  "template parsing error: only whole numbers are supported, and not that near \"1.5}}\"" },
	{ "{{.Name", "template parsing error: unclosed action near \"\"" },
	{ "{{\"a}}", "template parsing error: unterminated string near \"\"" },
	{ "{{}}", "template parsing error: missing value near \"}}\"" },
	{ "{{(.Name}}", "template parsing error: unclosed parenthesis near \"}}\"" },
	{ "{{$x}}", "template parsing error: undefined variable near \"$x}}\"" },
	{ "{{if .Pid}}", "template parsing error: no end of the block near \"\"" },
	{ "{{end}}", "template parsing error: unexpected end of a block near \"\"" },
	{ "{{/* x}}", "template parsing error: unclosed comment near \"/* x}}\"" },
	{ "{{.Name .Pid}}", "template parsing error: unexpected text near \".Pid}}\"" },
	{ "{{eq 1}}", "template parsing error: wrong number of arguments near \"}}\"" },
};

/* A test's name must be one line. */
static const char *one_line(const char *template)
{
	static char line[128];
	size_t i;

	for (i = 0; i + 1 < sizeof(line) && template[i]; i++)
		line[i] = template[i] == '\n' ? ' ' : template[i];
	line[i] = '\0';
	return line;
}

static void test(const char *template, const json_t *value, const char *expected)
{
	struct error err;
	char *text = template_apply(template, value, &err);

	ktap_equal(one_line(template), text ? text : err.text, expected);
	free(text);
}

static void test_checked(const char *template, bool right)
{
	struct error err;

	ktap_ok((template_check(template, NULL, &err) == 0) == right, "check of %s", template);
}

/* Of fields which the example has or not, whatever is live. */
static void test_fields(void)
{
	static const struct {
		const char *template;
		const char *error;
	} fields[] = {
		{ "{{.Name}}", "" },
		{ "{{.Nothing}}", "template: no field .Nothing" },
		{ "{{.Name.Nothing}}", "template: no field .Nothing" },
		{ "{{$.Nothing}}", "template: no field .Nothing" },
		{ "{{if false}}{{.Nothing}}{{end}}", "template: no field .Nothing" },
		{ "{{with .Name}}{{.}}{{.Nothing}}{{end}}", "template: no field .Nothing" },
		{ "{{range .Name}}{{.Nothing}}{{end}}", "" },
		{ "{{(index .Name 7).Nothing}}", "" },
		{ "{{$x := .Name}}{{$x.Nothing}}", "template: no field .Nothing" },
	};
	json_t *example = json_pack("{s:s}", "Name", "NAME");
	struct error err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		err.text[0] = '\0';
		template_check(fields[i].template, example, &err);
		ktap_equal(fields[i].template, err.text, fields[i].error);
	}
	json_decref(example);
}

/* Two rounds of two rounds of two... */
static void test_limit(const json_t *value)
{
	char template[1024] = "";
	struct error err;
	char *text;
	int i;

	for (i = 0; i < 28; i++)
		strcat(template, "{{range $.Links}}");
	strcat(template, ".");
	for (i = 0; i < 28; i++)
		strcat(template, "{{end}}");
	text = template_apply(template, value, &err);
	ktap_equal("ranges within ranges", text ? text : err.text,
		   "template: too much to do in ranges");
	free(text);
}

int main(void)
{
	json_t *value = json_loads(web, 0, NULL);
	size_t i;

	ktap_begin();
	for (i = 0; i < ARRAY_SIZE(applied); i++)
		test(applied[i].template, value, applied[i].text);
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		test(refused[i].template, value, refused[i].error);
	/* What is wrong only with some values is not found before there is one. */
	test_checked("{{if .A}}{{.B.C}}{{else}}{{index .D 7}}{{end}}", true);
	test_checked("{{if .A}}{{foo}}{{end}}", false);
	test_fields();
	test_limit(value);
	json_decref(value);
	return ktap_end();
}
