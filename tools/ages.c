// SPDX-License-Identifier: GPL-2.0-only
#include "ages.h"

#include <stdlib.h>
#include <time.h>

#include "alloc.h"

#define NANOSECONDS	INT64_C(1000000000)
#define MINUTE		60
#define HOUR		(60 * MINUTE)
#define DAY		(24 * HOUR)
#define WEEK		(7 * DAY)
#define MONTH		(30 * DAY)
#define YEAR		(365 * DAY)

/* Docker's words: each unit serves for ages of at least two of it, one is told apart. */
char *age_in_words(int64_t nanoseconds)
{
	long long seconds = nanoseconds / NANOSECONDS;
	long long hours = (seconds + HOUR / 2) / HOUR;

	if (seconds < 1)
		return xstrdup("Less than a second");
	if (seconds == 1)
		return xstrdup("1 second");
	if (seconds < MINUTE)
		return xasprintf("%lld seconds", seconds);
	if (seconds < 2 * MINUTE)
		return xstrdup("About a minute");
	if (seconds < HOUR)
		return xasprintf("%lld minutes", seconds / MINUTE);
	if (hours <= 1)
		return xstrdup("About an hour");
	if (hours < 48)
		return xasprintf("%lld hours", hours);
	if (seconds < 2 * WEEK)
		return xasprintf("%lld days", seconds / DAY);
	if (seconds < 2 * MONTH)
		return xasprintf("%lld weeks", seconds / WEEK);
	if (seconds < 2LL * YEAR)
		return xasprintf("%lld months", seconds / MONTH);
	return xasprintf("%lld years", seconds / YEAR);
}

char *age_status(const struct container *c)
{
	int64_t now = container_now();
	char *age, *status;

	if (c->state == CONTAINER_CREATED)
		return xstrdup("Created");
	if (c->state == CONTAINER_RUNNING) {
		age = age_in_words(now - c->started);
		status = xasprintf("Up %s", age);
	} else {
		age = age_in_words(now - c->finished);
		status = xasprintf("Exited (%d) %s ago", c->exit_code, age);
	}
	free(age);
	return status;
}

char *age_timestamp(int64_t time)
{
	time_t seconds = time / NANOSECONDS;
	char text[32];
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	return xasprintf("%s.%09lldZ", text, (long long)(time % NANOSECONDS));
}
