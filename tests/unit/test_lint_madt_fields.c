/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint_madt_rows.h"

/* Revision 6 knows all types. */
enum { REVISION = 6 };

#define LOONGARCH "110f01050000000600000001000000"
#define RISCV	  "1814010001000000" U64_0 "00000000"

/* One sound entry of each type that has fields to judge, behind what makes its table complete. */
static const struct {
	const char *before, *entry;
} sound[] = {
	[0x00] = {PC_IOAPIC, LAPIC("05", "06", "01")},
	[0x01] = {LAPIC("00", "00", "01"), PC_IOAPIC},
	[0x03] = {PC, "0308050005000000"},
	[0x05] = {PC, "050c00000000e0fe00000000"},
	[0x06] = {PC, "06100200000000000000d0fe00000000"},
	[0x07] = {PC_IOAPIC, "0711050607000000010000000500000000"},
	[0x08] = {PC, "08100000030000100500000001000000"},
	[0x09] = {PC, X2APIC("00010000", "05000000", "01")},
	[0x0a] = {PC, "0a0c0500ffffffff01000000"},
	[0x0b] = {ARM_CORES GICD("03") GICR("00000a0800000000", "00000800"),
		  GICC("05", "01", "00", "0000400800000000", U64_0, "0005000000000000")},
	[0x0c] = {ARM_CORES GICR("00000a0800000000", "00000800"), GICD("03")},
	[0x0d] = {ARM, MSI_FRAME("01000000")},
	[0x0e] = {ARM_CORES GICD("03"), ARM_REGION},
	[0x0f] = {ARM, ITS("00", "0000400800000000")},
	[0x11] = {"", "110f01050000000600000001000000"},
	[0x12] = {LOONGARCH, "1217010000000000000000000000000000000000000000"},
	[0x13] = {LOONGARCH, "131501000000000000000000000000000000000000"},
	[0x14] = {LOONGARCH, "140d0100000000000000000000"},
	[0x15] = {LOONGARCH, "15130100000000000000000000000000000000"},
	[0x16] = {LOONGARCH, "1611010000000000000000000000000000"},
	[0x17] = {LOONGARCH, "170f01000000000000000000000000"},
	[0x18] = {"", "1814010001000000"
		      "0500000000000000"
		      "06000000"},
	[0x19] = {RISCV, "1910010000000000"
			 "ff00ff0003040518"},
	[0x1a] = {RISCV, "1a24010000000000" U64_0 "00006000"
			 "00000000"
			 "0000000c00000000"
			 "00800000"},
	[0x1b] = {RISCV, "1b240100" U64_0 "60000700"
			 "00000000"
			 "00006000"
			 "0000000c00000000"
			 "00000000"},
};

/* One field of the entry, changed. */
struct change {
	uint8_t type, offset;
	unsigned int width;
	uint64_t value;
	const char *rule; /* that is broken; NULL = none */
};

