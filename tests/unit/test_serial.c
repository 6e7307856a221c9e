/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "console.h"
#include "fake_io.h"

enum { POLLS_MAX = 1000000, LOST_MAX = 16, UNSILENT_MAX = 2, CLOCK = 1843200 };
enum { LOOK = 1 }; /* at the line status, before each write */

/* Each test has a port of its own, static: losses are remembered by the port's address. */
#define COM1                                                                                       \
	{                                                                                          \
		SERIAL_16550_PORT, 0x3F8, 1, 1, CLOCK                                              \
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
	static const struct serial_port com2 = {SERIAL_16550_PORT, 0x2F8, 1, 1, CLOCK};

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
		{SERIAL_NONE, 0x3F8, 1, 1, 0},
		{SERIAL_16550_PORT, 0, 1, 1, 0},
		{SERIAL_16550_PORT, 0x3F8, 0, 1, 0},
		{SERIAL_16550_PORT, 0xFFFC, 1, 1, 0},
		{SERIAL_16550_PORT, 0x100003F8, 1, 1, 0},
		{SERIAL_16550_PORT, 0x3F8, 0x40000000, 1, 0},
		{SERIAL_16550_MEMORY, UINT64_MAX - 7, 1, 1, 0},
		{SERIAL_16550_MEMORY, 0xFE000002, 4, 4, 0},
		{SERIAL_16550_MEMORY, 0xFE000000, 1, 4, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++)
		assert_false(serial_probe(&ports[i]));
	assert_int_equal(fake_io.strays, 0);
}

/* A missing UART costs no time. */
static void test_probe_of_nothing_is_short(void **state)
{
	(void)state;
	fake_io.absent = true;
	assert_false(serial_probe(&com1));
	assert_true(fake_io.reads <= 4);
}

/* ---- speed and format ---- */

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

static void assert_line(const struct serial_line *line, uint32_t divisor, uint32_t speed,
			bool by_us)
{
	assert_int_equal(line->divisor, divisor);
	assert_int_equal(line->speed, speed);
	assert_int_equal(line->by_us, by_us);
}

static void set_line(uint8_t line_control, uint8_t low, uint8_t high)
{
	fake_io.registers[FIFO_CONTROL] = 0;
	fake_io.registers[MODEM_CONTROL] = 0;
	fake_io.registers[LINE_CONTROL] = line_control;
	fake_io.divisor[0] = low;
	fake_io.divisor[1] = high;
}

static void test_a_line_that_is_set_up_is_left_alone(void **state)
{
	static const struct {
		uint8_t line, low, high;
		uint32_t speed;
	} rows[] = {{0x03, 1, 0, 115200},
		    {0x03, 12, 0, 9600},
		    {0x03, 0, 1, 450},
		    {0x07, 0x80, 1, 300},
		    {0x1B, 3, 0, 38400}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct serial_line line;

		set_line(rows[i].line, rows[i].low, rows[i].high);
		assert_int_equal(serial_set_up(&com1, 115200, 0, &line), STATUS_OK);
		assert_registers(0, rows[i].line, 0, rows[i].low, rows[i].high);
		assert_line(&line, rows[i].low + 256u * rows[i].high, rows[i].speed, false);
	}
}

