/* SPDX-License-Identifier: BSD-2-Clause */
/* The way to the tables: RSDP, RSDT and XSDT, as bytes; what they lead to is not followed. The
   rules are those of who follows (tables.c), and some more. */
#include "lint_tables.h"
#include "sort.h"

/* 5.2.5.3, table 5.3. */
enum { RSDP_REVISION = 15, RSDP_LENGTH = 20, RSDP_XSDT = 24, RSDP_SIZE_1 = 20, RSDP_SIZE = 36 };

/* As many as are followed. */
enum { ENTRIES_MAX = 1024 };

enum { RULE_RSDT_TWICE, RULE_XSDT_TWICE, RULE_COUNT_DIFFERS };

static const char twice[] = "an OS loads the table twice, or complains of one that it has already";

static const struct rule rules[] = {
	[RULE_RSDT_TWICE] = {"rsdt.entry.duplicate", SEVERITY_WARNING, "RSDT", "5.2.7", twice},
	[RULE_XSDT_TWICE] = {"xsdt.entry.duplicate", SEVERITY_WARNING, "XSDT", "5.2.8", twice},
	[RULE_COUNT_DIFFERS] = {"rsdt.xsdt_differs", SEVERITY_NOTE, "RSDT", "5.2.7", ""},
};

const struct rule_set lint_roots_rule_set = {"lint.roots", rules, ARRAY_SIZE(rules)};

/* One of the two roots. */
struct root {
	const char *signature;
	size_t entry_size;
	const char *rule_entry, *rule_length, *rule_checksum;
	const struct rule *rule_twice;
};

static const struct root roots[] = {
	{"RSDT", 4, "rsdt.entry", "rsdt.length", "rsdt.checksum", &rules[RULE_RSDT_TWICE]},
	{"XSDT", 8, "xsdt.entry", "xsdt.length", "xsdt.checksum", &rules[RULE_XSDT_TWICE]},
};

static const struct root *root_of(struct span table)
{
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		if (span_is(table, TABLE_SIGNATURE, roots[i].signature))
			return &roots[i];
	return NULL;
}

void lint_checksum(const struct lint *lint, struct span table, const char *name)
{
	const struct root *root = root_of(table);
	uint8_t sum = span_sum(table);

	if (sum != 0)
		rule_broken_in(lint->findings,
			       lint_rule(root ? root->rule_checksum : "table.checksum"), name,
			       TABLE_CHECKSUM,
			       "Checksum 0x%02x: all %zu bytes sum up to 0x%02x; 0 is wanted",
			       span_get8(table, TABLE_CHECKSUM), table.size, sum);
}

struct entry {
	uint64_t address;
	uint32_t offset;
};

static bool entry_before(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;

	return one->address != other->address ? one->address < other->address
					      : one->offset < other->offset;
}

static size_t list_entries(const struct root *root, struct span table, struct entry *entries)
{
	size_t count = (table.size - TABLE_HEADER_SIZE) / root->entry_size;

	count = count < ENTRIES_MAX ? count : ENTRIES_MAX;
	for (size_t i = 0; i < count; i++) {
		size_t offset = TABLE_HEADER_SIZE + i * root->entry_size;

		entries[i].offset = (uint32_t)offset;
		entries[i].address = root->entry_size == 8 ? span_get64(table, offset)
							   : span_get32(table, offset);
	}
	return count;
}

static void judge_length(const struct lint *lint, const struct root *root, struct span table)
{
	size_t bytes = table.size - TABLE_HEADER_SIZE;

	if (bytes % root->entry_size != 0 || bytes / root->entry_size > ENTRIES_MAX)
		rule_broken(lint->findings, lint_rule(root->rule_length), TABLE_LENGTH,
			    "Length %zu leaves %zu bytes for entries of %zu bytes; a multiple, and "
			    "at most %d entries, are wanted",
			    table.size, bytes, root->entry_size, ENTRIES_MAX);
}

/* Sorted entries; of each address that is there again, it is said once. */
static void judge_entries(const struct lint *lint, const struct root *root,
			  const struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (entries[i].address == 0)
			rule_broken(lint->findings, lint_rule(root->rule_entry), entries[i].offset,
				    "entry at offset %u is 0", entries[i].offset);
		else if (i > 0 && entries[i].address == entries[i - 1].address &&
			 (i == 1 || entries[i].address != entries[i - 2].address))
			rule_broken(lint->findings, root->rule_twice, entries[i].offset,
				    "entries at offsets %u and %u both lead to 0x%llx",
				    entries[i - 1].offset, entries[i].offset,
				    (unsigned long long)entries[i].address);
	}
}

/* An OS of 32 bits, and one that finds the XSDT broken, go by the RSDT. */
static void compare_roots(const struct lint *lint, struct span rsdt, struct span xsdt)
{
	size_t narrow = (table_cut(rsdt).size - TABLE_HEADER_SIZE) / 4;
	size_t wide = (table_cut(xsdt).size - TABLE_HEADER_SIZE) / 8;

	if (narrow != wide)
		rule_broken(lint->findings, &rules[RULE_COUNT_DIFFERS], TABLE_LENGTH,
			    "the RSDT has %zu entries, the XSDT %zu; the same tables are wanted",
			    narrow, wide);
}

void lint_root(const struct lint *lint, struct span table)
{
	static struct entry entries[ENTRIES_MAX];
	const struct root *root = root_of(table);
	struct span xsdt = lint_find(lint, "XSDT");
	struct span cut = table_cut(table);
	size_t count = list_entries(root, cut, entries);

	judge_length(lint, root, cut);
	sort_items(entries, count, sizeof(entries[0]), entry_before);
	judge_entries(lint, root, entries, count);
	if (root->entry_size == 4 && table_check(xsdt, "XSDT", TABLE_HEADER_SIZE) == STATUS_OK)
		compare_roots(lint, table, xsdt);
}

static void judge_rsdp(const struct lint *lint, struct span rsdp)
{
	uint32_t length = span_get32(rsdp, RSDP_LENGTH);
	struct span whole = span_part(rsdp, 0, length);

	if (rsdp.size < RSDP_SIZE_1 || span_sum(span_part(rsdp, 0, RSDP_SIZE_1)) != 0) {
		rule_broken(lint->findings, lint_rule("rsdp.checksum"), 0,
			    "RSDP: its first 20 bytes, of %zu, sum up to 0x%02x; 0 is wanted",
			    rsdp.size, span_sum(span_part(rsdp, 0, RSDP_SIZE_1)));
		return;
	}
	if (span_get8(rsdp, RSDP_REVISION) < 2)
		return;
	if (whole.size < RSDP_SIZE || whole.size > PAGE_SIZE || span_sum(whole) != 0)
		rule_broken(lint->findings, lint_rule("rsdp.extended_checksum"), RSDP_LENGTH,
			    "Length at offset 20 says %u bytes, which sum up to 0x%02x; 36 to 4096 "
			    "that sum up to 0 are wanted",
			    length, span_sum(whole));
	else if (span_get64(rsdp, RSDP_XSDT) == 0)
		rule_broken(lint->findings, lint_rule("rsdp.xsdt_zero"), RSDP_XSDT,
			    "XsdtAddress at offset 24 is 0 in an RSDP of revision %u",
			    span_get8(rsdp, RSDP_REVISION));
}

void lint_pointers(const struct lint *lint)
{
	for (size_t i = 0; i < lint->tables->count; i++)
		if (span_is(lint->tables->items[i], 0, "RSD PTR "))
			judge_rsdp(lint, lint->tables->items[i]);
}
