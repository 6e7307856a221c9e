/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_memory.h"
#include "mps_build.h"

enum { EBDA_AT = 0x9fc00, BASE_TOP_AT = 0x9f800, ROM_AT = 0xf0000, TABLE_AT = 0x9f000 };

static struct finding items[16];
static struct findings findings;
static struct madt_cpu cpus[MPS_CPUS_MAX];
static struct madt madt;
static struct mps mps;
static struct fake_memory memory;

static void begin(size_t capacity)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	memset(&mps, 0x5a, sizeof(mps));
	memset(&madt, 0x5a, sizeof(madt));
	madt.cpus = capacity ? cpus : NULL;
	madt.cpu_capacity = capacity;
}

static enum status read_spans(struct span pointer, struct span table, size_t capacity)
{
	struct span exact_pointer = build_exact(pointer), exact = build_exact(table);
	enum status status;

	begin(capacity);
	status = mps_read_spans(exact_pointer, exact, &mps, &madt, &findings);
	build_free(exact_pointer);
	build_free(exact);
	return status;
}

static enum status read_table(void)
{
	return read_spans(pointer_make(TABLE_AT, 0, 0), table_end(), ARRAY_SIZE(cpus));
}

static void check_refused(enum status status, enum status wanted, const char *rule)
{
	assert_int_equal(status, wanted);
	assert_int_equal(finding_of(&findings, rule)->severity, SEVERITY_ERROR);
	assert_int_equal(findings.count, 1);
}

static void a_sound_table_is_read(void **state)
{
	(void)state;
	table_begin_sound();
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(findings.count, 0);
	assert_int_equal(mps.revision, 4);
	assert_int_equal(mps.default_configuration, 0);
	assert_false(mps.imcr);
	assert_int_equal(mps.enabled, 2);
	assert_int_equal(mps.disabled, 0);
	assert_int_equal(mps.buses, 2);
	assert_int_equal(mps.ioapics, 1);
	assert_int_equal(mps.interrupts, 4);
	assert_int_equal(mps.local_interrupts, 2);
	assert_int_equal(mps.boot_id.value, 0);
	assert_int_equal(mps.boot_lapic_version, 0x14);
	assert_int_equal(mps.boot_signature, 0xf61);
	assert_string_equal(mps.oem, "MUSTER");
	assert_string_equal(mps.product, "TEST BOARD");
}

static void the_rest_of_muster_sees_a_madt(void **state)
{
	(void)state;
	table_begin_sound();
	read_table();
	assert_int_equal(madt.lapic_address, 0xfee00000);
	assert_true(madt.pcat_compat);
	assert_false(madt.imcr);
	assert_int_equal(madt.as_listed.enabled, 2);
	assert_int_equal(madt.cpu_count, 2);
	assert_int_equal(cpus[1].id.value, 1);
	assert_int_equal(cpus[1].uid, 1);
	assert_int_equal(cpus[1].offset, 64);
	assert_int_equal(cpus[1].state, MADT_CPU_ENABLED);
	assert_int_equal(madt.ioapic_count, 1);
	assert_int_equal(madt.ioapics[0].id, 2);
	assert_int_equal(madt.ioapics[0].address, 0xfec00000);
	assert_int_equal(madt.ioapics[0].gsi_base, 0);
	assert_int_equal(madt.nmi_count, 1);
	assert_int_equal(madt.nmis[0].uid, UINT32_MAX);
	assert_int_equal(madt.nmis[0].lint, 1);
	assert_int_equal(madt.override_count, 1);
	assert_int_equal(madt.overrides[0].source, 0);
	assert_int_equal(madt.overrides[0].gsi, 2);
}

static void the_second_io_apic_comes_after_the_pins_of_the_first(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_bus(0, "EISA  ");
	add_ioapic(2, USABLE, 0xfec00000);
	add_ioapic(3, 0, 0xfec10000);
	add_ioapic(4, USABLE, 0xfec20000);
	add_interrupt(3, INT, 0, 5, 4, 7);
	add_interrupt(3, INT, 0, 6, 3, 7); /* to one that is not usable */
	add_interrupt(3, INT, 9, 6, 4, 8); /* of a bus that is not there */
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(mps.ioapics, 3);
	assert_int_equal(madt.ioapic_count, 2);
	assert_int_equal(madt.ioapics[1].gsi_base, MPS_IOAPIC_PINS);
	assert_int_equal(madt.override_count, 1);
	assert_int_equal(madt.overrides[0].source, 5);
	assert_int_equal(madt.overrides[0].gsi, MPS_IOAPIC_PINS + 7);
}

