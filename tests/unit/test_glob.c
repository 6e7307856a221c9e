/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "glob.h"

static void table(void **state)
{
	static const struct {
		const char *patterns, *text;
		bool match;
	} rows[] = {
		{"", "anything", true},
		{"", "", true},
		{"call.single", "call.single", true},
		{"call.single", "call.singl", false},
		{"call.singl", "call.single", false},
		{"call.*", "call.single", true},
		{"call.*", "call.", true},
		{"call.*", "call", false},
		{"*", "", true},
		{"*", "x", true},
		{"?", "", false},
		{"?", "x", true},
		{"?", "xy", false},
		{"*single", "call.single.single", true},
		{"*single", "call.single.many", false},
		{"c*l.*e", "call.single", true},
		{"**", "abc", true},
		{"*?", "", false},
		{"a*b*c", "aXbYbZc", true},
		{"a*b*c", "aXbYbZ", false},
		{"one,two", "two", true},
		{"one,two", "one", true},
		{"one,two", "on", false},
		{"one,two", "one,two", false},
		{"one,t*", "tea", true},
		{"a?,b*", "ab", true},
		{"a?,b*", "a", false},
		{"one,", "one", true},
		{"one,", "two", false},
		{",", "x", false},
		{"?*,no", "yes", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (glob_match_any(rows[i].patterns, rows[i].text) != rows[i].match)
			fail_msg("'%s' on '%s' should be %d", rows[i].patterns, rows[i].text,
				 rows[i].match);
}

/* The definition, exponential and obvious. */
static bool match_by_definition(const char *pattern, const char *text)
{
	if (*pattern == '\0')
		return *text == '\0';
	if (*pattern == '*')
		return match_by_definition(pattern + 1, text) ||
		       (*text != '\0' && match_by_definition(pattern, text + 1));
	return *text != '\0' && (*pattern == '?' || *pattern == *text) &&
	       match_by_definition(pattern + 1, text + 1);
}

static void random_against_the_definition(void **state)
{
	uint64_t seed = 1;
	unsigned int matches = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char pattern[8] = {0}, text[10] = {0};
		size_t pattern_length = 1 + unit_random(&seed) % 7;
		size_t text_length = unit_random(&seed) % 10;

		for (size_t i = 0; i < pattern_length; i++)
			pattern[i] = "ab*?"[unit_random(&seed) % 4];
		for (size_t i = 0; i < text_length; i++)
			text[i] = "ab"[unit_random(&seed) % 2];

		bool wanted = match_by_definition(pattern, text);

		matches += wanted;
		if (glob_match_any(pattern, text) != wanted)
			fail_msg("'%s' on '%s' should be %d", pattern, text, wanted);
	}
	assert_in_range(matches, 1000, 19000);
}

/* With naive backtracking this would outlast the universe. */
static void many_stars_are_quick(void **state)
{
	static char pattern[96], text[4096];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(pattern); i++)
		pattern[i] = i % 2 ? 'a' : '*';
	pattern[sizeof(pattern) - 2] = 'b';
	memset(text, 'a', sizeof(text) - 1);
	assert_false(glob_match_any(pattern, text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(random_against_the_definition),
		cmocka_unit_test(many_stars_are_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
