/* SPDX-License-Identifier: BSD-2-Clause */
/* serial=WHERE[,SPEED] */
#include "unit.h"
#include "options.h"

static enum status parse(const char *words, struct options *options, char *error)
{
	memset(options, 0x5a, sizeof(*options));
	return options_parse(words, options, error);
}

static void places_and_speeds(void **state)
{
	static const struct {
		const char *word;
		struct serial_wish wish;
	} rows[] = {
		{"", {.choice = SERIAL_AUTO}},
		{"serial=auto", {.choice = SERIAL_AUTO}},
		{"serial=auto,9600", {.choice = SERIAL_AUTO, .speed = 9600}},
		{"serial=none", {.choice = SERIAL_OFF}},
		{"serial=com1", {SERIAL_AT_PORT, .address = 0x3f8}},
		{"serial=com2,115200", {SERIAL_AT_PORT, .address = 0x2f8, .speed = 115200}},
		{"serial=com3", {SERIAL_AT_PORT, .address = 0x3e8}},
		{"serial=com4", {SERIAL_AT_PORT, .address = 0x2e8}},
		{"serial=0x3f8", {SERIAL_AT_PORT, .address = 0x3f8}},
		{"serial=0XfFf8,300", {SERIAL_AT_PORT, .address = 0xfff8, .speed = 300}},
		{"serial=mmio:0xFEDC9000", {SERIAL_AT_MEMORY, .address = 0xfedc9000}},
		{"serial=mmio32:0x4000f00d0000,4000000",
		 {SERIAL_AT_MEMORY32, .address = 0x4000f00d0000, .speed = 4000000}},
		{"serial=pl011:0x9000000", {SERIAL_AT_PL011, .address = 0x9000000}},
		{"serial=pci:00:1e.0", {SERIAL_AT_PCI, .slot = 0x1e}},
		{"serial=pci:0002:80:1F.7,57600",
		 {SERIAL_AT_PCI, .segment = 2, .bus = 0x80, .slot = 0x1f, .function = 7,
		  .speed = 57600}},
		{"serial=com1,9600 serial=none", {.choice = SERIAL_OFF}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char error[OPTION_ERROR_SIZE] = "";
		struct options options;

		if (parse(rows[i].word, &options, error) != STATUS_OK)
			fail_msg("'%s' is refused: %s", rows[i].word, error);
		assert_int_equal(options.serial.choice, rows[i].wish.choice);
		assert_true(options.serial.address == rows[i].wish.address);
		assert_int_equal(options.serial.segment, rows[i].wish.segment);
		assert_int_equal(options.serial.bus, rows[i].wish.bus);
		assert_int_equal(options.serial.slot, rows[i].wish.slot);
		assert_int_equal(options.serial.function, rows[i].wish.function);
		assert_int_equal(options.serial.speed, rows[i].wish.speed);
	}
}

static void what_is_no_place_or_speed(void **state)
{
	static const char *const words[] = {
		"serial=",
		"serial=com0",
		"serial=com5",
		"serial=COM1",
		"serial=3f8",
		"serial=0x",
		"serial=0x0",
		"serial=0xfff9",
		"serial=0x3f8h",
		"serial=mmio32",
		"serial=mmio32:",
		"serial=mmio32:4096",
		"serial=mmio32:0x0",
		"serial=mmio16:0x1000",
		"serial=mmio:0x10000000000000000",
		"serial=pci:",
		"serial=pci:1e.0",
		"serial=pci:00:20.0",
		"serial=pci:00:1e.8",
		"serial=pci:00:1e",
		"serial=pci:100:1e.0",
		"serial=pci:10000:0:0.0",
		"serial=pci:0:0:0:0.0",
		"serial=pci::1e.0",
		"serial=com1,",
		"serial=com1,299",
		"serial=com1,4000001",
		"serial=com1,115200n8",
		"serial=none,9600",
		"serial=com1,9600,1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char error[OPTION_ERROR_SIZE] = "", expected[OPTION_ERROR_SIZE];
		struct options options;

		if (parse(words[i], &options, error) != STATUS_INVALID)
			fail_msg("'%s' is taken", words[i]);
		snprintf(expected, sizeof(expected),
			 "'%s': auto, none, com1, 0x3f8, mmio32:0xADDR, pci:BB:DD.F or the like is "
			 "wanted, then ,SPEED or nothing",
			 words[i]);
		assert_string_equal(error, expected);
	}
}

static void names_of_ports(void **state)
{
	(void)state;
	assert_string_equal(options_com_name(0x3f8), "com1");
	assert_string_equal(options_com_name(0x2e8), "com4");
	assert_null(options_com_name(0x3f0));
}

static void pauses(void **state)
{
	char error[OPTION_ERROR_SIZE];
	struct options options;

	(void)state;
	assert_int_equal(parse("", &options, error), STATUS_OK);
	assert_true(options.pause_s == PAUSE_AUTO);
	assert_int_equal(parse("pause=0", &options, error), STATUS_OK);
	assert_int_equal(options.pause_s, 0);
	assert_int_equal(parse("pause=3600 exit=bootnext", &options, error), STATUS_OK);
	assert_int_equal(options.pause_s, 3600);
	assert_int_equal(options.exit, EXIT_BOOTNEXT);
	assert_int_equal(parse("pause=3601", &options, error), STATUS_INVALID);
	assert_string_equal(error, "'pause=3601': a number from 0 to 3600 is wanted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_and_speeds),
		cmocka_unit_test(what_is_no_place_or_speed),
		cmocka_unit_test(names_of_ports),
		cmocka_unit_test(pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
