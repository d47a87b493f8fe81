// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text is parsed and evaluated in one go. Parts which are not to be
 * evaluated, such as the other branch of an if, are parsed all the same, with
 * @live false: expressions have no value (NULL) then.
 */
#include "template.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "template_value.h"

#define MAX_VARIABLES	16
#define MAX_DEPTH	32

struct variable {
	char *name;
	json_t *value;
};

/**
 * struct template - a template being worked on
 * @p: where in its text
 * @out: what it makes
 * @err: why it does not
 * @failed: @err is filled: nothing more is done
 * @depth: of parentheses and blocks
 * @variables: those in scope
 * @n_variables: how many
 */
struct template {
	const char *p;
	FILE *out;
	struct error *err;
	bool failed;
	int depth;
	struct variable variables[MAX_VARIABLES];
	size_t n_variables;
};

/* What ends a block. */
enum block_end {
	END_OF_TEXT,
	END_OF_BLOCK,
	ELSE_OF_BLOCK,
};

static json_t *evaluate(struct template *t, const json_t *dot, bool live);
static enum block_end run_block(struct template *t, const json_t *dot,
				bool live);

static json_t *parse_error(struct template *t, const char *what)
{
	if (!t->failed)
		error_set(t->err, EINVAL, "template parsing error: %s near \"%.20s\"",
			  what, t->p);
	t->failed = true;
	return NULL;
}

static json_t *value_error(struct template *t, const char *what,
			   const char *detail)
{
	if (!t->failed)
		error_set(t->err, ENOENT, "template: %s%s", what, detail);
	t->failed = true;
	return NULL;
}

/* Expressions -------------------------------------------------------------- */

static void skip_space(struct template *t)
{
	while (isspace((unsigned char)*t->p))
		t->p++;
}

static size_t word_length(const char *p)
{
	size_t len = 0;

	while (isalnum((unsigned char)p[len]) || p[len] == '_')
		len++;
	return len;
}

static bool at_action_end(const struct template *t)
{
	return !strncmp(t->p, "}}", 2);
}

/* Whether the next word is that; if so, it is passed. */
static bool take_word(struct template *t, const char *word)
{
	size_t len = strlen(word);

	if (word_length(t->p) != len || strncmp(t->p, word, len))
		return false;
	t->p += len;
	skip_space(t);
	return true;
}

/* The .a.b after a value; steals the reference. */
static json_t *follow_path(struct template *t, json_t *value, bool live)
{
	size_t len;

	while (*t->p == '.' && (len = word_length(t->p + 1)) > 0) {
		char *key = xstrndup(t->p + 1, len);
		json_t *member = json_object_get(value, key);

		t->p += 1 + len;
		if (live && !member)
			value_error(t, "no field .", key);
		json_incref(member);
		json_decref(value);
		value = member;
		free(key);
	}
	return value;
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
	if (*t->p != end) {
		json_decref(value);
		return parse_error(t, "unterminated string");
	}
	t->p++;
	return value;
}

static json_t *parse_variable(struct template *t, bool live)
{
	size_t len = word_length(t->p + 1);
	size_t i = t->n_variables;

	/* The innermost of a name counts; $ alone is the whole value. */
	while (i--) {
		const char *name = t->variables[i].name;

		if (strlen(name) != len || strncmp(name, t->p + 1, len))
			continue;
		t->p += 1 + len;
		return follow_path(t, json_incref(t->variables[i].value), live);
	}
	return parse_error(t, "undefined variable");
}

static json_t *parse_parentheses(struct template *t, const json_t *dot,
				 bool live)
{
	json_t *value;

	if (++t->depth > MAX_DEPTH)
		return parse_error(t, "too deep nesting");
	t->p++;
	value = evaluate(t, dot, live);
	t->depth--;
	if (*t->p != ')') {
		json_decref(value);
		return parse_error(t, "unclosed parenthesis");
	}
	t->p++;
	return follow_path(t, value, live);
}

static bool at_operand(const struct template *t)
{
	return *t->p && (strchr(".$\"`(-", *t->p) ||
			 isdigit((unsigned char)*t->p));
}

