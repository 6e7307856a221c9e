/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "table.h"
#include "mem.h"

/* 5.2.5.3, table 5.3: the Root System Description Pointer. */
enum {
	RSDP_REVISION = 15,
	RSDP_RSDT = 16,
	RSDP_LENGTH = 20,
	RSDP_XSDT = 24,
	RSDP_SIZE_ACPI_1 = 20,
	RSDP_SIZE = 36,
};

/* Far more than any machine has; they bound the time that a broken table can cost. */
enum { TABLE_BYTES_MAX = 16 << 20, ROOT_ENTRIES_MAX = 1024 };

/* Of either root. */
enum { ROOT_UNREADABLE, ROOT_LENGTH, ROOT_CHECKSUM, ROOT_ENTRY, ROOT_RULES };

enum {
	RULE_RSDP_UNREADABLE,
	RULE_RSDP_SIGNATURE,
	RULE_RSDP_CHECKSUM,
	RULE_RSDP_EXTENDED,
	RULE_RSDP_XSDT_ZERO,
	RULE_TABLE_CHECKSUM,
	RULE_TABLE_DUPLICATE,
	RULE_RSDT,
	RULE_XSDT = RULE_RSDT + ROOT_RULES,
};

#define NO_TABLES "no ACPI table is found, so no OS knows of any core but the one it runs on"

#define ROOT_ROWS(first, name, signature, section)                                                 \
	[(first) + ROOT_UNREADABLE] = {name ".unreadable", SEVERITY_ERROR, signature, section,     \
				       "an OS that has no other root finds no table, and no core " \
				       "but the one it runs on"},                                  \
		   [(first) + ROOT_LENGTH] =                                                       \
			   {name ".length", SEVERITY_WARNING, signature, section,                  \
			    "an OS that rounds up takes foreign bytes for the address of "         \
			    "a table"},                                                            \
		   [(first) + ROOT_CHECKSUM] =                                                     \
			   {name ".checksum", SEVERITY_ERROR, signature, "5.2.6",                  \
			    "an OS that checks it refuses this root, and all tables that "         \
			    "only it leads to"},                                                   \
		   [(first) + ROOT_ENTRY] = {                                                      \
			   name ".entry", SEVERITY_WARNING, signature, section,                    \
			   "an OS that does not check reads a table where there is none"}

static const struct rule rules[] = {
	[RULE_RSDP_UNREADABLE] = {"rsdp.unreadable", SEVERITY_ERROR, "RSDP", "5.2.5.3", NO_TABLES},
	[RULE_RSDP_SIGNATURE] = {"rsdp.signature", SEVERITY_ERROR, "RSDP", "5.2.5.3", NO_TABLES},
	[RULE_RSDP_CHECKSUM] = {"rsdp.checksum", SEVERITY_ERROR, "RSDP", "5.2.5.3", NO_TABLES},
	[RULE_RSDP_EXTENDED] = {"rsdp.extended_checksum", SEVERITY_ERROR, "RSDP", "5.2.5.3",
				"an OS that checks it does not use the XSDT; without an RSDT "
				"it finds no tables"},
	[RULE_RSDP_XSDT_ZERO] = {"rsdp.xsdt_zero", SEVERITY_WARNING, "RSDP", "5.2.5.3",
				 "an OS that wants the XSDT of this revision reads it at address "
				 "0, or finds no tables"},
	[RULE_TABLE_CHECKSUM] = {"table.checksum", SEVERITY_ERROR, "", "5.2.6",
				 "an OS that checks it leaves the table out; one that does not "
				 "trusts bytes that somebody changed"},
	[RULE_TABLE_DUPLICATE] = {"table.duplicate", SEVERITY_WARNING, "", "5.2.6",
				  "which of the two holds is up to each OS, so one may see other "
				  "cores than the next"},
	ROOT_ROWS(RULE_RSDT, "rsdt", "RSDT", "5.2.7"),
	ROOT_ROWS(RULE_XSDT, "xsdt", "XSDT", "5.2.8"),
};

