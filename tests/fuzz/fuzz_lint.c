/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lint_run() over several tables of any bytes: it ends, stays inside, says the same twice, and each
 * finding has a rule of the catalogue, and an offset in a table of its signature.
 */
#include <stdlib.h>
#include <string.h>

#include "lint.h"

enum { TABLES_MAX = 8, ITEMS_MAX = 64, HEADER = 36, SOUND = 0x80 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const signatures[] = {"APIC", "FACP", "DMAR", "SRAT", "SLIT", "PPTT", "SPCR",
					 "HPET", "RSDT", "XSDT", "SSDT", "FACS", "GTDT"};

static struct lint_tables tables;
static uint8_t *copies[TABLES_MAX];

static void check(bool condition)
{
	if (!condition)
		abort();
}

/* Most bytes find no way through signature, length and sum by themselves. */
static void dress(uint8_t *table, size_t size, uint8_t selector)
{
	uint8_t sum = 0;

	if ((selector & 15) < ARRAY_SIZE(signatures) && size >= 4)
		memcpy(table, signatures[selector & 15], 4);
	if (!(selector & SOUND) || size < HEADER)
		return;
	for (unsigned int i = 0; i < 4; i++)
		table[4 + i] = (uint8_t)(size >> 8 * i);
	table[9] = 0;
	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + table[i]);
	table[9] = (uint8_t)-sum;
}

/* Which signature, how many bytes (two), the bytes; each in memory of its own, for ASan. */
static void split(struct span input)
{
	tables.count = 0;
	while (input.size >= 3 && tables.count < TABLES_MAX) {
		uint8_t selector = span_get8(input, 0);
		size_t length = span_get16(input, 1);

		input = span_from(input, 3);
		if (length > input.size)
			length = input.size;
		copies[tables.count] = malloc(length ? length : 1);
		memcpy(copies[tables.count], input.bytes ? input.bytes : (const uint8_t *)"",
		       length);
		dress(copies[tables.count], length, selector);
		tables.items[tables.count] = (struct span){copies[tables.count], length};
		tables.count++;
		input = span_from(input, length);
	}
}

/* Signatures that cannot be printed stand in findings with '?'. */
static bool is_in_table(const struct finding *finding, struct span table)
{
	if (finding->offset > table.size)
		return false;
	for (size_t i = 0; i < 4 && finding->table[i] != '\0'; i++) {
		uint8_t byte = span_get8(table, i);

		if (finding->table[i] != (char)byte && finding->table[i] != '?')
			return false;
	}
	return true;
}

/* Rows are constant, so each needs to be looked up once only. */
static const struct rule *rule_of(const char *id)
{
	static const struct rule *known[1 << 12];
	const struct rule **slot = &known[((uintptr_t)id >> 2) % ARRAY_SIZE(known)];

	if (!*slot || (*slot)->id != id)
		*slot = lint_rule(id);
	check(*slot != NULL);
	return *slot;
}

static void check_finding(const struct finding *finding)
{
	bool found = finding->offset == 0;

	check(finding->rule[0] != '\0');
	check(rule_of(finding->rule)->severity == finding->severity);
	check(memchr(finding->text, '\0', sizeof(finding->text)) != NULL);
	check(finding->text[0] != '\0');
	for (unsigned int i = 0; i < tables.count; i++)
		found |= strcmp(finding->table, "RSDP") == 0
				 ? finding->offset <= tables.items[i].size
				 : is_in_table(finding, tables.items[i]);
	check(found);
}

static void check_same(const struct finding *a, const struct finding *b)
{
	check(a->rule == b->rule && a->offset == b->offset);
	check(strcmp(a->text, b->text) == 0 && strcmp(a->table, b->table) == 0);
}

static void check_again(const struct findings *first)
{
	static struct finding items[ITEMS_MAX];
	struct findings second = {.items = items, .capacity = ITEMS_MAX};

	lint_run(&tables, &second);
	check(first->count == second.count && first->lost == second.lost);
	for (size_t i = 0; i < first->count; i++)
		check_same(&first->items[i], &items[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct finding items[ITEMS_MAX];
	struct findings findings = {.items = items, .capacity = ITEMS_MAX};

	split((struct span){bytes, size});
	lint_run(&tables, &findings);
	for (size_t i = 0; i < findings.count; i++)
		check_finding(&items[i]);
	/* One of four inputs is enough for this, and the others are faster. */
	if (size % 4 == 0)
		check_again(&findings);
	for (unsigned int i = 0; i < tables.count; i++)
		free(copies[i]);
	return 0;
}
