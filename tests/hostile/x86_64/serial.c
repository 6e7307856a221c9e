/* SPDX-License-Identifier: BSD-2-Clause */
/* COM1 as other firmware leaves it: at another speed, or never set up. */
#include "machine_io.h"

enum { COM1 = 0x3F8, DIVISOR_LOW = 0, DIVISOR_HIGH = 1, LINE_CONTROL = 3 };
enum { BITS_8 = 0x03, LATCH = 0x80, DIVISOR_9600 = 12 };

static void set_line(uint8_t line_control, uint8_t divisor)
{
	port_write(COM1 + LINE_CONTROL, LATCH | line_control);
	port_write(COM1 + DIVISOR_LOW, divisor);
	port_write(COM1 + DIVISOR_HIGH, 0);
	port_write(COM1 + LINE_CONTROL, line_control);
}

static void set_9600(void)
{
	set_line(BITS_8, DIVISOR_9600);
}

static void unset(void)
{
	set_line(0, 0);
}

const struct breakage serial_breaks[] = {
	{"com1-9600", PHASE_MACHINE, set_9600},
	{"com1-unset", PHASE_MACHINE, unset},
	{0},
};
