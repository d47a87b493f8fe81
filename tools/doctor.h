/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tool's files compared with the kernel. One file for each subject; each
 * check looks at the survey, and adds to the findings what does not agree or,
 * where they are to be fixed, puts it right too.
 */
#ifndef CTRNETCTL_DOCTOR_H
#define CTRNETCTL_DOCTOR_H

#include "error.h"
#include "findings.h"
#include "survey.h"

void doctor_processes(const struct survey *s, struct findings *f);
void doctor_networks(const struct survey *s, struct findings *f);
/* Publishes of the kernel which no file knows. */
void doctor_stray_ports(const struct survey *s, struct findings *f);
void doctor_endpoints(const struct survey *s, struct findings *f);
/* Published ports of the files which the kernel does not know. */
void doctor_lost_ports(const struct survey *s, struct findings *f);
void doctor_links(const struct survey *s, struct findings *f);
void doctor_hosts(const struct survey *s, struct findings *f);
void doctor_files(const struct survey *s, struct findings *f);
void doctor_mounts(const struct survey *s, struct findings *f);

/* What was found, in numbers; the numbers are of what is there. */
struct doctor_sums {
	size_t containers, running, networks, endpoints, publishes, links;
};

/*
 * All of these. Under container_lock(), if they are to be put right, or else
 * container_lock_to_look().
 */
int doctor_examine(struct findings *f, struct doctor_sums *sums, struct error *err);
/* A command was killed: put right what it has left. For container_cut_short. */
void doctor_repair(void);

#endif