static void an_id_is_listed_once(void **state)
{
	(void)state;
	table_begin();
	add_cpu(4, 0);
	add_cpu(6, EN | BP);
	add_cpu(4, EN);
	add_cpu(6, EN);
	add_cpu(6, 0);
	add_cpu(4, EN | BP);
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	assert_int_equal(cpus[0].id.value, 4);
	assert_int_equal(cpus[0].state, MADT_CPU_ENABLED);
	assert_int_equal(cpus[0].offset, 44 + 2 * 20);
	assert_int_equal(cpus[1].id.value, 6);
	assert_int_equal(mps.boot_id.value, 6);
	assert_int_equal(madt.as_listed.enabled, 4);
	assert_int_equal(madt.as_listed.disabled, 2);
	assert_int_equal(madt.dropped, 2);
	assert_int_equal(findings.count, 1);
	assert_int_equal(finding_of(&findings, "mps.cpu.duplicate")->offset, 44 + 3 * 20);
	assert_non_null(strstr(items[0].text, "2 of the entries"));
}

static void id_255_is_no_core(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_cpu(255, 0);
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(findings.count, 0);
	table_begin();
	add_cpu(0, EN | BP);
	add_cpu(255, EN);
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(madt.cpu_count, 1);
	assert_int_equal(madt.dropped, 1);
	assert_int_equal(finding_of(&findings, "mps.cpu.no_id")->offset, 64);
}

static void a_full_list_is_told(void **state)
{
	(void)state;
	table_begin_sound();
	struct span table = table_end();

	assert_int_equal(read_spans(pointer_make(TABLE_AT, 0, 0), table, 1), STATUS_NO_MEMORY);
	assert_int_equal(madt.cpu_count, 1);
	assert_int_equal(madt.dropped, 1);
	finding_of(&findings, "mps.cpu.capacity");
	assert_int_equal(read_spans(pointer_make(TABLE_AT, 0, 0), table, 0), STATUS_OK);
	assert_int_equal(madt.cpu_count, 0);
	assert_int_equal(madt.as_listed.enabled, 2);
	assert_int_equal(findings.count, 0);
}

static void a_table_without_an_enabled_core_is_not_used(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, BP);
	check_refused(read_table(), STATUS_NOT_FOUND, "mps.cpu.none");
}

static void a_null_io_apic_is_never_touched(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_ioapic(1, USABLE, 0);
	check_refused(read_table(), STATUS_OK, "mps.ioapic.null");
	assert_int_equal(madt.ioapic_count, 0);
}

static void an_nmi_at_an_unknown_pin_is_dropped(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_interrupt(4, NMI, 0, 0, ALL, 2);
	add_interrupt(4, NMI, 0, 0, 0, 0);
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(finding_of(&findings, "mps.local.lint")->offset, 64);
	assert_int_equal(madt.nmi_count, 1);
	assert_int_equal(madt.nmis[0].uid, 0);
	assert_int_equal(madt.nmis[0].lint, 0);
}

static void what_does_not_fit_is_told_once(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_bus(0, "ISA   ");
	for (unsigned int i = 0; i < MADT_IOAPICS_MAX + 2; i++)
		add_ioapic((uint8_t)i, USABLE, 0xfec00000 + i * 0x1000);
	for (unsigned int i = 0; i < MADT_OVERRIDES_MAX + 3; i++)
		add_interrupt(3, INT, 0, (uint8_t)i, 0, (uint8_t)(i + 1));
	for (unsigned int i = 0; i < MADT_NMIS_MAX + 4; i++)
		add_interrupt(4, NMI, 0, 0, (uint8_t)i, 1);
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(madt.ioapic_count, MADT_IOAPICS_MAX);
	assert_int_equal(madt.override_count, MADT_OVERRIDES_MAX);
	assert_int_equal(madt.nmi_count, MADT_NMIS_MAX);
	assert_int_equal(findings.count, 1);
	assert_int_equal(finding_of(&findings, "mps.entry.capacity")->severity, SEVERITY_NOTE);
	assert_non_null(strstr(items[0].text, "9 of the entries"));
}

