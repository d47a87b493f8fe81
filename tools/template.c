// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text is parsed and evaluated in one go. Parts which are not to be
 * evaluated, such as the other branch of an if, are parsed all the same, with
 * @live false: expressions have no value (NULL) then.
 */
#include "template.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "template_state.h"
#include "template_value.h"

/* What ends a block. */
enum block_end {
	END_OF_TEXT,
	END_OF_BLOCK,
	ELSE_OF_BLOCK,
	ELSE_IF_OF_BLOCK,
};

static enum block_end run_block(struct template *t, const json_t *dot,
				bool live);

static void close_action(struct template *t)
{
	template_skip_space(t);
	if (t->failed)
		return;
	if (!template_at_end(t)) {
		template_parse_error(t, *t->p ? "unexpected text" : "unclosed action");
	} else if (*t->p == '-') {
		t->p += 3;
		template_skip_space(t);
	} else {
		t->p += 2;
	}
}

static void push_variable(struct template *t, char *name, json_t *value)
{
	struct variable *v = &t->variables[t->n_variables];

	if (t->n_variables == TEMPLATE_VARIABLES) {
		free(name);
		template_parse_error(t, "too many variables");
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
		len[i] = template_word_length(p + 1);
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
	template_skip_space(t);
}

static void run_if(struct template *t, const json_t *dot, bool live,
		   bool moves_dot);

/* The rest of an if, with or range, once it is known whether the first part counts. */
static void run_else(struct template *t, const json_t *dot, bool live,
		     enum block_end end)
{
	if (end == ELSE_IF_OF_BLOCK) {
		/* It has the same end. */
		if (++t->depth > TEMPLATE_DEPTH)
			template_parse_error(t, "too deep nesting");
		else
			run_if(t, dot, live, false);
		t->depth--;
		return;
	}
	if (end == ELSE_OF_BLOCK)
		end = run_block(t, dot, live);
	if (!t->failed && end != END_OF_BLOCK)
		template_parse_error(t, "no end of the block");
}

static void run_if(struct template *t, const json_t *dot, bool live,
		   bool moves_dot)
{
	json_t *value = template_evaluate(t, dot, live);
	bool holds = live && value && template_is_true(value);
	enum block_end end;

	close_action(t);
	/* What is not live has no value to move to. */
	end = run_block(t, moves_dot ? value : dot, holds);
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
	list = template_evaluate(t, dot, live);
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

static void print_value(struct template *t, const json_t *value)
{
	long before = ftell(t->out);

	template_print(t->out, value);
	template_work(t, ftell(t->out) - before);
}

static void print_action(struct template *t, const json_t *dot, bool live)
{
	char *names[2];
	json_t *value;

	parse_declaration(t, names);
	value = template_evaluate(t, dot, live);
	close_action(t);
	if (names[0])
		push_variable(t, names[0], value);
	else if (!t->failed && live && value)
		print_value(t, value);
	free(names[1]);
	json_decref(value);
}

/* What stands between braces and is nothing. */
static bool pass_comment(struct template *t)
{
	const char *p = t->p + strspn(t->p, " \t\r\n");
	const char *end;

	if (strncmp(p, "/*", 2))
		return false;
	end = strstr(p + 2, "*/");
	if (end) {
		t->p = end + 2;
		close_action(t);
	} else {
		template_parse_error(t, "unclosed comment");
	}
	return true;
}

/* One action, its braces opened. True if it ends the block, and how. */
static bool run_action(struct template *t, const json_t *dot, bool live,
		       enum block_end *end)
{
	*end = END_OF_TEXT;
	if (pass_comment(t))
		return false;
	template_skip_space(t);
	if (template_take_word(t, "end"))
		*end = END_OF_BLOCK;
	else if (template_take_word(t, "else"))
		*end = template_take_word(t, "if") ? ELSE_IF_OF_BLOCK : ELSE_OF_BLOCK;
	if (*end != END_OF_TEXT) {
		/* The condition of an else if is still to come. */
		if (*end != ELSE_IF_OF_BLOCK)
			close_action(t);
		return true;
	}
	if (template_take_word(t, "range"))
		run_range(t, dot, live);
	else if (template_take_word(t, "if"))
		run_if(t, dot, live, false);
	else if (template_take_word(t, "with"))
		run_if(t, dot, live, true);
	else
		print_action(t, dot, live);
	return false;
}

/* Whether "{{- " follows, which takes away the blanks before it. */
static bool trims_before(const char *p)
{
	return !strncmp(p, "{{-", 3) && isspace((unsigned char)p[3]);
}

/* The text up to the next action. */
static void run_text(struct template *t, bool live)
{
	const char *end = strstr(t->p, "{{"), *stop;

	if (!end)
		end = t->p + strlen(t->p);
	stop = end;
	while (trims_before(end) && stop > t->p && isspace((unsigned char)stop[-1]))
		stop--;
	if (live)
		fwrite(t->p, 1, stop - t->p, t->out);
	template_work(t, end - t->p);
	t->p = end;
}

static enum block_end run_block(struct template *t, const json_t *dot,
				bool live)
{
	size_t outer = t->n_variables;
	enum block_end end = END_OF_TEXT;

	if (++t->depth > TEMPLATE_DEPTH)
		template_parse_error(t, "too deep nesting");
	while (!t->failed && *t->p) {
		run_text(t, live);
		if (!*t->p)
			break;
		t->p += trims_before(t->p) ? 3 : 2;
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
	struct template t = { .p = text, .err = err, .checking = !live };
	char *made = NULL;
	size_t len = 0;

	t.out = xopen_memstream(&made, &len);
	push_variable(&t, xstrdup(""), (json_t *)value);
	if (run_block(&t, value, live) != END_OF_TEXT)
		template_parse_error(&t, "unexpected end of a block");
	pop_variables(&t, 0);
	fclose(t.out);
	if (!t.failed)
		return made;
	free(made);
	return NULL;
}

int template_check(const char *text, const json_t *example, struct error *err)
{
	char *nothing = apply(text, example, false, err);

	free(nothing);
	return nothing ? 0 : -1;
}

char *template_apply(const char *text, const json_t *value, struct error *err)
{
	return apply(text, value, true, err);
}