static const struct change changes[] = {
	{0x00, 4, 4, 0x5, "madt.flags.reserved"},
	{0x00, 4, 4, 0x80000001, "madt.flags.reserved"},
	{0x01, 3, 1, 0x1, "madt.reserved"},
	{0x01, 4, 4, 0x0, "madt.address.zero"},
	{0x05, 2, 2, 0x100, "madt.reserved"},
	{0x05, 4, 8, 0x0, "madt.address.zero"},
	{0x06, 3, 1, 0x1, "madt.reserved"},
	{0x06, 8, 8, 0x0, "madt.address.zero"},
	{0x07, 5, 1, 0x1, "madt.reserved"},
	{0x07, 7, 1, 0x1, "madt.reserved"},
	{0x07, 8, 4, 0x3, "madt.flags.reserved"},
	{0x08, 4, 1, 0x0, "madt.number"},
	{0x08, 4, 1, 0x4, "madt.number"},
	{0x08, 12, 4, 0x2, "madt.flags.reserved"},
	{0x09, 2, 2, 0x1, "madt.reserved"},
	{0x09, 8, 4, 0x5, "madt.flags.reserved"},
	{0x0a, 9, 1, 0x1, "madt.reserved"},
	{0x0a, 11, 1, 0x1, "madt.reserved"},
	{0x0b, 2, 2, 0x1, "madt.reserved"},
	{0x0b, 12, 4, 0x11, "madt.flags.reserved"},
	{0x0b, 71, 1, 0x1, "madt.reserved"},
	{0x0b, 73, 1, 0x1, "madt.reserved"},
	{0x0b, 77, 1, 0x1, "madt.reserved"},
	{0x0c, 2, 2, 0x1, "madt.reserved"},
	{0x0c, 8, 8, 0x0, "madt.address.zero"},
	{0x0c, 16, 4, 0x1, "madt.reserved"},
	{0x0c, 20, 1, 0x5, "madt.version"},
	{0x0c, 21, 1, 0x1, "madt.reserved"},
	{0x0c, 23, 1, 0x1, "madt.reserved"},
	{0x0d, 2, 2, 0x1, "madt.reserved"},
	{0x0d, 8, 8, 0x0, "madt.address.zero"},
	{0x0d, 16, 4, 0x2, "madt.flags.reserved"},
	{0x0e, 2, 2, 0x2, "madt.reserved"},
	{0x0e, 4, 8, 0x0, "madt.address.zero"},
	{0x0f, 2, 2, 0x2, "madt.reserved"},
	{0x0f, 8, 8, 0x0, "madt.address.zero"},
	{0x0f, 16, 4, 0x1, "madt.reserved"},
	{0x11, 2, 1, 0x0, "madt.version"},
	{0x11, 2, 1, 0x2, "madt.version"},
	{0x12, 2, 1, 0x0, "madt.version"},
	{0x12, 2, 1, 0x2, "madt.version"},
	{0x13, 2, 1, 0x0, "madt.version"},
	{0x13, 2, 1, 0x2, "madt.version"},
	{0x14, 2, 1, 0x0, "madt.version"},
	{0x14, 2, 1, 0x2, "madt.version"},
	{0x15, 2, 1, 0x0, "madt.version"},
	{0x15, 2, 1, 0x2, "madt.version"},
	{0x16, 2, 1, 0x0, "madt.version"},
	{0x16, 2, 1, 0x2, "madt.version"},
	{0x17, 2, 1, 0x0, "madt.version"},
	{0x17, 2, 1, 0x2, "madt.version"},
	{0x18, 2, 1, 0x0, "madt.version"},
	{0x18, 2, 1, 0x2, "madt.version"},
	{0x19, 2, 1, 0x0, "madt.version"},
	{0x19, 2, 1, 0x2, "madt.version"},
	{0x1a, 2, 1, 0x0, "madt.version"},
	{0x1a, 2, 1, 0x2, "madt.version"},
	{0x1b, 2, 1, 0x0, "madt.version"},
	{0x1b, 2, 1, 0x2, "madt.version"},
	{0x11, 11, 4, 0x3, "madt.flags.reserved"},
	{0x18, 3, 1, 0x1, "madt.reserved"},
	{0x18, 4, 4, 0x5, "madt.flags.reserved"},
	{0x19, 3, 1, 0x1, "madt.reserved"},
	{0x19, 4, 4, 0x1, "madt.flags.reserved"},
	{0x19, 8, 2, 0x3e, "madt.number"},
	{0x19, 8, 2, 0x800, "madt.number"},
	{0x19, 10, 2, 0x800, "madt.number"},
	{0x19, 12, 1, 0x8, "madt.number"},
	{0x19, 13, 1, 0x10, "madt.number"},
	{0x19, 14, 1, 0x8, "madt.number"},
	{0x19, 15, 1, 0x38, "madt.number"},
	{0x1a, 4, 4, 0x1, "madt.flags.reserved"},
	{0x1a, 18, 2, 0x0, "madt.number"},
	{0x1a, 18, 2, 0x400, "madt.number"},
	{0x1a, 24, 8, 0x0, "madt.address.zero"},
	{0x1a, 32, 4, 0x0, "madt.number"},
	{0x1b, 12, 2, 0x0, "madt.number"},
	{0x1b, 12, 2, 0x400, "madt.number"},
	{0x1b, 16, 4, 0x1, "madt.flags.reserved"},
	{0x1b, 20, 4, 0x0, "madt.number"},
	{0x1b, 24, 8, 0x0, "madt.address.zero"},
	/* The last numbers that are right. */
	{0x00, 4, 4, 0x1, NULL},
	{0x08, 4, 1, 0x1, NULL},
	{0x0c, 20, 1, 0x0, NULL},
	{0x0c, 20, 1, 0x4, NULL},
	{0x0e, 2, 2, 0x1, NULL},
	{0x0f, 2, 2, 0x1, NULL},
	{0x19, 8, 2, 0x3f, NULL},
	{0x19, 8, 2, 0x7ff, NULL},
	{0x19, 10, 2, 0x0, NULL},
	{0x19, 12, 1, 0x7, NULL},
	{0x19, 13, 1, 0xf, NULL},
	{0x19, 14, 1, 0x7, NULL},
	{0x19, 15, 1, 0x37, NULL},
	{0x1a, 18, 2, 0x1, NULL},
	{0x1a, 18, 2, 0x3ff, NULL},
	{0x1b, 12, 2, 0x1, NULL},
	{0x1b, 12, 2, 0x3ff, NULL},
};