/* What stands before the broken entry is kept. */
static void an_unknown_type_ends_the_walk(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_interrupt(5, 0, 0, 0, 0, 0);
	add_cpu(1, EN);
	check_refused(read_table(), STATUS_OK, "mps.entry.type");
	assert_int_equal(items[0].offset, 64);
	assert_int_equal(madt.cpu_count, 1);
}

static void an_overrun_ends_the_walk(void **state)
{
	(void)state;
	table_begin();
	add_cpu(0, EN | BP);
	add_cpu(1, EN);
	table_build.size--;
	check_refused(read_table(), STATUS_OK, "mps.entry.overrun");
	assert_int_equal(items[0].offset, 64);
	assert_int_equal(madt.cpu_count, 1);
}

static void a_wrong_count_is_told(void **state)
{
	(void)state;
	table_begin_sound();
	table_end_base();
	build_put(&table_build, 34, 2, 3);
	assert_int_equal(read_table(), STATUS_OK);
	assert_int_equal(finding_of(&findings, "mps.table.count")->severity, SEVERITY_WARNING);
	assert_int_equal(mps.local_interrupts, 2); /* all are read */
}

static void check_table_field(size_t offset, unsigned int width, uint64_t value, const char *rule)
{
	table_begin_sound();
	table_end_base();
	build_put(&table_build, offset, width, value);
	build_sum(&table_build, 7, 44 + 2 * 20 + 9 * 8);
	check_refused(read_spans(pointer_make(TABLE_AT, 0, 0),
				 (struct span){table_build.bytes, table_build.size},
				 ARRAY_SIZE(cpus)),
		      STATUS_INVALID, rule);
}

static void broken_headers_are_refused(void **state)
{
	(void)state;
	check_table_field(0, 1, 'Q', "mps.table.signature");
	check_table_field(4, 2, 43, "mps.table.length");
	check_table_field(4, 2, 0, "mps.table.length");
	check_table_field(4, 2, 44 + 2 * 20 + 9 * 8 + 1, "mps.table.length");
	check_table_field(6, 1, 2, "mps.table.revision");
	check_table_field(36, 4, 0, "mps.table.lapic");
	check_table_field(34, 2, 0, "mps.table.empty");
	table_begin_sound();
	table_end();
	table_build.bytes[60] ^= 1;
	check_refused(read_spans(pointer_make(TABLE_AT, 0, 0),
				 (struct span){table_build.bytes, table_build.size}, 4),
		      STATUS_INVALID, "mps.table.checksum");
	check_refused(
		read_spans(pointer_make(TABLE_AT, 0, 0), (struct span){table_build.bytes, 43}, 4),
		STATUS_INVALID, "mps.table.short");
}

/* A finding, and the caller's structures as they were. */
static void check_pointer(size_t size, size_t offset, unsigned int width, uint64_t value,
			  enum status status, const char *rule)
{
	table_begin_sound();
	pointer_make(TABLE_AT, 0, 0);
	build_put(&pointer_build, offset, width, value);
	pointer_build.size = size;
	check_refused(read_spans(pointer_end(), table_end(), 4), status, rule);
	assert_int_equal(mps.enabled, 0x5a5a5a5a);
	assert_int_equal(madt.ioapic_count, 0x5a5a5a5a);
}

static void broken_pointers_are_refused(void **state)
{
	(void)state;
	check_pointer(15, 8, 1, 1, STATUS_INVALID, "mps.pointer.short");
	check_pointer(0, 8, 1, 1, STATUS_INVALID, "mps.pointer.short");
	check_pointer(16, 3, 1, '-', STATUS_INVALID, "mps.pointer.signature");
	check_pointer(16, 8, 1, 2, STATUS_INVALID, "mps.pointer.length");
	check_pointer(16, 8, 1, 0, STATUS_INVALID, "mps.pointer.length");
	check_pointer(16, 9, 1, 3, STATUS_INVALID, "mps.pointer.revision");
	check_pointer(16, 4, 4, 0, STATUS_INVALID, "mps.pointer.null");
	check_pointer(16, 11, 1, 8, STATUS_UNSUPPORTED, "mps.pointer.configuration");
	pointer_make(TABLE_AT, 0, 0);
	pointer_build.bytes[10]++;
	check_refused(read_spans((struct span){pointer_build.bytes, 16}, table_end(), 4),
		      STATUS_INVALID, "mps.pointer.checksum");
}

