/* SPDX-License-Identifier: BSD-2-Clause */
#include "glob.h"

/* A pattern ends at a comma or at the end of the list. */
static bool glob_at_end(const char *pattern)
{
	return *pattern == '\0' || *pattern == ',';
}

/*
 * Only the last star needs to be tried again with a longer run: whatever an earlier one would
 * take, the later one can take as well. So the time is at most the product of both lengths.
 */
static bool glob_match(const char *pattern, const char *text)
{
	const char *star = NULL, *star_text = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			star_text = text;
		} else if (!glob_at_end(pattern) && (*pattern == '?' || *pattern == *text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++star_text;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return glob_at_end(pattern);
}

bool glob_match_any(const char *patterns, const char *text)
{
	if (*patterns == '\0')
		return true;

	for (;;) { /* endless: each round uses up one pattern of the list */
		if (glob_match(patterns, text))
			return true;
		while (!glob_at_end(patterns))
			patterns++;
		if (*patterns == '\0')
			return false;
		patterns++;
	}
}
