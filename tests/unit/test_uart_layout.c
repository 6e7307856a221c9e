/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a UART's registers are looked for, and in which order. */
#include "unit.h"
#include "acpi.h"
#include "uart_layout.h"

enum { BYTE = 1, WORD, DWORD, PC = 1843200 };

static struct serial_port ports[UART_LAYOUTS_MAX];

static void assert_port(const struct serial_port *port, enum serial_kind kind, uint64_t address,
			unsigned int stride, unsigned int width, uint32_t clock_hz)
{
	assert_int_equal(port->kind, kind);
	assert_true(port->address == address);
	assert_int_equal(port->stride, stride);
	assert_int_equal(port->width, width);
	assert_int_equal(port->clock_hz, clock_hz);
}

/* ---- the SPCR ---- */

static void spcr_in_ports(void **state)
{
	struct spcr spcr = {.address_space = 1, .register_width = 8, .address = 0x2f8};

	(void)state;
	assert_int_equal(uart_layouts_of_spcr(&spcr, ports), 1);
	assert_port(&ports[0], SERIAL_16550_PORT, 0x2f8, 1, 1, PC);
	spcr.register_width = 0; /* of old tables */
	spcr.clock_hz = 14745600;
	assert_int_equal(uart_layouts_of_spcr(&spcr, ports), 1);
	assert_port(&ports[0], SERIAL_16550_PORT, 0x2f8, 1, 1, 14745600);
	spcr.register_width = 32;
	assert_int_equal(uart_layouts_of_spcr(&spcr, ports), 2);
	assert_port(&ports[0], SERIAL_16550_PORT, 0x2f8, 4, 1, 14745600);
	assert_port(&ports[1], SERIAL_16550_PORT, 0x2f8, 1, 1, 14745600);
}

/* Width and access size say it together, or against each other: then all of it is tried. */
static void spcr_in_memory(void **state)
{
	static const struct {
		uint8_t type, bits, access;
		size_t count;
		unsigned int layouts[3][2]; /* stride, width */
	} rows[] = {
		{0x00, 8, BYTE, 2, {{1, 1}, {4, 4}}},
		{0x12, 32, DWORD, 2, {{4, 4}, {1, 1}}},
		{0x12, 32, 0, 2, {{4, 4}, {1, 1}}},
		{0x12, 8, DWORD, 2, {{4, 4}, {1, 1}}},
		{0x01, 32, BYTE, 3, {{4, 1}, {4, 4}, {1, 1}}},
		{0x05, 16, WORD, 3, {{2, 1}, {4, 4}, {1, 1}}},
		{0x12, 0, 0, 2, {{1, 1}, {4, 4}}},
		{0x14, 32, DWORD, 1, {{4, 4}}},
		{0x14, 8, BYTE, 1, {{4, 4}}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct spcr spcr = {.interface_type = rows[i].type,
				    .register_width = rows[i].bits,
				    .access_size = rows[i].access,
				    .address = 0xfe034000,
				    .clock_hz = 48000000};

		assert_int_equal(uart_layouts_of_spcr(&spcr, ports), rows[i].count);
		for (size_t j = 0; j < rows[i].count; j++)
			assert_port(&ports[j], SERIAL_16550_MEMORY, 0xfe034000,
				    rows[i].layouts[j][0], rows[i].layouts[j][1], 48000000);
	}
}

static void spcr_of_arm(void **state)
{
	static const uint8_t types[] = {3, 0xd, 0xe};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct spcr spcr = {.interface_type = types[i], .address = 0x9000000};

		assert_int_equal(uart_layouts_of_spcr(&spcr, ports), 1);
		assert_int_equal(ports[0].kind, SERIAL_PL011);
		assert_true(uart_memory_size(&ports[0]) == 0x1000);
		spcr.address_space = 1;
		assert_int_equal(uart_layouts_of_spcr(&spcr, ports), 0);
	}
}

static void spcrs_that_name_nothing_known(void **state)
{
	struct spcr none = {.interface_type = 0, .address_space = 1};
	struct spcr spi = {.interface_type = 2, .address = 0xfe000000};
	struct spcr lpss = {.interface_type = 0x14, .address_space = 1, .address = 0x3f8};

	(void)state;
	assert_int_equal(uart_layouts_of_spcr(&none, ports), 0);
	assert_int_equal(uart_layouts_of_spcr(&spi, ports), 0);
	assert_int_equal(uart_layouts_of_spcr(&lpss, ports), 0);
}

/* ---- PCI ---- */

static void classes_of_pci(void **state)
{
	static const struct {
		uint8_t class_code, subclass, interface;
		bool is, may_be;
	} rows[] = {
		{7, 0, 0, true, true},	      {7, 0, 2, true, true},	  {7, 0, 6, true, true},
		{7, 0, 7, false, true},	      {7, 2, 0, false, true},	  {7, 0x80, 0, false, true},
		{0x11, 0x80, 0, false, true}, {0x11, 0, 0, false, false}, {1, 6, 1, false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pci_function function = {.class_code = rows[i].class_code,
						.subclass = rows[i].subclass,
						.interface = rows[i].interface};

		assert_int_equal(uart_is_pci_class(&function), rows[i].is);
		assert_int_equal(uart_may_be_pci_class(&function), rows[i].may_be);
	}
}

static void pci_in_ports(void **state)
{
	/* QEMU's pci-serial; with memory as well, as in Intel's management engine */
	struct pci_function function = {.vendor = 0x1b36, .device = 2, .bars = {0xc001}};

	(void)state;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 1);
	assert_port(&ports[0], SERIAL_16550_PORT, 0xc000, 1, 1, PC);
	assert_true(uart_memory_size(&ports[0]) == 0);
	function.vendor = 0x8086;
	function.bars[1] = 0xfe221000;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 2);
	assert_port(&ports[0], SERIAL_16550_PORT, 0xc000, 1, 1, PC);
	assert_port(&ports[1], SERIAL_16550_MEMORY, 0xfe221000, 4, 4, 0);
}