const struct rule_set tables_rule_set = {"tables", rules, ARRAY_SIZE(rules)};

/* Where a search stands: how it reads, what it found, where it complains. */
struct search {
	const struct acpi_memory *memory;
	struct acpi_tables *tables;
	struct findings *findings;
};

/* The two tables that lead to all others, 5.2.7 and 5.2.8. */
struct root_kind {
	const char *signature;
	size_t entry_size;
	const struct rule *rules; /* by ROOT_... */
};

static const struct root_kind rsdt_kind = {"RSDT", 4, &rules[RULE_RSDT]};
static const struct root_kind xsdt_kind = {"XSDT", 8, &rules[RULE_XSDT]};

struct root {
	const struct root_kind *kind;
	struct span table; /* empty: there is none */
	bool sound;	   /* its checksum is right */
};

/* Memory of just this length, empty where the callback has less. */
static struct span search_map(const struct search *search, uint64_t address, size_t length)
{
	struct span bytes;

	if (address > UINT64_MAX - length)
		return (struct span){NULL, 0};
	bytes = search->memory->map(search->memory->context, (phys_addr){address}, length);
	return span_part(bytes, 0, length);
}

/* The whole table at an address: its Length is believed only within bounds. */
static struct span search_map_table(const struct search *search, uint64_t address)
{
	struct span header = search_map(search, address, TABLE_HEADER_SIZE);
	uint32_t length = span_get32(header, TABLE_LENGTH);

	if (length < TABLE_HEADER_SIZE || length > TABLE_BYTES_MAX)
		return (struct span){NULL, 0};
	return search_map(search, address, length);
}

static enum status rsdp_refuse(const struct search *search, const struct rule *rule,
			       const char *text, unsigned int value)
{
	rule_broken(search->findings, rule, 0, "RSDP at 0x%llx: %s (0x%x)",
		    (unsigned long long)search->tables->rsdp.value, text, value);
	return STATUS_INVALID;
}

static enum status rsdp_open(const struct search *search, struct span *ret_rsdp)
{
	struct span rsdp = search_map(search, search->tables->rsdp.value, RSDP_SIZE_ACPI_1);

	if (rsdp.size == 0)
		return rsdp_refuse(search, &rules[RULE_RSDP_UNREADABLE],
				   "its memory cannot be read", 0);
	if (!span_is(rsdp, 0, "RSD PTR "))
		return rsdp_refuse(search, &rules[RULE_RSDP_SIGNATURE], "not signed \"RSD PTR \"",
				   span_get32(rsdp, 0));
	if (span_sum(rsdp) != 0)
		return rsdp_refuse(search, &rules[RULE_RSDP_CHECKSUM],
				   "its first 20 bytes do not sum up to 0", span_sum(rsdp));
	*ret_rsdp = rsdp;
	return STATUS_OK;
}

/* The part that ACPI 2.0 added; empty, with a finding, where its own checksum is wrong. */
static struct span rsdp_open_extended(const struct search *search)
{
	uint64_t address = search->tables->rsdp.value;
	struct span rsdp = search_map(search, address, RSDP_SIZE);
	uint32_t length = span_get32(rsdp, RSDP_LENGTH);

	if (length >= RSDP_SIZE && length <= PAGE_SIZE)
		rsdp = search_map(search, address, length);
	else
		rsdp = (struct span){NULL, 0};
	if (rsdp.size != 0 && span_sum(rsdp) == 0)
		return rsdp;
	rule_broken(search->findings, &rules[RULE_RSDP_EXTENDED], RSDP_LENGTH,
		    "the %u bytes at 0x%llx sum up to 0x%x, or are not between 36 and 4096; 0 is "
		    "wanted, the XSDT's address is not used",
		    length, (unsigned long long)address, span_sum(rsdp));
	return (struct span){NULL, 0};
}