static json_t *parse_operand(struct template *t, const json_t *dot, bool live)
{
	json_t *value = NULL;
	char *end;

	if (*t->p == '(') {
		value = parse_parentheses(t, dot, live);
	} else if (*t->p == '$') {
		value = parse_variable(t, live);
	} else if (*t->p == '"' || *t->p == '`') {
		value = parse_string(t);
	} else if (*t->p == '.') {
		value = json_incref((json_t *)dot);
		if (word_length(t->p + 1))
			value = follow_path(t, value, live);
		else
			t->p++;
	} else {
		value = json_integer(strtoll(t->p, &end, 10));
		if (end == t->p)
			parse_error(t, "bad number");
		t->p = end;
	}
	skip_space(t);
	return value;
}

static json_t *call(struct template *t, const struct template_function *f,
		    json_t **args, size_t n, bool live)
{
	json_t *value = NULL;
	size_t i;

	if (!t->failed && (n < f->min_arguments || n > f->max_arguments))
		parse_error(t, "wrong number of arguments");
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

	while (f->name && !take_word(t, f->name))
		f++;
	if (!f->name) {
		json_decref(piped);
		return parse_error(t, word_length(t->p) ? "function not defined" :
							  "missing value");
	}
	while (!t->failed && at_operand(t) && n < TEMPLATE_ARGUMENTS)
		args[n++] = parse_operand(t, dot, live);
	if (is_piped)
		args[n++] = piped;
	return call(t, f, args, n, live);
}

/* A pipeline, up to what ends it: )}} or an = sign. */
static json_t *evaluate(struct template *t, const json_t *dot, bool live)
{
	json_t *value;

	skip_space(t);
	if (at_operand(t))
		value = parse_operand(t, dot, live);
	else
		value = parse_call(t, dot, NULL, false, live);
	while (!t->failed && *t->p == '|') {
		t->p++;
		skip_space(t);
		value = parse_call(t, dot, value, true, live);
	}
	return value;
}

/* Actions ------------------------------------------------------------------ */

static void close_action(struct template *t)
{
	skip_space(t);
	if (t->failed)
		return;
	if (at_action_end(t))
		t->p += 2;
	else
		parse_error(t, *t->p ? "unexpected text" : "unclosed action");
}

static void push_variable(struct template *t, char *name, json_t *value)
{
	struct variable *v = &t->variables[t->n_variables];

	if (t->n_variables == MAX_VARIABLES) {
		free(name);
		parse_error(t, "too many variables");
		return;
	}
	v->name = name;
	v->value = json_incref(value);
	t->n_variables++;
}

static void pop_variables(struct template *t, size_t left)
{
	while (t->n_variables > left) {
		struct variable *v = &t->variables[--t->n_variables];

		free(v->name);
		json_decref(v->value);
	}
}

/* "$a :=" or "$a, $b :=": the names, NULL where there is none. */
static void parse_declaration(struct template *t, char *names[2])
{
	const char *p = t->p;
	size_t len[2] = { 0, 0 };
	const char *at[2];
	int i;

	names[0] = NULL;
	names[1] = NULL;
	for (i = 0; i < 2 && *p == '$'; i++) {
		at[i] = p + 1;
		len[i] = word_length(p + 1);
		p += 1 + len[i];
		p += strspn(p, " ");
		if (*p != ',')
			break;
		p += 1 + strspn(p + 1, " ");
	}
	if (!len[0] || strncmp(p, ":=", 2))
		return;
	for (i = 0; i < 2; i++)
		names[i] = len[i] ? xstrndup(at[i], len[i]) : NULL;
	t->p = p + 2;
	skip_space(t);
}

/* The rest of an if, with or range, once it is known whether the first part counts. */
static void run_else(struct template *t, const json_t *dot, bool live,
		     enum block_end end)
{
	if (end == ELSE_OF_BLOCK)
		end = run_block(t, dot, live);
	if (!t->failed && end != END_OF_BLOCK)
		parse_error(t, "no end of the block");
}

static void run_if(struct template *t, const json_t *dot, bool live,
		   bool moves_dot)
{
	json_t *value = evaluate(t, dot, live);
	bool holds = live && value && template_is_true(value);
	enum block_end end;

	close_action(t);
	end = run_block(t, moves_dot && holds ? value : dot, holds);
	run_else(t, dot, live && !holds, end);
	json_decref(value);
}