static void pci_in_memory(void **state)
{
	static const struct {
		uint16_t vendor, device;
		uint32_t bars[PCI_BARS];
		size_t count;
		uint64_t address;
		unsigned int stride, width;
	} rows[] = {
		{0x8086, 0xa0a8, {0xfe034004, 0x40}, 1, 0x40fe034000, 4, 4}, /* of 64 bits */
		{0x8086, 0x0936, {0x9000b000}, 1, 0x9000b000, 4, 4},
		{0x13a8, 0x0352, {0xdf100000}, 2, 0xdf100000, 1, 1},
		{0x1415, 0xc158, {0xdf200000}, 1, 0xdf201000, 1, 1},
		{0x14e4, 0x160a, {0xdf300000}, 1, 0xdf300000, 4, 1},
		{0x1234, 1, {0, 0, 0xdf400008}, 2, 0xdf400000, 1, 1}, /* the first in use */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pci_function function = {.vendor = rows[i].vendor, .device = rows[i].device};

		memcpy(function.bars, rows[i].bars, sizeof(function.bars));
		assert_int_equal(uart_layouts_of_pci(&function, ports), rows[i].count);
		assert_port(&ports[0], SERIAL_16550_MEMORY, rows[i].address, rows[i].stride,
			    rows[i].width, 0);
		assert_true(uart_memory_size(&ports[0]) == 8 * rows[i].stride);
	}
}

/* The upper half of a BAR of 64 bits is no BAR of its own, be it of the last two. */
static void pci_bars_of_64_bits(void **state)
{
	struct pci_function function = {.bars = {0x4, 0xc001, 0xd001}};

	(void)state;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 1 + 2);
	assert_port(&ports[0], SERIAL_16550_PORT, 0xd000, 1, 1, PC);
	assert_true(ports[1].address == 0xc00100000000);
	function = (struct pci_function){.bars = {[5] = 0xfe000004}};
	assert_int_equal(uart_layouts_of_pci(&function, ports), 2);
	assert_true(ports[0].address == 0xfe000000);
}

static void pci_registers_behind_others(void **state)
{
	struct pci_function function = {.vendor = 0x1c00, .device = 0x3253, .bars = {0xe001}};

	(void)state;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 1);
	assert_port(&ports[0], SERIAL_16550_PORT, 0xe0c0, 1, 1, PC);
	function.device = 0x1234;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 1);
	assert_port(&ports[0], SERIAL_16550_PORT, 0xe000, 1, 1, PC);
}

static void pci_without_addresses(void **state)
{
	struct pci_function function = {.vendor = 0x1b36, .bars = {0, 0, 8}};
	struct serial_port seen;

	(void)state;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 0);
	/* Port 0 is none on a PC, and the first behind a window. */
	function.bars[0] = 1;
	assert_int_equal(uart_layouts_of_pci(&function, ports), 1);
	assert_port(&ports[0], SERIAL_16550_PORT, 0, 1, 1, PC);
	seen = uart_through_window(&ports[0], 0x3eff0000);
	assert_port(&seen, SERIAL_16550_MEMORY, 0x3eff0000, 1, 1, PC);
}

static void places(void **state)
{
	static const struct pci_place place = {0x10000 - 1, 0x80, 0x1e, 7};
	struct pci_place other = place;
	char text[PCI_PLACE_SIZE];

	(void)state;
	pci_place_text(text, place);
	assert_string_equal(text, "pci:ffff:80:1e.7");
	assert_true(pci_place_equal(place, other));
	other.function = 6;
	assert_false(pci_place_equal(place, other));
	other = (struct pci_place){0, 0x80, 0x1e, 7};
	assert_false(pci_place_equal(place, other));
}

static void ports_through_a_window(void **state)
{
	static const struct serial_port io = {SERIAL_16550_PORT, 0x1000, 1, 1, PC};
	static const struct serial_port memory = {SERIAL_16550_MEMORY, 0x1000, 4, 4, 0};
	struct serial_port seen = uart_through_window(&io, 0x3eff0000);

	(void)state;
	assert_port(&seen, SERIAL_16550_MEMORY, 0x3eff1000, 1, 1, PC);
	seen = uart_through_window(&memory, 0x3eff0000);
	assert_port(&seen, SERIAL_16550_MEMORY, 0x1000, 4, 4, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spcr_in_ports),
		cmocka_unit_test(spcr_in_memory),
		cmocka_unit_test(spcr_of_arm),
		cmocka_unit_test(spcrs_that_name_nothing_known),
		cmocka_unit_test(classes_of_pci),
		cmocka_unit_test(pci_in_ports),
		cmocka_unit_test(pci_in_memory),
		cmocka_unit_test(pci_bars_of_64_bits),
		cmocka_unit_test(pci_registers_behind_others),
		cmocka_unit_test(pci_without_addresses),
		cmocka_unit_test(places),
		cmocka_unit_test(ports_through_a_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