static size_t begin(uint8_t type, uint8_t revision)
{
	size_t at;

	madt_of(revision, sound[type].before);
	at = build.size;
	add_hex(sound[type].entry);
	assert_int_equal(build.bytes[at], type);
	assert_int_equal(build.bytes[at + 1], build.size - at);
	return at;
}

static void check_only(const char *rule, uint8_t type, size_t at)
{
	char what[64];

	snprintf(what, sizeof(what), "type 0x%x: %s", type, rule ? rule : "nothing");
	run_on(build_end(&build));
	if (findings.count != (rule ? 1 : 0) || (rule && strcmp(items[0].rule, rule) != 0))
		fail_with_findings(what);
	if (rule)
		assert_int_equal(items[0].offset, at);
}

static void sound_entries_are_sound(void **state)
{
	(void)state;
	for (size_t type = 0; type < ARRAY_SIZE(sound); type++)
		if (sound[type].entry)
			check_only(NULL, (uint8_t)type, begin((uint8_t)type, REVISION));
}

static void each_field_breaks_its_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		size_t at = begin(changes[i].type, REVISION);

		build_put(&build, at + changes[i].offset, changes[i].width, changes[i].value);
		check_only(changes[i].rule, changes[i].type, at);
	}
}

/* Longer by one byte. Types 5 and 6 had longer entries once, 7 ends with a text, 0xB and 0x18 grew,
   and 0x17 has two lengths. */
static void long_entries(void **state)
{
	static const uint8_t types[] = {0x00, 0x01, 0x03, 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x0e, 0x0f,
					0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x19, 0x1a, 0x1b};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		size_t at = begin(types[i], REVISION);

		build_add(&build, 1, 0);
		build.bytes[at + 1]++;
		check_only("madt.entry.long", types[i], at);
	}
}

/* Shorter than its type allows; what the reader of the table needs it judges itself. */
static void short_entries(void **state)
{
	static const uint8_t lengths[][2] = {
		{0x03, 7},  {0x06, 15}, {0x08, 15}, {0x0d, 23}, {0x0f, 19}, {0x12, 22}, {0x13, 20},
		{0x14, 12}, {0x15, 18}, {0x16, 16}, {0x17, 13}, {0x19, 15}, {0x1a, 35}, {0x1b, 35},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		size_t at = begin(lengths[i][0], REVISION);

		build.size = at + lengths[i][1];
		build.bytes[at + 1] = lengths[i][1];
		check_only("madt.entry.size", lengths[i][0], at);
	}
}

static void types_of_later_revisions(void **state)
{
	(void)state;
	check_only("madt.entry.early", 0x09, begin(0x09, 2));
	check_only(NULL, 0x09, begin(0x09, 3));
	check_only("madt.entry.early", 0x11, begin(0x11, 5));
}

static void reserved_types(void **state)
{
	static const struct {
		const char *rule;
		uint8_t type;
	} rows[] = {
		{"madt.entry.type", 0x1c}, {"madt.entry.type", 0x7f}, {NULL, 0x80}, {NULL, 0xff}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t at;

		madt_of(REVISION, PC);
		at = build.size;
		build_add(&build, 1, rows[i].type);
		build_add(&build, 1, 3);
		build_add(&build, 1, 0);
		check_only(rows[i].rule, rows[i].type, at);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_entries_are_sound),
		cmocka_unit_test(each_field_breaks_its_rule),
		cmocka_unit_test(long_entries),
		cmocka_unit_test(short_entries),
		cmocka_unit_test(types_of_later_revisions),
		cmocka_unit_test(reserved_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