/* As after a reset: 5 bits, and a divisor that may be anything. */
static void test_a_line_after_reset_is_set_up(void **state)
{
	static const struct {
		uint8_t line, low, high;
	} rows[] = {{0x00, 0, 0}, {0x00, 12, 0}, {0x02, 1, 0}, {0x01, 0xFF, 0xFF}, {0x03, 0, 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct serial_line line;

		set_line(rows[i].line, rows[i].low, rows[i].high);
		assert_int_equal(serial_set_up(&com1, 115200, 0, &line), STATUS_OK);
		assert_registers(0x07, 0x03, 0x03, 1, 0);
		assert_line(&line, 1, 115200, true);
	}
}

/* By the clock that a table gives: 115200 of 48 MHz, 57600 of 1.8432 MHz. */
static void test_a_line_is_set_by_its_clock(void **state)
{
	static const struct {
		uint32_t clock, unset, wanted, divisor, speed;
	} rows[] = {{48000000, 115200, 0, 26, 115385}, {CLOCK, 9600, 0, 12, 9600},
		    {CLOCK, 115200, 57600, 2, 57600},  {100000000, 115200, 9600, 651, 9601},
		    {CLOCK, 115200, 300, 384, 300},    {64000000, 115200, 4000000, 1, 4000000}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct serial_port port = COM1;
		struct serial_line line;

		port.clock_hz = rows[i].clock;
		set_line(0, 0, 0);
		assert_int_equal(serial_set_up(&port, rows[i].unset, rows[i].wanted, &line),
				 STATUS_OK);
		assert_registers(0x07, 0x03, 0x03, (uint8_t)rows[i].divisor,
				 (uint8_t)(rows[i].divisor >> 8));
		assert_line(&line, rows[i].divisor, rows[i].speed, true);
	}
}

/* The user's word counts more than what the firmware has set. */
static void test_a_speed_that_is_wanted_is_set(void **state)
{
	struct serial_line line;

	(void)state;
	set_line(0x03, 1, 0);
	assert_int_equal(serial_set_up(&com1, 115200, 38400, &line), STATUS_OK);
	assert_registers(0x07, 0x03, 0x03, 3, 0);
	assert_line(&line, 3, 38400, true);
}

static void test_a_speed_that_cannot_be_changes_nothing(void **state)
{
	static const struct {
		uint32_t clock, wanted;
	} rows[] = {{0, 9600}, {CLOCK, 90000}, {CLOCK, 4000000}, {CLOCK, 1}, {100000000, 50}};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct serial_port port = COM1;
		struct serial_line line;

		port.clock_hz = rows[i].clock;
		set_line(0x03, 12, 0);
		assert_int_equal(serial_set_up(&port, 115200, rows[i].wanted, &line),
				 STATUS_UNSUPPORTED);
		assert_registers(0, 0x03, 0, 12, 0);
		assert_int_equal(line.by_us, false);
	}
}

/* Nobody set it up, and nobody says what its clock is: any divisor would be a guess. */
static void test_a_line_without_a_clock_stays(void **state)
{
	struct serial_port port = COM1;
	struct serial_line line;

	(void)state;
	port.clock_hz = 0;
	set_line(0x00, 7, 0);
	assert_int_equal(serial_set_up(&port, 115200, 0, &line), STATUS_OK);
	assert_registers(0, 0x00, 0, 7, 0);
	assert_line(&line, 7, 0, false);
}

/* What would be read then is a byte that somebody sent us. */
static void test_a_latch_that_stays_shut_tells_no_speed(void **state)
{
	struct serial_line line;

	(void)state;
	set_line(0x03, 1, 0);
	fake_io.latch_shut = true;
	fake_io.registers[DATA] = 'x';
	assert_int_equal(serial_set_up(&(struct serial_port){SERIAL_16550_PORT, 0x3F8, 1, 1, 0},
				       115200, 0, &line),
			 STATUS_OK);
	assert_line(&line, 0, 0, false);
	assert_int_equal(fake_io.registers[LINE_CONTROL], 0x03);
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
	assert_int_equal(fake_io.polls, LOOK + 1 + 3 * POLLS_MAX);
}

