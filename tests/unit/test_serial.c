/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "console.h"
#include "fake_io.h"

enum { POLLS_MAX = 1000000, LOST_MAX = 16 };

/* Each test has a port of its own, static: losses are remembered by the port's address. */
#define COM1                                                                                       \
	{                                                                                          \
		SERIAL_16550_PORT, 0x3F8, 1                                                        \
	}

static const struct serial_port com1 = COM1;

/* A UART in ports as the firmware left it: 115200 8N1, FIFO on, no interrupts. */
static int set_up(void **state)
{
	(void)state;
	fake_io = (struct fake_io){
		.base = 0x3F8,
		.stride = 1,
		.registers = {[3] = 0x03, [4] = 0x0B, [7] = 0x42},
		.divisor = {1, 0},
	};
	return 0;
}

static void assert_sent(const char *text)
{
	assert_int_equal(fake_io.sent_count, strlen(text));
	assert_memory_equal(fake_io.sent, text, strlen(text));
	assert_int_equal(fake_io.strays, 0);
}

/* ---- is there one? ---- */

static void test_probe_finds_a_uart(void **state)
{
	uint8_t before[FAKE_IO_REGISTERS];

	(void)state;
	memcpy(before, fake_io.registers, sizeof(before));
	assert_true(serial_probe(&com1));
	assert_memory_equal(fake_io.registers, before, sizeof(before));
	assert_memory_equal(fake_io.divisor, ((uint8_t[]){1, 0}), 2);
	assert_sent("");
}

static void test_probe_finds_none(void **state)
{
	(void)state;
	fake_io.absent = true;
	assert_false(serial_probe(&com1));
}

static void test_probe_looks_where_it_is_told(void **state)
{
	static const struct serial_port com2 = {SERIAL_16550_PORT, 0x2F8, 1};

	(void)state;
	assert_false(serial_probe(&com2));
}

static void test_probe_wants_both_registers(void **state)
{
	(void)state;
	fake_io.no_interrupts = true;
	assert_false(serial_probe(&com1));
}

/* Interrupts that the line can raise by itself must never be let through, not even while trying. */
static void test_probe_enables_no_data_interrupt(void **state)
{
	(void)state;
	assert_true(serial_probe(&com1));
	assert_int_equal(fake_io.interrupts_ever & 0x07, 0);
	assert_int_not_equal(fake_io.interrupts_ever, 0);
}

static void test_probe_closes_the_divisor_latch(void **state)
{
	(void)state;
	fake_io.registers[LINE_CONTROL] = 0x03 | LATCH_OPEN;
	assert_true(serial_probe(&com1));
	assert_int_equal(fake_io.registers[LINE_CONTROL], 0x03);
	assert_memory_equal(fake_io.divisor, ((uint8_t[]){1, 0}), 2);
}

