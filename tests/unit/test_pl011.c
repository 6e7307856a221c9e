/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm's UART, by way of the functions that the report calls. */
#include "unit.h"
#include "console.h"
#include "fake_io.h"

enum { POLLS_MAX = 1000000, LOST_MAX = 16, LOOK = 1 };

#define PL011                                                                                      \
	{                                                                                          \
		SERIAL_PL011, 0x9000000, 4, 4, 0                                                   \
	}

/* As the firmware left it. */
static int set_up(void **state)
{
	(void)state;
	fake_io = (struct fake_io){
		.base = 0x9000000,
		.stride = 4,
		.in_memory = true,
		.wide_only = true,
		.is_pl011 = true,
	};
	return 0;
}

static void assert_sent(const char *text)
{
	assert_int_equal(fake_io.sent_count, strlen(text));
	assert_memory_equal(fake_io.sent, text, strlen(text));
	assert_int_equal(fake_io.strays, 0);
}

static void a_probe_writes_nothing(void **state)
{
	static const struct serial_port port = PL011;
	struct serial_line line;

	(void)state;
	assert_true(serial_probe(&port));
	assert_int_equal(serial_set_up(&port, 115200, 0, &line), STATUS_OK);
	assert_int_equal(serial_set_up(&port, 115200, 9600, &line), STATUS_UNSUPPORTED);
	assert_true(!line.divisor && !line.speed && !line.by_us);
	assert_sent("");
	for (unsigned int i = 0; i < FAKE_IO_REGISTERS; i++)
		assert_int_equal(fake_io.registers[i], 0);
	/* Full, but not of nonsense. */
	fake_io.busy_left = 1;
	assert_true(serial_probe(&port));
}

static void a_probe_finds_none(void **state)
{
	static const struct serial_port port = PL011,
					elsewhere = {SERIAL_PL011, 0x9001000, 4, 4, 0};

	(void)state;
	assert_false(serial_probe(&elsewhere));
	fake_io.absent = true;
	assert_false(serial_probe(&port));
}

static void a_probe_refuses_what_cannot_be(void **state)
{
	static const struct serial_port ports[] = {
		{SERIAL_PL011, 0, 4, 4, 0},
		{SERIAL_PL011, 0x9000002, 4, 4, 0},
		{SERIAL_PL011, UINT64_MAX - 0xFFB, 4, 4, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++)
		assert_false(serial_probe(&ports[i]));
	assert_int_equal(fake_io.strays, 0);
}

static void bytes_go_out_in_order_on_a_slow_line(void **state)
{
	static struct serial_port port = PL011;

	(void)state;
	serial_write(&port, "Hello\r\n", 7);
	assert_sent("Hello\r\n");

	set_up(NULL);
	fake_io.busy_polls = POLLS_MAX - 1;
	serial_write(&port, "abc", 3);
	assert_sent("abc");
	/* the last one too: it is on the line when the write returns */
	assert_int_equal(fake_io.polls, LOOK + 1 + 3 * POLLS_MAX);
}

static void a_stuck_port_is_given_up(void **state)
{
	static struct serial_port port = PL011;

	(void)state;
	fake_io.busy_polls = UINT64_MAX;
	serial_write(&port, "a", 1); /* goes out, and then it sticks */
	serial_write(&port, "0123456789012345678901234567890123456789", 40);
	assert_int_equal(fake_io.polls, LOOK + 1 + POLLS_MAX + LOOK + POLLS_MAX * 15 / 8 +
						POLLS_MAX / 16 * (LOST_MAX - 4));
	assert_int_equal(port.kind, SERIAL_NONE);
}

/* It was there before the door; behind it the firmware's switch of its clock is off. */
static void a_port_that_is_gone_is_given_up_at_once(void **state)
{
	static struct serial_port port = PL011;

	(void)state;
	fake_io.absent = true;
	serial_write(&port, "abc", 3);
	assert_int_equal(port.kind, SERIAL_NONE);
	assert_true(fake_io.reads <= 2);
}

static void a_port_that_never_falls_silent_is_not_waited_for(void **state)
{
	static struct serial_port port = PL011;

	(void)state;
	fake_io.never_silent = true;
	for (unsigned int i = 0; i < 100; i++)
		serial_write(&port, "0123456789", 10);
	assert_int_equal(fake_io.sent_count, 1000);
	assert_true(fake_io.polls < 3 * POLLS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_probe_writes_nothing, set_up),
		cmocka_unit_test_setup(a_probe_finds_none, set_up),
		cmocka_unit_test_setup(a_probe_refuses_what_cannot_be, set_up),
		cmocka_unit_test_setup(bytes_go_out_in_order_on_a_slow_line, set_up),
		cmocka_unit_test_setup(a_stuck_port_is_given_up, set_up),
		cmocka_unit_test_setup(a_port_that_is_gone_is_given_up_at_once, set_up),
		cmocka_unit_test_setup(a_port_that_never_falls_silent_is_not_waited_for, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
