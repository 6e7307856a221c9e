/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of the lint: which table goes to whom, and what holds for every table. */
#include "lint.h"
#include "lint_tables.h"
#include "mem.h"

enum {
	RULE_TRUNCATED_ANY,
	RULE_LENGTH_ANY,
	RULE_SLACK_ANY,
	RULE_NAME,
	RULE_REVISION,
	RULE_DIFFERS
};

static const struct rule rules[] = {
	[RULE_TRUNCATED_ANY] = {"table.truncated", SEVERITY_ERROR, "", "5.2.6",
				"an OS that trusts the header reads foreign memory; one that does "
				"not leaves the table out"},
	[RULE_LENGTH_ANY] = {"table.length", SEVERITY_ERROR, "", "5.2.6",
			     "an OS that trusts Length reads what lies behind the table as part of "
			     "it"},
	[RULE_SLACK_ANY] = {"table.slack", SEVERITY_NOTE, "", "5.2.6", ""},
	[RULE_NAME] = {"table.signature", SEVERITY_ERROR, "", "5.2.6",
		       "an OS looks for tables by signature, and does not find this one"},
	[RULE_REVISION] = {"table.revision", SEVERITY_NOTE, "", "5.2.6", ""},
	[RULE_DIFFERS] = {"table.differs", SEVERITY_ERROR, "", "5.2.6",
			  "an OS that takes the first table and one that takes the last see "
			  "different machines"},
};

const struct rule_set lint_rule_set = {"lint", rules, ARRAY_SIZE(rules)};

/* What judges a table by its inside, and whether that says all about Length by itself. */
struct kind {
	const char *signature;
	void (*judge)(const struct lint *lint, struct span table);
	bool reads_length;
	bool no_checksum;
};

static void judge_madt(const struct lint *lint, struct span table)
{
	lint_madt(table, lint->cpus, lint->findings);
}

static void judge_fadt(const struct lint *lint, struct span table)
{
	lint_fadt(table, lint_find(lint, "APIC"), lint->findings);
}

static void judge_hpet(const struct lint *lint, struct span table)
{
	struct hpet hpet;

	hpet_read(table, &hpet, lint->findings);
}

static void judge_spcr(const struct lint *lint, struct span table)
{
	lint_spcr(table, lint->findings);
}

static void judge_gtdt(const struct lint *lint, struct span table)
{
	lint_gtdt(table, lint->findings);
}

static void judge_dmar(const struct lint *lint, struct span table)
{
	lint_dmar(table, lint->cpus, lint->findings);
}

static void judge_srat(const struct lint *lint, struct span table)
{
	lint_srat(table, lint->cpus, lint->findings);
}

static void judge_slit(const struct lint *lint, struct span table)
{
	lint_slit(table, lint_find(lint, "SRAT"), lint->findings);
}

static void judge_pptt(const struct lint *lint, struct span table)
{
	lint_pptt(table, lint->cpus, lint->findings);
}

static const struct kind kinds[] = {
	{"APIC", judge_madt, true, false},
	{"FACP", judge_fadt, true, false},
	{"HPET", judge_hpet, true, false},
	{"SPCR", judge_spcr, true, false},
	{"DMAR", judge_dmar, true, false},
	{"GTDT", judge_gtdt, true, false},
	{"SRAT", judge_srat, true, false},
	{"SLIT", judge_slit, true, false},
	{"PPTT", judge_pptt, true, false},
	{"XSDT", lint_root, false, false},
	{"RSDT", lint_root, false, false},
	/* 5.2.10: no checksum, and other fields in its place. */
	{"FACS", NULL, false, true},
};

_Static_assert(ARRAY_SIZE(kinds) == LINT_KINDS, "lint_tables.h knows their number");

static const struct kind unknown_kind = {"", NULL, false, false};

static const struct kind *kind_of(struct span table)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (span_is(table, TABLE_SIGNATURE, kinds[i].signature))
			return &kinds[i];
	return &unknown_kind;
}

/* Of the tables that have no header of ACPI's. */
static bool is_pointer(struct span table)
{
	return span_is(table, 0, "RSD PTR ") || span_is(table, 0, "_MP_") ||
	       span_is(table, 0, "PCMP");
}

static void name_copy(struct span table, char ret_name[5])
{
	memset(ret_name, 0, 5);
	for (size_t i = 0; i < 4 && i < table.size; i++)
		ret_name[i] = (char)table.bytes[i];
}

static void judge_length(const struct lint *lint, struct span table, const char *name)
{
	uint32_t length = span_get32(table, TABLE_LENGTH);

	if (length != table.size)
		rule_broken_in(lint->findings,
			       &rules[length > table.size ? RULE_LENGTH_ANY : RULE_SLACK_ANY], name,
			       TABLE_LENGTH,
			       "Length at offset 4 says %u bytes, %zu bytes are there", length,
			       table.size);
}

