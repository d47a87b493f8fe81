/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists, as --format prints them. A row is a JSON object whose members are
 * what a template calls them.
 */
#ifndef CTRNETCTL_ROWS_H
#define CTRNETCTL_ROWS_H

#include <jansson.h>
#include <stddef.h>

/**
 * struct row_heading - what a table calls a member of its rows
 * @member: its name in templates
 * @heading: in capital letters
 */
struct row_heading {
	const char *member;
	const char *heading;
};

/**
 * rows_print - print rows as a format says
 * @format: "json" for an object a line; "table TEMPLATE" for a table, whose
 *	columns are separated by tabs in the template; or the template of a line.
 *	"\t" and "\n" are a tab and the end of a line
 * @rows: array of rows
 * @headings: of all members, in the order of Docker's documents
 * @n: how many headings
 *
 * Return: the exit status.
 */
int rows_print(const char *format, const json_t *rows,
	       const struct row_heading *headings, size_t n);

#endif