/* 5.2.6: a wrong checksum is said, not punished; too many machines have one. */
static bool checksum_check(const struct search *search, struct span table, const struct rule *rule,
			   const char *signature)
{
	uint8_t sum = span_sum(table);

	if (sum == 0)
		return true;
	rule_broken_in(search->findings, rule, signature, TABLE_CHECKSUM,
		       "Checksum 0x%02x: all %zu bytes sum up to 0x%02x; 0 is wanted",
		       span_get8(table, TABLE_CHECKSUM), table.size, sum);
	return false;
}

/* An empty root, with a finding, where no table of that signature can be read. */
static struct root root_open(const struct search *search, const struct root_kind *kind,
			     uint64_t address)
{
	struct span table = search_map_table(search, address);

	if (span_is(table, TABLE_SIGNATURE, kind->signature))
		return (struct root){kind, table,
				     checksum_check(search, table, &kind->rules[ROOT_CHECKSUM],
						    kind->signature)};

	struct span header = search_map(search, address, TABLE_HEADER_SIZE);

	rule_broken(search->findings, &kind->rules[ROOT_UNREADABLE], 0,
		    "no %s can be read at 0x%llx: signature 0x%08x, Length %u (36 to 16777216 is "
		    "wanted)",
		    kind->signature, (unsigned long long)address,
		    span_get32(header, TABLE_SIGNATURE), span_get32(header, TABLE_LENGTH));
	return (struct root){kind, {NULL, 0}, false};
}

/* The XSDT, if the RSDP has one. */
static struct root root_open_xsdt(const struct search *search)
{
	uint64_t address = 0;

	if (search->tables->revision >= 2 &&
	    span_u64(rsdp_open_extended(search), RSDP_XSDT, &address) && address == 0)
		rule_broken(search->findings, &rules[RULE_RSDP_XSDT_ZERO], RSDP_XSDT,
			    "XsdtAddress at offset 24 is 0 in an RSDP of revision %u",
			    search->tables->revision);
	return address != 0 ? root_open(search, &xsdt_kind, address)
			    : (struct root){&xsdt_kind, {NULL, 0}, false};
}

/* The XSDT if it is sound; else a sound RSDT; else whatever there is. */
static struct root root_choose(const struct search *search, struct span rsdp)
{
	struct root xsdt = root_open_xsdt(search), rsdt = {&rsdt_kind, {NULL, 0}, false};
	uint32_t address = span_get32(rsdp, RSDP_RSDT);

	if (xsdt.sound || address == 0)
		return xsdt;
	rsdt = root_open(search, &rsdt_kind, address);
	return rsdt.sound || xsdt.table.size == 0 ? rsdt : xsdt;
}

/* Where a table of this signature belongs; NULL when Muster does not read it. */
static struct span *tables_slot(struct acpi_tables *tables, struct span table)
{
	if (span_is(table, TABLE_SIGNATURE, "APIC"))
		return &tables->madt;
	if (span_is(table, TABLE_SIGNATURE, "FACP"))
		return &tables->fadt;
	if (span_is(table, TABLE_SIGNATURE, "HPET"))
		return &tables->hpet;
	if (span_is(table, TABLE_SIGNATURE, "SPCR"))
		return &tables->spcr;
	if (span_is(table, TABLE_SIGNATURE, "SRAT"))
		return &tables->srat;
	if (span_is(table, TABLE_SIGNATURE, "SLIT"))
		return &tables->slit;
	if (span_is(table, TABLE_SIGNATURE, "PPTT"))
		return &tables->pptt;
	if (span_is(table, TABLE_SIGNATURE, "DMAR"))
		return &tables->dmar;
	if (span_is(table, TABLE_SIGNATURE, "GTDT"))
		return &tables->gtdt;
	return NULL;
}