static void the_imcr_is_told(void **state)
{
	(void)state;
	table_begin_sound();
	assert_int_equal(read_spans(pointer_make(TABLE_AT, 0, 0x80), table_end(), 4), STATUS_OK);
	assert_true(mps.imcr);
	assert_true(madt.imcr);
	assert_int_equal(read_spans(pointer_make(TABLE_AT, 0, 0x7f), table_end(), 4), STATUS_OK);
	assert_false(mps.imcr);
	assert_false(madt.imcr);
}

static void default_configurations_have_two_cores(void **state)
{
	(void)state;
	for (uint8_t number = 1; number <= 7; number++) {
		assert_int_equal(
			read_spans(pointer_make(0, number, 0x80), (struct span){NULL, 0}, 2),
			STATUS_OK);
		assert_int_equal(findings.count, 0);
		assert_int_equal(mps.default_configuration, number);
		assert_true(madt.imcr && madt.pcat_compat);
		assert_int_equal(madt.as_listed.enabled, 2);
		assert_int_equal(madt.cpu_count, 2);
		assert_int_equal(cpus[0].id.value, 0);
		assert_int_equal(cpus[1].id.value, 1);
		assert_int_equal(cpus[1].state, MADT_CPU_ENABLED);
		assert_true(hw_id_equal(mps.boot_id, HW_ID_NONE));
		assert_int_equal(madt.lapic_address, 0xfee00000);
		assert_int_equal(madt.ioapic_count, 1);
		assert_int_equal(madt.ioapics[0].id, 2);
		assert_int_equal(madt.ioapics[0].address, 0xfec00000);
		assert_int_equal(madt.nmis[0].lint, 1);
		assert_int_equal(madt.override_count, number != 2);
	}
	assert_int_equal(read_spans(pointer_make(0, 5, 0), (struct span){NULL, 0}, 1),
			 STATUS_NO_MEMORY);
	assert_int_equal(read_spans(pointer_make(0, 5, 0), (struct span){NULL, 0}, 0), STATUS_OK);
	assert_int_equal(madt.cpu_count, 0);
}

/* ---- the search ---- */

static void put_at(uint64_t area, size_t size, uint64_t at, struct span bytes)
{
	static uint8_t zeros[0x10000];

	if (!fake_memory_piece(&memory, area))
		fake_memory_put(&memory, area, (struct span){zeros, size});
	if (bytes.size)
		memcpy(fake_memory_at(&memory, at), bytes.bytes, bytes.size);
}

static void put_word(uint64_t at, uint16_t value)
{
	uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8)};

	fake_memory_put(&memory, at, (struct span){bytes, 2});
}

/* The table where pointers lead to, and the words of the BIOS data area. */
static void memory_begin(uint16_t ebda_segment, uint16_t base_kib)
{
	fake_memory_clear(&memory);
	table_begin_sound();
	fake_memory_put(&memory, TABLE_AT, table_end());
	put_word(0x40e, ebda_segment);
	put_word(0x413, base_kib);
}

static enum status find(uint64_t hint, struct mps_place *ret_place)
{
	struct acpi_memory access = {fake_memory_map, &memory};

	begin(0);
	*ret_place = (struct mps_place){.pointer_address = {1}};
	return mps_find((phys_addr){hint}, &access, ret_place, &findings);
}

static void check_found_at(uint64_t hint, uint64_t address)
{
	struct mps_place place;

	assert_int_equal(find(hint, &place), STATUS_OK);
	assert_int_equal(place.pointer_address.value, address);
	assert_int_equal(place.pointer.size, 16);
	assert_int_equal(place.table_address.value, TABLE_AT);
	assert_int_equal(place.table.size, table_build.size);
}

