/* SPDX-License-Identifier: BSD-2-Clause */
#include "smbios.h"
#include "lint.h"

/* 5.2.1, table 1: the entry point of 2.x. Some firmware of 2.1 says 30 bytes and means 31. */
enum {
	ENTRY2_CHECKSUM = 4,
	ENTRY2_LENGTH = 5,
	ENTRY2_MAJOR = 6,
	ENTRY2_MINOR = 7,
	ENTRY2_INTERMEDIATE = 16, /* "_DMI_" and what follows */
	ENTRY2_INTERMEDIATE_CHECKSUM = 21,
	ENTRY2_TABLE_SIZE = 22,
	ENTRY2_TABLE = 24,
	ENTRY2_STRUCTURES = 28,
	ENTRY2_SIZE = 31,
	ENTRY2_SIZE_OF_2_1 = 30,
};

/* 5.2.2, table 2: the entry point of 3.x. */
enum {
	ENTRY3_CHECKSUM = 5,
	ENTRY3_LENGTH = 6,
	ENTRY3_MAJOR = 7,
	ENTRY3_MINOR = 8,
	ENTRY3_TABLE_SIZE = 12,
	ENTRY3_TABLE = 16,
	ENTRY3_SIZE = 24,
};

enum { TABLE_BYTES_LEAST = 4 }; /* one header */

enum {
	RULE_SIGNATURE,
	RULE_LENGTH,
	RULE_CHECKSUM,
	RULE_NO_TABLE,
};

static const char not_read[] = "tools that inventory the machine find nothing, or go astray";
static const char entry_section[] = "DSP0134 5.2";

static const struct rule rules[] = {
	[RULE_SIGNATURE] = {"smbios.entry.signature", SEVERITY_WARNING, "_SM_", entry_section,
			    not_read},
	[RULE_LENGTH] = {"smbios.entry.length", SEVERITY_WARNING, "_SM_", entry_section, not_read},
	[RULE_CHECKSUM] = {"smbios.entry.checksum", SEVERITY_WARNING, "_SM_", entry_section,
			   not_read},
	[RULE_NO_TABLE] = {"smbios.entry.table", SEVERITY_WARNING, "_SM_", entry_section, not_read},
};

const struct rule_set smbios_entry_rule_set = {"smbios_entry", rules, ARRAY_SIZE(rules)};

static enum status entry_refuse_checksum(uint32_t offset, size_t size, uint8_t sum,
					 struct findings *findings)
{
	rule_broken(findings, &rules[RULE_CHECKSUM], offset,
		    "the %zu bytes that the checksum at offset %u is for sum up to 0x%02x, 0 is "
		    "wanted",
		    size, offset, sum);
	return STATUS_INVALID;
}

static enum status entry_refuse_length(uint32_t offset, uint8_t length, unsigned int wanted,
				       size_t there, struct findings *findings)
{
	rule_broken(findings, &rules[RULE_LENGTH], offset,
		    "the length at offset %u is %u; at least %u, and at most the %zu that are "
		    "there, is wanted",
		    offset, length, wanted, there);
	return STATUS_INVALID;
}

static enum status entry_read_2(struct span bytes, struct smbios_entry *ret_entry,
				struct findings *findings)
{
	uint8_t length = span_get8(bytes, ENTRY2_LENGTH);
	struct span whole =
		span_part(bytes, 0, length == ENTRY2_SIZE_OF_2_1 ? ENTRY2_SIZE : length);
	struct span intermediate =
		span_part(whole, ENTRY2_INTERMEDIATE, ENTRY2_SIZE - ENTRY2_INTERMEDIATE);

	if (whole.size < ENTRY2_SIZE)
		return entry_refuse_length(ENTRY2_LENGTH, length, ENTRY2_SIZE, bytes.size,
					   findings);
	if (span_sum(whole) != 0)
		return entry_refuse_checksum(ENTRY2_CHECKSUM, whole.size, span_sum(whole),
					     findings);
	if (span_sum(intermediate) != 0)
		return entry_refuse_checksum(ENTRY2_INTERMEDIATE_CHECKSUM, intermediate.size,
					     span_sum(intermediate), findings);
	*ret_entry = (struct smbios_entry){
		.major = span_get8(whole, ENTRY2_MAJOR),
		.minor = span_get8(whole, ENTRY2_MINOR),
		.table = {span_get32(whole, ENTRY2_TABLE)},
		.table_size = span_get16(whole, ENTRY2_TABLE_SIZE),
		.structures = span_get16(whole, ENTRY2_STRUCTURES),
	};
	return STATUS_OK;
}

static enum status entry_read_3(struct span bytes, struct smbios_entry *ret_entry,
				struct findings *findings)
{
	uint8_t length = span_get8(bytes, ENTRY3_LENGTH);
	struct span whole = span_part(bytes, 0, length);

	if (whole.size < ENTRY3_SIZE)
		return entry_refuse_length(ENTRY3_LENGTH, length, ENTRY3_SIZE, bytes.size,
					   findings);
	if (span_sum(whole) != 0)
		return entry_refuse_checksum(ENTRY3_CHECKSUM, whole.size, span_sum(whole),
					     findings);
	*ret_entry = (struct smbios_entry){
		.major = span_get8(whole, ENTRY3_MAJOR),
		.minor = span_get8(whole, ENTRY3_MINOR),
		.table = {span_get64(whole, ENTRY3_TABLE)},
		.table_size = span_get32(whole, ENTRY3_TABLE_SIZE),
	};
	return STATUS_OK;
}

static enum status entry_check_table(const struct smbios_entry *entry, struct findings *findings)
{
	if (entry->table.value != 0 && entry->table_size >= TABLE_BYTES_LEAST &&
	    entry->table.value <= UINT64_MAX - entry->table_size)
		return STATUS_OK;
	rule_broken(findings, &rules[RULE_NO_TABLE], 0,
		    "the table is at 0x%llx with %u bytes; an address, and at least one structure "
		    "of 4, is wanted",
		    (unsigned long long)entry->table.value, entry->table_size);
	return STATUS_INVALID;
}

enum status smbios_read_entry(struct span bytes, struct smbios_entry *ret_entry,
			      struct findings *findings)
{
	struct smbios_entry entry;
	enum status status;

	if (span_is(bytes, 0, "_SM3_")) {
		status = entry_read_3(bytes, &entry, findings);
	} else if (span_is(bytes, 0, "_SM_")) {
		status = entry_read_2(bytes, &entry, findings);
	} else {
		rule_broken(findings, &rules[RULE_SIGNATURE], 0,
			    "the entry point starts with 0x%08x; \"_SM_\" or \"_SM3_\" is wanted",
			    span_get32(bytes, 0));
		return STATUS_INVALID;
	}
	if (status == STATUS_OK)
		status = entry_check_table(&entry, findings);
	if (status == STATUS_OK)
		*ret_entry = entry;
	return status;
}