static void test_registers_may_be_apart(void **state)
{
	static const struct {
		struct serial_port port;
		bool in_memory, wide_only;
	} rows[] = {
		{{SERIAL_16550_PORT, 0x3F8, 2, 1, CLOCK}, false, false},
		{{SERIAL_16550_MEMORY, 0xFEDC9000, 1, 1, 0}, true, false},
		{{SERIAL_16550_MEMORY, 0xFEDC9000, 4, 1, 0}, true, false},
		{{SERIAL_16550_MEMORY, 0x7000000000, 4, 4, 0}, true, true},
		{{SERIAL_16550_MEMORY, 0xFEDC9000, 16, 1, 0}, true, false},
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

/* A port that is not there says "empty" for ever: it is given up, so that nobody counts on it. */
static void test_a_port_that_is_gone_is_given_up_at_once(void **state)
{
	static struct serial_port port = COM1, none = {SERIAL_NONE, 0x3F8, 1, 1, 0};

	(void)state;
	fake_io.absent = true;
	serial_write(&port, "abc", 3);
	assert_sent("");
	assert_int_equal(port.kind, SERIAL_NONE);
	assert_true(fake_io.reads <= 4);
	fake_io.absent = false;
	serial_write(&none, "abc", 3);
	assert_sent("");
}

/* It holds its bytes back until somebody asserts CTS; nobody does. */
static void test_flow_control_does_not_matter(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.no_cts = true;
	fake_io.registers[MODEM_CONTROL] = 0x0B | AUTO_FLOW;
	serial_write(&port, "abc\r\n", 5);
	assert_sent("abc\r\n");
	assert_int_equal(fake_io.registers[MODEM_CONTROL], 0x0B);
	assert_true(fake_io.polls < POLLS_MAX + 20);
}

/* With somebody there it is of use, and stays. */
static void test_flow_control_stays_where_it_works(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.registers[MODEM_CONTROL] = 0x0B | AUTO_FLOW;
	fake_io.busy_polls = POLLS_MAX / 2;
	serial_write(&port, "abc", 3);
	assert_sent("abc");
	assert_int_equal(fake_io.registers[MODEM_CONTROL], 0x0B | AUTO_FLOW);
}

/* ---- a transmitter that never empties ---- */

static void write_text(struct serial_port *port, size_t length)
{
	static const char text[64] = "0123456789012345678901234567890123456789";

	serial_write(port, text, length);
}

/* Each is waited for half as long as the one before, down to a sixteenth. */
enum { POLLS_OF_LOST = POLLS_MAX * 15 / 8 + POLLS_MAX / 16 * (LOST_MAX - 4) };

static void test_a_stuck_port_is_given_up(void **state)
{
	static struct serial_port port = COM1;
	uint64_t polls = LOOK + 1 + POLLS_MAX + LOOK + POLLS_OF_LOST;

	(void)state;
	fake_io.busy_polls = UINT64_MAX;
	write_text(&port, 1); /* goes out, and then it sticks */
	write_text(&port, 40);
	assert_int_equal(fake_io.polls, polls);
	assert_int_equal(port.kind, SERIAL_NONE);
	write_text(&port, 40);
	assert_int_equal(fake_io.polls, polls);
}

static void test_a_port_that_never_falls_silent_is_not_waited_for(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.never_silent = true;
	for (unsigned int i = 0; i < 100; i++)
		write_text(&port, 40);
	assert_int_equal(fake_io.sent_count, 4000);
	assert_int_equal(port.kind, SERIAL_16550_PORT);
	assert_int_equal(fake_io.polls, UNSILENT_MAX * POLLS_MAX + 100 * (LOOK + 40));
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

/* Each byte needs seven tries, so six are lost for each that goes out: a slow line, not a dead
   one. */
static void test_a_byte_that_goes_out_forgives(void **state)
{
	static struct serial_port port = COM1;

	(void)state;
	fake_io.busy_polls = 2 * POLLS_MAX + 1;
	for (unsigned int i = 0; i < 16 * LOST_MAX; i++)
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
		cmocka_unit_test_setup(test_probe_of_nothing_is_short, set_up),
		cmocka_unit_test_setup(test_a_line_that_is_set_up_is_left_alone, set_up),
		cmocka_unit_test_setup(test_a_line_after_reset_is_set_up, set_up),
		cmocka_unit_test_setup(test_a_line_is_set_by_its_clock, set_up),
		cmocka_unit_test_setup(test_a_speed_that_is_wanted_is_set, set_up),
		cmocka_unit_test_setup(test_a_speed_that_cannot_be_changes_nothing, set_up),
		cmocka_unit_test_setup(test_a_line_without_a_clock_stays, set_up),
		cmocka_unit_test_setup(test_a_latch_that_stays_shut_tells_no_speed, set_up),
		cmocka_unit_test_setup(test_write_sends_in_order, set_up),
		cmocka_unit_test_setup(test_write_waits_for_a_slow_line, set_up),
		cmocka_unit_test_setup(test_registers_may_be_apart, set_up),
		cmocka_unit_test_setup(test_a_port_that_is_gone_is_given_up_at_once, set_up),
		cmocka_unit_test_setup(test_flow_control_does_not_matter, set_up),
		cmocka_unit_test_setup(test_flow_control_stays_where_it_works, set_up),
		cmocka_unit_test_setup(test_a_stuck_port_is_given_up, set_up),
		cmocka_unit_test_setup(test_a_port_that_never_falls_silent_is_not_waited_for,
				       set_up),
		cmocka_unit_test_setup(test_losses_count_across_writes, set_up),
		cmocka_unit_test_setup(test_a_byte_that_goes_out_forgives, set_up),
		cmocka_unit_test_setup(test_losses_are_a_ports_own, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
