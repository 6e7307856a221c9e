/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "finding.h"

static struct finding items[2];
static const struct rule any = {"r", SEVERITY_NOTE, "", "", ""};

static void a_finding_holds_what_it_was_given(void **state)
{
	static const struct rule rule = {"madt.entry.length", SEVERITY_ERROR, "APIC", "5.2.12",
					 "a walk never ends"};
	struct findings list = {.items = items, .capacity = 2};

	(void)state;
	rule_broken(&list, &rule, 44, "length %u", 1u);
	assert_int_equal(list.count, 1);
	assert_string_equal(items[0].rule, "madt.entry.length");
	assert_int_equal(items[0].severity, SEVERITY_ERROR);
	assert_string_equal(items[0].table, "APIC");
	assert_int_equal(items[0].offset, 44);
	assert_string_equal(items[0].section, "5.2.12");
	assert_string_equal(items[0].text, "length 1");
	assert_string_equal(items[0].breaks, "a walk never ends");
}

static void what_does_not_fit_is_counted(void **state)
{
	struct findings list = {.items = items, .capacity = 2}, none = {0};

	(void)state;
	for (int i = 0; i < 5; i++)
		rule_broken(&list, &any, 0, "%d", i);
	assert_int_equal(list.count, 2);
	assert_int_equal(list.lost, 3);
	assert_string_equal(items[1].text, "1");
	rule_broken(&none, &any, 0, "x");
	assert_int_equal(none.lost, 1);
}

static void long_sentences_are_cut(void **state)
{
	struct findings list = {.items = items, .capacity = 2};

	(void)state;
	rule_broken(&list, &any, 0, "%300d", 1);
	assert_int_equal(strlen(items[0].text), sizeof(items[0].text) - 1);
}

static void signatures_are_made_printable(void **state)
{
	struct findings list = {.items = items, .capacity = 2};

	(void)state;
	rule_broken_in(&list, &any,
		       "A\x01\xff"
		       "Bcd",
		       0, "x");
	assert_string_equal(items[0].table, "A??B");
	rule_broken(&list, &any, 0, "x");
	assert_string_equal(items[1].table, "");
}

static void severities_have_names(void **state)
{
	(void)state;
	assert_string_equal(severity_name(SEVERITY_NOTE), "note");
	assert_string_equal(severity_name(SEVERITY_WARNING), "warning");
	assert_string_equal(severity_name(SEVERITY_ERROR), "error");
	assert_string_equal(severity_name((enum severity)99), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_holds_what_it_was_given),
		cmocka_unit_test(what_does_not_fit_is_counted),
		cmocka_unit_test(long_sentences_are_cut),
		cmocka_unit_test(signatures_are_made_printable),
		cmocka_unit_test(severities_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