/* One round of a range. @names are those of its key and value, or of its value alone. */
static enum block_end run_round(struct template *t, char *const names[2],
				json_t *key, json_t *value, bool live)
{
	size_t outer = t->n_variables;
	enum block_end end;

	if (names[1]) {
		push_variable(t, xstrdup(names[0]), key);
		push_variable(t, xstrdup(names[1]), value);
	} else if (names[0]) {
		push_variable(t, xstrdup(names[0]), value);
	}
	end = run_block(t, value, live);
	pop_variables(t, outer);
	return end;
}

static enum block_end run_rounds(struct template *t, char *const names[2],
				 json_t *list)
{
	const char *body = t->p;
	enum block_end end = END_OF_BLOCK;
	json_t *item, *index;
	const char *key;
	size_t i;

	json_array_foreach(list, i, item) {
		t->p = body;
		index = json_integer(i);
		end = run_round(t, names, index, item, true);
		json_decref(index);
	}
	json_object_foreach(list, key, item) {
		t->p = body;
		index = json_string(key);
		end = run_round(t, names, index, item, true);
		json_decref(index);
	}
	return end;
}

static void run_range(struct template *t, const json_t *dot, bool live)
{
	char *names[2];
	enum block_end end;
	json_t *list;
	bool any;

	parse_declaration(t, names);
	list = evaluate(t, dot, live);
	close_action(t);
	any = live && list && template_is_true(list);
	if (t->failed)
		end = END_OF_TEXT;
	else if (any)
		end = run_rounds(t, names, list);
	else
		end = run_round(t, names, NULL, NULL, false);
	run_else(t, dot, live && !any, end);
	json_decref(list);
	free(names[0]);
	free(names[1]);
}

static void print_action(struct template *t, const json_t *dot, bool live)
{
	char *names[2];
	json_t *value;

	parse_declaration(t, names);
	value = evaluate(t, dot, live);
	close_action(t);
	if (names[0])
		push_variable(t, names[0], value);
	else if (!t->failed && live && value)
		template_print(t->out, value);
	free(names[1]);
	json_decref(value);
}

/* One action, its braces opened. True if it ends the block, and how. */
static bool run_action(struct template *t, const json_t *dot, bool live,
		       enum block_end *end)
{
	skip_space(t);
	*end = take_word(t, "end") ? END_OF_BLOCK :
	       take_word(t, "else") ? ELSE_OF_BLOCK : END_OF_TEXT;
	if (*end != END_OF_TEXT) {
		close_action(t);
		return true;
	}
	if (take_word(t, "range"))
		run_range(t, dot, live);
	else if (take_word(t, "if"))
		run_if(t, dot, live, false);
	else if (take_word(t, "with"))
		run_if(t, dot, live, true);
	else
		print_action(t, dot, live);
	return false;
}

static enum block_end run_block(struct template *t, const json_t *dot,
				bool live)
{
	size_t outer = t->n_variables;
	enum block_end end = END_OF_TEXT;

	if (++t->depth > MAX_DEPTH)
		parse_error(t, "too deep nesting");
	while (!t->failed && *t->p) {
		if (strncmp(t->p, "{{", 2)) {
			if (live)
				fputc(*t->p, t->out);
			t->p++;
			continue;
		}
		t->p += 2;
		if (run_action(t, dot, live, &end))
			break;
	}
	pop_variables(t, outer);
	t->depth--;
	return end;
}

static char *apply(const char *text, const json_t *value, bool live,
		   struct error *err)
{
	struct template t = { .p = text, .err = err };
	char *made = NULL;
	size_t len = 0;

	t.out = open_memstream(&made, &len);
	if (!t.out) {
		error_set(err, errno, "no memory for a template");
		return NULL;
	}
	push_variable(&t, xstrdup(""), (json_t *)value);
	if (run_block(&t, value, live) != END_OF_TEXT)
		parse_error(&t, "unexpected end of a block");
	pop_variables(&t, 0);
	fclose(t.out);
	if (!t.failed)
		return made;
	free(made);
	return NULL;
}

int template_check(const char *text, struct error *err)
{
	char *nothing = apply(text, NULL, false, err);

	free(nothing);
	return nothing ? 0 : -1;
}

char *template_apply(const char *text, const json_t *value, struct error *err)
{
	return apply(text, value, true, err);
}