static void the_pointer_is_found_where_it_may_be(void **state)
{
	static const struct {
		uint64_t area, size, at;
	} places[] = {
		{EBDA_AT, 1024, EBDA_AT},	    {EBDA_AT, 1024, EBDA_AT + 1008},
		{BASE_TOP_AT, 1024, BASE_TOP_AT},   {BASE_TOP_AT, 1024, BASE_TOP_AT + 1008},
		{ROM_AT, 0x10000, ROM_AT},	    {ROM_AT, 0x10000, ROM_AT + 0x6b90},
		{ROM_AT, 0x10000, ROM_AT + 0xfff0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		memory_begin(EBDA_AT >> 4, 639);
		put_at(places[i].area, places[i].size, places[i].at, pointer_make(TABLE_AT, 0, 0));
		check_found_at(0, places[i].at);
		assert_int_equal(findings.count, 0);
	}
}

static void the_first_place_wins(void **state)
{
	struct span pointer = pointer_make(TABLE_AT, 0, 0);

	(void)state;
	memory_begin(EBDA_AT >> 4, 639);
	put_at(ROM_AT, 0x10000, ROM_AT + 0x20, pointer);
	put_at(BASE_TOP_AT, 1024, BASE_TOP_AT + 0x20, pointer);
	check_found_at(0, BASE_TOP_AT + 0x20);
	put_at(EBDA_AT, 1024, EBDA_AT + 0x20, pointer);
	check_found_at(0, EBDA_AT + 0x20);
	fake_memory_put(&memory, 0x7f000008, pointer);
	check_found_at(0x7f000008, 0x7f000008);
}

static void it_is_not_found_between_paragraphs(void **state)
{
	struct mps_place place;

	(void)state;
	memory_begin(0, 0);
	put_at(ROM_AT, 0x10000, ROM_AT + 8, pointer_make(TABLE_AT, 0, 0));
	assert_int_equal(find(0, &place), STATUS_NOT_FOUND);
	assert_int_equal(findings.count, 0);
	assert_int_equal(place.pointer_address.value, 1); /* untouched */
}

/* Where the words make no sense, the last KiB below 640 is searched, and no EBDA. */
static void insane_words_are_ignored(void **state)
{
	static const uint16_t sizes[] = {0, 63, 641, 0xffff};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		memory_begin(0xa000, sizes[i]);
		put_at(639 * 1024, 1024, 639 * 1024 + 0x10, pointer_make(TABLE_AT, 0, 0));
		put_at(0xa0000, 1024, 0xa0000, pointer_make(TABLE_AT, 0, 0));
		check_found_at(0, 639 * 1024 + 0x10);
	}
	memory_begin(0x0040, 640);
	put_at(0x410, 1024, 0x410, pointer_make(TABLE_AT, 0, 0));
	struct mps_place place;

	assert_int_equal(find(0, &place), STATUS_NOT_FOUND);
}

static void broken_pointers_are_passed_over_and_told(void **state)
{
	(void)state;
	memory_begin(0, 639);
	pointer_make(TABLE_AT, 0, 0);
	pointer_build.bytes[10]++;
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, (struct span){pointer_build.bytes, 16});
	put_at(ROM_AT, 0x10000, ROM_AT + 0x40, (struct span){pointer_build.bytes, 16});
	put_at(ROM_AT, 0x10000, ROM_AT + 0x80, pointer_make(TABLE_AT, 0, 0));
	check_found_at(0, ROM_AT + 0x80);
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(finding_of(&findings, "mps.pointer.skipped")->text,
			       "2 pointers are broken, the first at 0xf0010"));
}

static void a_machine_with_broken_pointers_only_is_told_why(void **state)
{
	struct mps_place place;

	(void)state;
	memory_begin(0, 639);
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(0, 0, 0));
	assert_int_equal(find(0, &place), STATUS_NOT_FOUND);
	finding_of(&findings, "mps.pointer.skipped");
	finding_of(&findings, "mps.pointer.null");
}

