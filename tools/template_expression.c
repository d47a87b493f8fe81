// SPDX-License-Identifier: GPL-2.0-only
/* Expressions of templates: fields, variables, constants, calls, pipelines. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "template_state.h"
#include "template_value.h"

json_t *template_parse_error(struct template *t, const char *what)
{
	if (!t->failed)
		error_set(t->err, EINVAL, "template parsing error: %s near \"%.20s\"", what,
			  t->p);
	t->failed = true;
	return NULL;
}

json_t *template_value_error(struct template *t, const char *what,
			     const char *detail)
{
	if (!t->failed)
		error_set(t->err, ENOENT, "template: %s%s", what, detail);
	t->failed = true;
	return NULL;
}

void template_work(struct template *t, size_t characters)
{
	/* An action without text costs something too. */
	t->work += characters + 1;
	if (t->work > TEMPLATE_WORK)
		template_value_error(t, "too much to do in ranges", "");
}

void template_skip_space(struct template *t)
{
	while (isspace((unsigned char)*t->p))
		t->p++;
}

size_t template_word_length(const char *p)
{
	size_t len = 0;

	while (isalnum((unsigned char)p[len]) || p[len] == '_')
		len++;
	return len;
}

bool template_at_end(const struct template *t)
{
	return !strncmp(t->p, "}}", 2) || !strncmp(t->p, "-}}", 3);
}

static bool at_word(const struct template *t, const char *word)
{
	size_t len = strlen(word);

	return template_word_length(t->p) == len && !strncmp(t->p, word, len);
}

bool template_take_word(struct template *t, const char *word)
{
	if (!at_word(t, word))
		return false;
	t->p += strlen(word);
	template_skip_space(t);
	return true;
}

/* The .a.b after a value; steals the reference. */
static json_t *follow_path(struct template *t, json_t *value, bool live)
{
	size_t len;

	while (*t->p == '.' && (len = template_word_length(t->p + 1)) > 0) {
		char *key = xstrndup(t->p + 1, len);
		json_t *member = json_object_get(value, key);

		t->p += 1 + len;
		if (!member && (live || (t->checking && value)))
			template_value_error(t, "no field .", key);
		json_incref(member);
		json_decref(value);
		value = member;
		free(key);
	}
	return value;
}

/* Go would print <no value>, or end with a message of its own: a clear one is of more use. */
static json_t *unsupported(struct template *t, const char *what)
{
	char text[64];

	snprintf(text, sizeof(text), "%s \"%.*s\" is not supported", what,
		 (int)template_word_length(t->p), t->p);
	return template_parse_error(t, text);
}

static json_t *parse_string(struct template *t)
{
	char end = *t->p;
	json_t *value;
	char *text, *to;

	text = xcalloc(strlen(t->p) + 1, 1);
	to = text;
	for (t->p++; *t->p && *t->p != end; t->p++) {
		if (end == '"' && *t->p == '\\' && t->p[1]) {
			t->p++;
			*to++ = *t->p == 'n' ? '\n' :
				*t->p == 't' ? '\t' : *t->p;
		} else {
			*to++ = *t->p;
		}
	}
	value = json_string(text);
	free(text);
	if (*t->p == end && value) {
		t->p++;
		return value;
	}
	json_decref(value);
	return template_parse_error(t, *t->p == end ? "no UTF-8" : "unterminated string");
}

static json_t *parse_variable(struct template *t, bool live)
{
	size_t len = template_word_length(t->p + 1);
	size_t i = t->n_variables;

	/* The innermost of a name counts; $ alone is the whole value. */
	while (i--) {
		const char *name = t->variables[i].name;

		if (strlen(name) != len || strncmp(name, t->p + 1, len))
			continue;
		t->p += 1 + len;
		return follow_path(t, json_incref(t->variables[i].value), live);
	}
	return template_parse_error(t, "undefined variable");
}

static json_t *parse_parentheses(struct template *t, const json_t *dot,
				 bool live)
{
	json_t *value;

	if (++t->depth > TEMPLATE_DEPTH)
		return template_parse_error(t, "too deep nesting");
	t->p++;
	value = template_evaluate(t, dot, live);
	t->depth--;
	if (*t->p != ')') {
		json_decref(value);
		return template_parse_error(t, "unclosed parenthesis");
	}
	t->p++;
	return follow_path(t, value, live);
}

static bool at_operand(const struct template *t)
{
	if (template_at_end(t))
		return false;
	return (*t->p && strchr(".$\"`(-", *t->p)) ||
	       isdigit((unsigned char)*t->p) || at_word(t, "true") ||
	       at_word(t, "false");
}

static json_t *parse_number(struct template *t)
{
	json_t *value;
	char *end;

	value = json_integer(strtoll(t->p, &end, 10));
	if (end != t->p && *end != '.' && !template_word_length(end)) {
		t->p = end;
		return value;
	}
	json_decref(value);
	return template_parse_error(t, "only whole numbers are supported, and not that");
}

static json_t *parse_operand(struct template *t, const json_t *dot, bool live)
{
	json_t *value = NULL;

	if (*t->p == '(') {
		value = parse_parentheses(t, dot, live);
	} else if (*t->p == '$') {
		value = parse_variable(t, live);
	} else if (*t->p == '"' || *t->p == '`') {
		value = parse_string(t);
	} else if (*t->p == '.') {
		value = json_incref((json_t *)dot);
		if (template_word_length(t->p + 1))
			value = follow_path(t, value, live);
		else
			t->p++;
	} else if (template_take_word(t, "true")) {
		value = json_true();
	} else if (template_take_word(t, "false")) {
		value = json_false();
	} else {
		value = parse_number(t);
	}
	template_skip_space(t);
	return value;
}

static json_t *call(struct template *t, const struct template_function *f,
		    json_t **args, size_t n, bool live)
{
	json_t *value = NULL;
	size_t i;

	if (!t->failed && (n < f->min_arguments || n > f->max_arguments))
		template_parse_error(t, "wrong number of arguments");
	if (!t->failed && live) {
		value = f->call(args, n, t->err);
		t->failed = !value;
	}
	for (i = 0; i < n; i++)
		json_decref(args[i]);
	return value;
}

/* @piped, if there is one, is the last argument: what is left of a |. */
static json_t *parse_call(struct template *t, const json_t *dot, json_t *piped,
			  bool is_piped, bool live)
{
	const struct template_function *f = template_functions;
	json_t *args[TEMPLATE_ARGUMENTS + 1];
	size_t n = 0;

	while (f->name && !template_take_word(t, f->name))
		f++;
	if (!f->name) {
		json_decref(piped);
		if (template_word_length(t->p))
			return unsupported(t, "function");
		return template_parse_error(t, "missing value");
	}
	while (!t->failed && at_operand(t) && n < TEMPLATE_ARGUMENTS)
		args[n++] = parse_operand(t, dot, live);
	if (is_piped)
		args[n++] = piped;
	return call(t, f, args, n, live);
}

/* A pipeline, up to what ends it: )}} or an = sign. */
json_t *template_evaluate(struct template *t, const json_t *dot, bool live)
{
	const char *begin = t->p;
	json_t *value;

	template_skip_space(t);
	if (at_operand(t))
		value = parse_operand(t, dot, live);
	else
		value = parse_call(t, dot, NULL, false, live);
	while (!t->failed && *t->p == '|') {
		t->p++;
		template_skip_space(t);
		value = parse_call(t, dot, value, true, live);
	}
	template_work(t, t->p - begin);
	return value;
}