/* 5.2.6: letters, digits and the like. */
static void judge_name(const struct lint *lint, struct span table, const char *name)
{
	for (size_t i = 0; i < 4; i++)
		if (table.bytes[i] <= ' ' || table.bytes[i] > '~') {
			rule_broken_in(lint->findings, &rules[RULE_NAME], name, TABLE_SIGNATURE,
				       "signature 0x%08x (as a little-endian number); four "
				       "printable characters are wanted",
				       span_get32(table, TABLE_SIGNATURE));
			return;
		}
}

/* What holds for every table; false where there is no table to look into. */
static bool judge_header(const struct lint *lint, struct span table, const struct kind *kind)
{
	uint32_t length = span_get32(table, TABLE_LENGTH);
	char name[5];

	name_copy(table, name);
	if (table.size < TABLE_HEADER_SIZE || length < TABLE_HEADER_SIZE) {
		rule_broken_in(lint->findings, &rules[RULE_TRUNCATED_ANY], name, TABLE_SIGNATURE,
			       "Length at offset 4 says %u bytes, %zu bytes are there; a header "
			       "has 36",
			       length, table.size);
		return false;
	}
	judge_name(lint, table, name);
	if (!kind->reads_length)
		judge_length(lint, table, name);
	if (!kind->no_checksum && length <= table.size)
		lint_checksum(lint, table_cut(table), name);
	if (!kind->no_checksum && span_get8(table, TABLE_REVISION) == 0)
		rule_broken_in(lint->findings, &rules[RULE_REVISION], name, TABLE_REVISION,
			       "Revision at offset 8 is 0; specifications count from 1");
	return true;
}

static bool same_bytes(struct span a, struct span b, size_t *ret_offset)
{
	size_t size = a.size < b.size ? a.size : b.size;

	for (*ret_offset = 0; *ret_offset < size; ++*ret_offset)
		if (a.bytes[*ret_offset] != b.bytes[*ret_offset])
			return false;
	return a.size == b.size;
}

/* 5.2.6: of these a machine has one; of others, as SSDTs, there may be many. */
static void judge_second(const struct lint *lint, struct span first, struct span second)
{
	size_t offset;
	char name[5];

	name_copy(second, name);
	if (same_bytes(table_cut(first), table_cut(second), &offset))
		rule_broken_in(lint->findings, lint_rule("table.duplicate"), name, 0,
			       "there is a second %s, the same %zu bytes as the first; one is "
			       "wanted",
			       name, table_cut(second).size);
	else
		rule_broken_in(lint->findings, &rules[RULE_DIFFERS], name, (uint32_t)offset,
			       "there is a second %s of %zu bytes, not the %zu bytes of the first "
			       "from offset %zu on; one is wanted",
			       name, table_cut(second).size, table_cut(first).size, offset);
}

/* Once a run: the sum over tables of 16 MiB takes its time. */
static struct span choose(const struct lint_tables *tables, const char *signature)
{
	struct span found = {NULL, 0};

	for (size_t i = 0; i < tables->count; i++) {
		struct span table = tables->items[i];

		if (!span_is(table, TABLE_SIGNATURE, signature))
			continue;
		if (span_sum(table_cut(table)) == 0)
			return table;
		if (!found.bytes)
			found = table;
	}
	return found;
}

struct span lint_find(const struct lint *lint, const char *signature)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(kinds[i].signature, signature) == 0)
			return lint->chosen[i];
	return (struct span){NULL, 0};
}

static void judge_table(const struct lint *lint, struct span table)
{
	const struct kind *kind = kind_of(table);
	struct span chosen = kind == &unknown_kind ? table : lint_find(lint, kind->signature);

	if (!judge_header(lint, table, kind))
		return;
	if (chosen.bytes != table.bytes)
		judge_second(lint, chosen, table);
	else if (kind->judge)
		kind->judge(lint, table);
}

/* Whoever found the tables may have said some of this already. */
static bool said_before(const struct findings *findings, size_t before,
			const struct finding *finding)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(findings->items[i].rule, finding->rule) == 0 &&
		    strcmp(findings->items[i].table, finding->table) == 0 &&
		    findings->items[i].offset == finding->offset)
			return true;
	return false;
}

static void forget_repeated(struct findings *findings, size_t before)
{
	size_t kept = before;

	for (size_t i = before; i < findings->count; i++)
		if (!said_before(findings, before, &findings->items[i]))
			findings->items[kept++] = findings->items[i];
	findings->count = kept;
}

void lint_run(const struct lint_tables *tables, struct findings *findings)
{
	static struct lint_cpus cpus;
	struct lint lint = {.tables = tables, .findings = findings};
	size_t before = findings->count;
	struct span madt;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		lint.chosen[i] = choose(tables, kinds[i].signature);
	madt = lint_find(&lint, "APIC");
	lint_list_cpus(madt, &cpus);
	lint.cpus = madt.bytes ? &cpus : NULL;
	for (size_t i = 0; i < tables->count; i++)
		if (!is_pointer(tables->items[i]))
			judge_table(&lint, tables->items[i]);
	lint_pointers(&lint);
	lint_mps(choose(tables, "_MP_"), choose(tables, "PCMP"), findings);
	forget_repeated(findings, before);
}