static void a_wrong_hint_is_told(void **state)
{
	(void)state;
	memory_begin(0, 639);
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(TABLE_AT, 0, 0));
	check_found_at(TABLE_AT, ROM_AT + 0x10);
	finding_of(&findings, "mps.pointer.hint");
	check_found_at(UINT64_MAX - 3, ROM_AT + 0x10);
}

static void a_table_that_cannot_be_read_is_told(void **state)
{
	struct mps_place place;

	(void)state;
	memory_begin(0, 639);
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(0x12345678, 0, 0));
	assert_int_equal(find(0, &place), STATUS_INVALID);
	assert_int_equal(finding_of(&findings, "mps.table.unreadable")->severity, SEVERITY_ERROR);
	assert_int_equal(place.pointer_address.value, 1);
}

/* A length that lies must not cost the cores. */
static void a_missing_extended_table_does_not_matter(void **state)
{
	struct mps_place place;

	(void)state;
	memory_begin(0, 639);
	table_end();
	build_put(&table_build, 40, 2, 0x7e00);
	build_sum(&table_build, 7, table_build.size);
	fake_memory_put(&memory, TABLE_AT, (struct span){table_build.bytes, table_build.size});
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(TABLE_AT, 0, 0));
	assert_int_equal(find(0, &place), STATUS_OK);
	assert_int_equal(place.table.size, table_build.size);
}

static enum status find_and_read(void)
{
	struct mps_place place;
	enum status status = find(0, &place);

	assert_int_equal(status, STATUS_OK);
	begin(4);
	madt.cpus = cpus;
	return mps_read_spans(place.pointer, place.table, &mps, &madt, &findings);
}

static void what_is_found_can_be_read(void **state)
{
	(void)state;
	memory_begin(0, 639);
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(TABLE_AT, 0, 0x80));
	assert_int_equal(find_and_read(), STATUS_OK);
	assert_int_equal(madt.cpu_count, 2);
	assert_true(madt.imcr);
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(0, 6, 0));
	assert_int_equal(find_and_read(), STATUS_OK);
	assert_int_equal(mps.default_configuration, 6);
	/* A table of zeros, as machines have shipped: the pointer is sound. */
	put_at(ROM_AT, 0x10000, ROM_AT + 0x10, pointer_make(ROM_AT + 0x100, 0, 0));
	assert_int_equal(find_and_read(), STATUS_INVALID);
	finding_of(&findings, "mps.table.signature");
}

static int teardown(void **state)
{
	(void)state;
	fake_memory_clear(&memory);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_table_is_read),
		cmocka_unit_test(the_rest_of_muster_sees_a_madt),
		cmocka_unit_test(the_second_io_apic_comes_after_the_pins_of_the_first),
		cmocka_unit_test(an_id_is_listed_once),
		cmocka_unit_test(id_255_is_no_core),
		cmocka_unit_test(a_full_list_is_told),
		cmocka_unit_test(a_table_without_an_enabled_core_is_not_used),
		cmocka_unit_test(a_null_io_apic_is_never_touched),
		cmocka_unit_test(an_nmi_at_an_unknown_pin_is_dropped),
		cmocka_unit_test(what_does_not_fit_is_told_once),
		cmocka_unit_test(an_unknown_type_ends_the_walk),
		cmocka_unit_test(an_overrun_ends_the_walk),
		cmocka_unit_test(a_wrong_count_is_told),
		cmocka_unit_test(broken_headers_are_refused),
		cmocka_unit_test(broken_pointers_are_refused),
		cmocka_unit_test(the_imcr_is_told),
		cmocka_unit_test(default_configurations_have_two_cores),
		cmocka_unit_test(the_pointer_is_found_where_it_may_be),
		cmocka_unit_test(the_first_place_wins),
		cmocka_unit_test(it_is_not_found_between_paragraphs),
		cmocka_unit_test(insane_words_are_ignored),
		cmocka_unit_test(broken_pointers_are_passed_over_and_told),
		cmocka_unit_test(a_machine_with_broken_pointers_only_is_told_why),
		cmocka_unit_test(a_wrong_hint_is_told),
		cmocka_unit_test(a_table_that_cannot_be_read_is_told),
		cmocka_unit_test(a_missing_extended_table_does_not_matter),
		cmocka_unit_test(what_is_found_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