/* The first table of a signature stays, but one with a wrong checksum gives way to a sound one. */
static void tables_keep(const struct search *search, struct span table, uint64_t address,
			const struct root_kind *root, uint32_t offset)
{
	struct span *slot = tables_slot(search->tables, table);
	char signature[5] = {0};

	if (!slot)
		return;
	memcpy(signature, table.bytes + TABLE_SIGNATURE, sizeof(signature) - 1);
	if (slot->size == 0) {
		*slot = table;
		checksum_check(search, table, &rules[RULE_TABLE_CHECKSUM], signature);
		return;
	}
	rule_broken_in(search->findings, &rules[RULE_TABLE_DUPLICATE], root->signature, offset,
		       "entry at offset %u leads to a second %s, at 0x%llx", offset, signature,
		       (unsigned long long)address);
	if (span_sum(*slot) != 0 && span_sum(table) == 0)
		*slot = table;
}

/* Sound or not, known or not: the lint judges them all. */
static void tables_note(struct lint_tables *all, struct span table)
{
	if (all->count < LINT_TABLES_MAX)
		all->items[all->count++] = table;
}

static void tables_follow(const struct search *search, const struct root_kind *root,
			  uint64_t address, uint32_t offset)
{
	struct span table = search_map_table(search, address);
	struct span header = search_map(search, address, TABLE_HEADER_SIZE);

	if (table.size != 0) {
		search->tables->count++;
		tables_note(&search->tables->all, table);
		tables_keep(search, table, address, root, offset);
	} else if (address == 0) {
		rule_broken(search->findings, &root->rules[ROOT_ENTRY], offset,
			    "entry at offset %u is 0", offset);
	} else {
		rule_broken(search->findings, &root->rules[ROOT_ENTRY], offset,
			    "entry at offset %u: no table can be read at 0x%llx; Length there is "
			    "%u (36 to 16777216 is wanted)",
			    offset, (unsigned long long)address, span_get32(header, TABLE_LENGTH));
	}
}

/* The number of entries to follow, with a finding where the table's size suggests another. */
static size_t root_entry_count(const struct search *search, const struct root *root)
{
	size_t bytes = root->table.size - TABLE_HEADER_SIZE;
	size_t count = bytes / root->kind->entry_size;

	if (bytes % root->kind->entry_size != 0 || count > ROOT_ENTRIES_MAX)
		rule_broken(search->findings, &root->kind->rules[ROOT_LENGTH], TABLE_LENGTH,
			    "Length %zu leaves %zu bytes for entries of %zu bytes; a multiple, and "
			    "at most %d entries, are wanted",
			    root->table.size, bytes, root->kind->entry_size, ROOT_ENTRIES_MAX);
	return count < ROOT_ENTRIES_MAX ? count : ROOT_ENTRIES_MAX;
}

static void root_follow(const struct search *search, const struct root *root)
{
	size_t count = root_entry_count(search, root);

	for (size_t i = 0; i < count; i++) {
		size_t offset = TABLE_HEADER_SIZE + i * root->kind->entry_size;
		uint64_t address = root->kind->entry_size == 8 ? span_get64(root->table, offset)
							       : span_get32(root->table, offset);

		tables_follow(search, root->kind, address, (uint32_t)offset);
	}
}

enum status acpi_find_tables(phys_addr rsdp, const struct acpi_memory *memory,
			     struct acpi_tables *ret_tables, struct findings *findings)
{
	struct acpi_tables tables = {.rsdp = rsdp};
	struct search search = {memory, &tables, findings};
	struct span pointer;
	enum status status = rsdp_open(&search, &pointer);

	if (status != STATUS_OK)
		return status;
	tables.revision = span_get8(pointer, RSDP_REVISION);

	struct root root = root_choose(&search, pointer);

	if (root.table.size == 0)
		return STATUS_NOT_FOUND;
	tables.used_xsdt = root.kind == &xsdt_kind;
	root_follow(&search, &root);
	*ret_tables = tables;
	return STATUS_OK;
}