static void test_probe_refuses_what_cannot_be(void **state)
{
	static const struct serial_port ports[] = {
		{SERIAL_NONE, 0x3F8, 1},
		{SERIAL_16550_PORT, 0, 1},
		{SERIAL_16550_PORT, 0x3F8, 0},
		{SERIAL_16550_PORT, 0xFFFC, 1},
		{SERIAL_16550_PORT, 0x100003F8, 1},
		{SERIAL_16550_PORT, 0x3F8, 0x40000000},
		{SERIAL_16550_MEMORY, UINT64_MAX - 7, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++)
		assert_false(serial_probe(&ports[i]));
	assert_int_equal(fake_io.strays, 0);
}

/* ---- was it ever programmed? ---- */

/* Registers 1 to 4 are what is asked about: no interrupts, FIFO, line, modem. */
static void assert_registers(uint8_t fifo, uint8_t line, uint8_t modem, uint8_t low, uint8_t high)
{
	assert_int_equal(fake_io.registers[INTERRUPT_ENABLE], 0);
	assert_int_equal(fake_io.registers[FIFO_CONTROL], fifo);
	assert_int_equal(fake_io.registers[LINE_CONTROL], line);
	assert_int_equal(fake_io.registers[MODEM_CONTROL], modem);
	assert_memory_equal(fake_io.divisor, ((uint8_t[]){low, high}), 2);
	assert_int_equal(fake_io.interrupts_ever, 0);
	assert_sent("");
}

static void test_a_programmed_port_is_left_alone(void **state)
{
	static const struct {
		uint8_t line, low, high;
	} rows[] = {{0x03, 1, 0}, {0x03, 12, 0}, {0x03, 0, 1}, {0x07, 0x80, 1}, {0x1B, 3, 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fake_io.registers[LINE_CONTROL] = rows[i].line;
		fake_io.divisor[0] = rows[i].low;
		fake_io.divisor[1] = rows[i].high;
		serial_program(&com1);
		assert_registers(0, rows[i].line, 0x0B, rows[i].low, rows[i].high);
	}
}

/* As after a reset: 5 bits, and a divisor that may be anything. */
static void test_a_port_after_reset_is_programmed(void **state)
{
	static const struct {
		uint8_t line, low, high;
	} rows[] = {{0x00, 0, 0}, {0x00, 12, 0}, {0x02, 1, 0}, {0x01, 0xFF, 0xFF}, {0x03, 0, 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		fake_io.registers[FIFO_CONTROL] = 0;
		fake_io.registers[MODEM_CONTROL] = 0;
		fake_io.registers[LINE_CONTROL] = rows[i].line;
		fake_io.divisor[0] = rows[i].low;
		fake_io.divisor[1] = rows[i].high;
		serial_program(&com1);
		assert_registers(0x07, 0x03, 0x03, 1, 0);
	}
}

/* ---- writing ---- */

static void test_write_sends_in_order(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	serial_write(&port, "Hello\r\n", 7);
	assert_sent("Hello\r\n");
}

static void test_write_waits_for_a_slow_line(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.busy_polls = POLLS_MAX - 1;
	serial_write(&port, "abc", 3);
	assert_sent("abc");
	/* the last one too: it is on the line when the write returns */
	assert_int_equal(fake_io.polls, 1 + 3 * POLLS_MAX);
}

static void test_registers_may_be_apart(void **state)
{
	static const struct {
		struct serial_port port;
		bool in_memory, wide_only;
	} rows[] = {
		{{SERIAL_16550_PORT, 0x3F8, 2}, false, false},
		{{SERIAL_16550_MEMORY, 0xFEDC9000, 1}, true, false},
		{{SERIAL_16550_MEMORY, 0x7000000000, 4}, true, true},
		{{SERIAL_16550_MEMORY, 0xFEDC9000, 16}, true, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct serial_port port = rows[i].port;

		set_up(NULL);
		fake_io.base = port.address;
		fake_io.stride = port.stride;
		fake_io.in_memory = rows[i].in_memory;
		fake_io.wide_only = rows[i].wide_only;
		assert_true(serial_probe(&port));
		serial_write(&port, "xyz", 3);
		assert_sent("xyz");
	}
}

/* A port that was not there says "empty" for ever: its bytes go nowhere, at once. */
static void test_write_to_nothing_ends(void **state)
{
	static struct serial_port port = COM1, none = {SERIAL_NONE, 0x3F8, 1};

	(void)state;
	fake_io.absent = true;
	serial_write(&port, "abc", 3);
	assert_sent("");
	fake_io.absent = false;
	serial_write(&none, "abc", 3);
	assert_sent("");
}

/* ---- a transmitter that never empties ---- */

static void write_text(struct serial_port *port, size_t length)
{
	static const char text[64] = "0123456789012345678901234567890123456789";

	serial_write(port, text, length);
}

static void test_a_stuck_port_is_given_up(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.busy_polls = UINT64_MAX;
	write_text(&port, 1); /* goes out, and then it sticks */
	write_text(&port, 40);
	assert_int_equal(fake_io.polls, 1 + (1 + (uint64_t)LOST_MAX) * POLLS_MAX);
	assert_int_equal(port.kind, SERIAL_NONE);
	write_text(&port, 40);
	assert_int_equal(fake_io.polls, 1 + (1 + (uint64_t)LOST_MAX) * POLLS_MAX);
}

static void test_losses_count_across_writes(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.busy_polls = UINT64_MAX;
	write_text(&port, 1);
	for (unsigned int i = 0; i < LOST_MAX - 1; i++)
		write_text(&port, 1);
	assert_int_equal(port.kind, SERIAL_16550_PORT);
	write_text(&port, 1);
	assert_int_equal(port.kind, SERIAL_NONE);
}

/* Each byte needs three tries, so two are lost for each that goes out: a slow line, not a dead
   one. */
static void test_a_byte_that_goes_out_forgives(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.busy_polls = 2 * POLLS_MAX + 1;
	for (unsigned int i = 0; i < 4 * LOST_MAX; i++)
		write_text(&port, 1);
	assert_int_equal(port.kind, SERIAL_16550_PORT);
	assert_true(fake_io.sent_count > LOST_MAX);
}

/* Two ports: what one loses is not held against the other. */
static void test_losses_are_a_ports_own(void **state)
{
	static struct serial_port one = COM1, two = COM1;

	(void)state;
	fake_io.busy_polls = UINT64_MAX;
	write_text(&one, 1);
	write_text(&one, LOST_MAX - 1);
	write_text(&two, LOST_MAX - 1);
	assert_int_equal(one.kind, SERIAL_16550_PORT);
	assert_int_equal(two.kind, SERIAL_16550_PORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_probe_finds_a_uart, set_up),
		cmocka_unit_test_setup(test_probe_finds_none, set_up),
		cmocka_unit_test_setup(test_probe_looks_where_it_is_told, set_up),
		cmocka_unit_test_setup(test_probe_wants_both_registers, set_up),
		cmocka_unit_test_setup(test_probe_enables_no_data_interrupt, set_up),
		cmocka_unit_test_setup(test_probe_closes_the_divisor_latch, set_up),
		cmocka_unit_test_setup(test_probe_refuses_what_cannot_be, set_up),
		cmocka_unit_test_setup(test_a_programmed_port_is_left_alone, set_up),
		cmocka_unit_test_setup(test_a_port_after_reset_is_programmed, set_up),
		cmocka_unit_test_setup(test_write_sends_in_order, set_up),
		cmocka_unit_test_setup(test_write_waits_for_a_slow_line, set_up),
		cmocka_unit_test_setup(test_registers_may_be_apart, set_up),
		cmocka_unit_test_setup(test_write_to_nothing_ends, set_up),
		cmocka_unit_test_setup(test_a_stuck_port_is_given_up, set_up),
		cmocka_unit_test_setup(test_losses_count_across_writes, set_up),
		cmocka_unit_test_setup(test_a_byte_that_goes_out_forgives, set_up),
		cmocka_unit_test_setup(test_losses_are_a_ports_own, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
