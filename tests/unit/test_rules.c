/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "lint.h"

/* Calls a check with each rule of the catalogue; fails where there is none. */
static void each_rule(void (*check)(const struct rule *rule))
{
	size_t count = 0;

	for (size_t number = 0; lint_rules(number); number++) {
		const struct rule_set *set = lint_rules(number);

		assert_true(set->name[0] != '\0');
		for (size_t i = 0; i < set->count; i++, count++)
			check(&set->rules[i]);
	}
	assert_true(count > 0);
}

static void check_id(const struct rule *rule)
{
	assert_non_null(rule->id);
	if (strspn(rule->id, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(rule->id) ||
	    !strchr(rule->id, '.') || rule->id[0] == '.' || strstr(rule->id, "..") ||
	    rule->id[strlen(rule->id) - 1] == '.')
		fail_msg("'%s' is no dotted name", rule->id);
}

static void ids_are_dotted_names(void **state)
{
	(void)state;
	each_rule(check_id);
}

/* lint_rule() finds the first of an id, so a second one is not found. */
static void check_unique(const struct rule *rule)
{
	if (lint_rule(rule->id) != rule)
		fail_msg("'%s' is there twice", rule->id);
}

static void an_id_names_one_rule(void **state)
{
	(void)state;
	each_rule(check_unique);
	assert_null(lint_rule("madt"));
	assert_null(lint_rule(""));
}

static void check_section(const struct rule *rule)
{
	if (rule->table[0] != '\0' && rule->section[0] == '\0')
		fail_msg("'%s' has no section", rule->id);
	assert_true(strlen(rule->table) <= 4);
}

static void rules_of_a_table_name_their_section(void **state)
{
	(void)state;
	each_rule(check_section);
}

static void check_breaks(const struct rule *rule)
{
	if (rule->severity != SEVERITY_NOTE && rule->breaks[0] == '\0')
		fail_msg("'%s' does not say what breaks", rule->id);
	if (strlen(rule->breaks) > 159)
		fail_msg("'%s': %zu characters say what breaks", rule->id, strlen(rule->breaks));
}

static void all_but_notes_say_what_breaks(void **state)
{
	(void)state;
	each_rule(check_breaks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_dotted_names),
		cmocka_unit_test(an_id_names_one_rule),
		cmocka_unit_test(rules_of_a_table_name_their_section),
		cmocka_unit_test(all_but_notes_say_what_breaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
