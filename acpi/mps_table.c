/* SPDX-License-Identifier: BSD-2-Clause */
/* Pointer, header and the walk: what every reader of the MPS relies on. */
#include "lint.h"
#include "mps_layout.h"

enum {
	RULE_POINTER_SHORT,
	RULE_POINTER_SIGNATURE,
	RULE_POINTER_LENGTH,
	RULE_POINTER_CHECKSUM,
	RULE_POINTER_REVISION,
	RULE_POINTER_NULL,
	RULE_CONFIGURATION,
	RULE_SHORT,
	RULE_SIGNATURE,
	RULE_LENGTH,
	RULE_CHECKSUM,
	RULE_REVISION,
	RULE_LAPIC,
	RULE_EMPTY,
	RULE_COUNT,
	RULE_TYPE,
	RULE_OVERRUN,
};

static const char no_mps[] = "an OS without ACPI sees no MP table and runs on one core";
static const char refused[] = "an OS without ACPI refuses the table and runs on one core";

static const struct rule rules[] = {
	[RULE_POINTER_SHORT] = {"mps.pointer.short", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
				no_mps},
	[RULE_POINTER_SIGNATURE] = {"mps.pointer.signature", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
				    no_mps},
	[RULE_POINTER_LENGTH] = {"mps.pointer.length", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
				 no_mps},
	[RULE_POINTER_CHECKSUM] = {"mps.pointer.checksum", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
				   no_mps},
	[RULE_POINTER_REVISION] = {"mps.pointer.revision", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
				   no_mps},
	[RULE_POINTER_NULL] = {"mps.pointer.null", SEVERITY_ERROR, "_MP_", "MPS 1.4, 4.1",
			       "an OS without ACPI has neither a table nor a default to go by"},
	[RULE_CONFIGURATION] = {"mps.pointer.configuration", SEVERITY_ERROR, "_MP_", "MPS 1.4, 5",
				"an OS without ACPI guesses the machine's buses and interrupts"},
	[RULE_SHORT] = {"mps.table.short", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2", refused},
	[RULE_SIGNATURE] = {"mps.table.signature", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2",
			    "an OS without ACPI refuses the table, or fails as it follows a sound "
			    "pointer to it"},
	[RULE_LENGTH] = {"mps.table.length", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2", refused},
	[RULE_CHECKSUM] = {"mps.table.checksum", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2", refused},
	[RULE_REVISION] = {"mps.table.revision", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2", refused},
	[RULE_LAPIC] = {"mps.table.lapic", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2", refused},
	[RULE_EMPTY] = {"mps.table.empty", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.2",
			"an OS without ACPI finds no core in the table, not even the one it runs "
			"on"},
	[RULE_COUNT] = {"mps.table.count", SEVERITY_WARNING, "PCMP", "MPS 1.4, 4.2",
			"readers that go by the count and readers that go by the length see "
			"different machines"},
	[RULE_TYPE] = {"mps.entry.type", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3",
		       "readers cannot tell its length, so what stands behind it is lost"},
	[RULE_OVERRUN] = {"mps.entry.overrun", SEVERITY_ERROR, "PCMP", "MPS 1.4, 4.3",
			  "readers that do not check take what lies behind the table for an entry"},
};

const struct rule_set mps_table_rule_set = {"mps_table", rules, ARRAY_SIZE(rules)};

/* 4.3, table 4-3. */
static const uint8_t base_sizes[] = {
	[MPS_CPU] = 20,
	[MPS_BUS] = 8,
	[MPS_IOAPIC] = 8,
	[MPS_INTERRUPT] = 8,
	[MPS_LOCAL_INTERRUPT] = 8,
};

static bool is_revision(uint8_t revision)
{
	return revision == 1 || revision == 4;
}

static enum status pointer_check_fields(struct span pointer, struct findings *findings)
{
	uint8_t revision = span_get8(pointer, MPS_POINTER_REVISION);
	uint8_t configuration = span_get8(pointer, MPS_POINTER_FEATURE1);

	if (!is_revision(revision)) {
		rule_broken(findings, &rules[RULE_POINTER_REVISION], MPS_POINTER_REVISION,
			    "SPEC_REV at offset 9 is %u; 1 or 4 is wanted", revision);
		return STATUS_INVALID;
	}
	if (configuration == 0 && span_get32(pointer, MPS_POINTER_TABLE) == 0) {
		rule_broken(findings, &rules[RULE_POINTER_NULL], MPS_POINTER_TABLE,
			    "the address at offset 4 is 0, and so is feature byte 1 at offset 11; "
			    "a table or a default configuration is wanted");
		return STATUS_INVALID;
	}
	if (configuration > MPS_CONFIGURATION_LAST) {
		rule_broken(findings, &rules[RULE_CONFIGURATION], MPS_POINTER_FEATURE1,
			    "feature byte 1 at offset 11 is default configuration %u; 1 to 7 is "
			    "wanted, or 0 and a table",
			    configuration);
		return STATUS_UNSUPPORTED;
	}
	return STATUS_OK;
}

enum status mps_pointer_check(struct span pointer, struct findings *findings)
{
	uint8_t units = span_get8(pointer, MPS_POINTER_LENGTH);
	uint8_t sum = span_sum(span_part(pointer, 0, MPS_POINTER_SIZE));

	if (!span_has(pointer, 0, MPS_POINTER_SIZE))
		rule_broken(findings, &rules[RULE_POINTER_SHORT], 0,
			    "the pointer has %zu bytes, 16 are wanted", pointer.size);
	else if (!span_is(pointer, 0, "_MP_"))
		rule_broken(findings, &rules[RULE_POINTER_SIGNATURE], 0,
			    "the signature is 0x%08x, \"_MP_\" is wanted", span_get32(pointer, 0));
	else if (units != 1)
		rule_broken(findings, &rules[RULE_POINTER_LENGTH], MPS_POINTER_LENGTH,
			    "the length at offset 8 is %u units of 16 bytes, 1 is wanted", units);
	else if (sum != 0)
		rule_broken(findings, &rules[RULE_POINTER_CHECKSUM], MPS_POINTER_CHECKSUM,
			    "the 16 bytes sum up to 0x%02x, 0 is wanted", sum);
	else
		return pointer_check_fields(pointer, findings);
	return STATUS_INVALID;
}

static enum status table_check_fields(struct span base, struct findings *findings)
{
	uint8_t revision = span_get8(base, MPS_TABLE_REVISION), sum = span_sum(base);

	if (sum != 0)
		rule_broken(findings, &rules[RULE_CHECKSUM], MPS_TABLE_CHECKSUM,
			    "the %zu bytes of header and base entries sum up to 0x%02x, 0 is "
			    "wanted",
			    base.size, sum);
	else if (!is_revision(revision))
		rule_broken(findings, &rules[RULE_REVISION], MPS_TABLE_REVISION,
			    "SPEC_REV at offset 6 is %u; 1 or 4 is wanted", revision);
	else if (span_get32(base, MPS_TABLE_LAPIC) == 0)
		rule_broken(findings, &rules[RULE_LAPIC], MPS_TABLE_LAPIC,
			    "the local APIC's address at offset 36 is 0");
	else if (span_get16(base, MPS_TABLE_COUNT) == 0)
		rule_broken(findings, &rules[RULE_EMPTY], MPS_TABLE_COUNT,
			    "the entry count at offset 34 is 0, with a base table of %zu bytes",
			    base.size);
	else
		return STATUS_OK;
	return STATUS_INVALID;
}

enum status mps_table_check(struct span table, struct findings *findings)
{
	uint16_t length = span_get16(table, MPS_TABLE_LENGTH);

	if (!span_has(table, 0, MPS_TABLE_HEADER_SIZE))
		rule_broken(findings, &rules[RULE_SHORT], 0,
			    "the table has %zu bytes, its header alone has 44", table.size);
	else if (!span_is(table, 0, "PCMP"))
		rule_broken(findings, &rules[RULE_SIGNATURE], 0,
			    "the signature is 0x%08x, \"PCMP\" is wanted", span_get32(table, 0));
	else if (length < MPS_TABLE_HEADER_SIZE || length > table.size)
		rule_broken(findings, &rules[RULE_LENGTH], MPS_TABLE_LENGTH,
			    "the base table's length at offset 4 is %u; at least 44, and at most "
			    "the %zu that are there, is wanted",
			    length, table.size);
	else
		return table_check_fields(mps_table_base(table), findings);
	return STATUS_INVALID;
}

struct span mps_table_base(struct span table)
{
	return span_part(table, 0, span_get16(table, MPS_TABLE_LENGTH));
}

bool mps_entry_next(struct span base, size_t *offset, struct mps_entry *ret_entry)
{
	uint8_t type;

	if (!span_u8(base, *offset, &type) || type >= MPS_BASE_TYPES ||
	    !span_has(base, *offset, base_sizes[type]))
		return false;
	*ret_entry = (struct mps_entry){
		.type = type,
		.offset = (uint32_t)*offset,
		.bytes = span_part(base, *offset, base_sizes[type]),
	};
	*offset += base_sizes[type];
	return true;
}

void mps_explain_end(struct span base, size_t offset, unsigned int walked,
		     struct findings *findings)
{
	uint16_t count = span_get16(base, MPS_TABLE_COUNT);
	size_t left = base.size - offset;
	uint8_t type;

	if (span_u8(base, offset, &type) && type >= MPS_BASE_TYPES)
		rule_broken(findings, &rules[RULE_TYPE], (uint32_t)offset,
			    "entry of type %u at offset %zu: 0 to 4 are wanted; the other %zu "
			    "bytes are not read",
			    type, offset, left);
	else if (left > 0)
		rule_broken(findings, &rules[RULE_OVERRUN], (uint32_t)offset,
			    "entry of type %u at offset %zu has %u bytes, but the base table ends "
			    "after %zu",
			    type, offset, base_sizes[type], left);
	else if (walked != count)
		rule_broken(findings, &rules[RULE_COUNT], MPS_TABLE_COUNT,
			    "the entry count at offset 34 is %u, but the base table of %zu bytes "
			    "holds %u entries",
			    count, base.size, walked);
}
