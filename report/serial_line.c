/* SPDX-License-Identifier: BSD-2-Clause */
/* Speed and format of a 16550's line: read, and set where nobody has, or where it is asked for. */
#include "uart.h"

enum {
	SAMPLES = 16, /* of the clock, in a bit */
	DIVISOR_MAX = 0xFFFF,
	OFF_MAX_PERCENT = 3, /* of a speed; at 5 the last bit of a byte is another one */
	FIFO_ON_AND_EMPTY = 1 << 0 | 1 << 1 | 1 << 2,
};

static uint32_t speed_of(uint32_t clock_hz, uint32_t divisor)
{
	return divisor ? (clock_hz / SAMPLES + divisor / 2) / divisor : 0;
}

/* 0: none gives that speed. */
static uint32_t divisor_of(uint32_t clock_hz, uint32_t speed)
{
	uint64_t per_bit = (uint64_t)SAMPLES * speed;
	uint64_t divisor = speed ? (clock_hz + per_bit / 2) / per_bit : 0;
	uint64_t real;

	if (divisor == 0 || divisor > DIVISOR_MAX)
		return 0;
	real = clock_hz / (SAMPLES * divisor);
	return (real > speed ? real - speed : speed - real) * 100 <=
			       (uint64_t)OFF_MAX_PERCENT * speed
		       ? (uint32_t)divisor
		       : 0;
}

/* 0 where it cannot be read: some keep their line control shut while they send. */
static uint32_t divisor_read(const struct serial_port *port, uint8_t line_control)
{
	uint32_t divisor = 0;

	uart_write(port, UART_LINE_CONTROL, line_control | LINE_CONTROL_DIVISOR_LATCH);
	if (uart_read(port, UART_LINE_CONTROL) & LINE_CONTROL_DIVISOR_LATCH)
		divisor = uart_read(port, UART_DIVISOR_LOW) |
			  (uint32_t)uart_read(port, UART_DIVISOR_HIGH) << 8;
	uart_write(port, UART_LINE_CONTROL, line_control);
	return divisor;
}

static void program(const struct serial_port *port, uint32_t divisor)
{
	uart_write(port, UART_LINE_CONTROL, LINE_CONTROL_8_BITS | LINE_CONTROL_DIVISOR_LATCH);
	uart_write(port, UART_DIVISOR_LOW, (uint8_t)divisor);
	uart_write(port, UART_DIVISOR_HIGH, (uint8_t)(divisor >> 8));
	uart_write(port, UART_LINE_CONTROL, LINE_CONTROL_8_BITS);
	uart_write(port, UART_FIFO_CONTROL, FIFO_ON_AND_EMPTY);
	uart_write(port, UART_MODEM_CONTROL, MODEM_DTR_RTS);
}

enum status serial_set_up(const struct serial_port *port, uint32_t unset, uint32_t wanted,
			  struct serial_line *ret_line)
{
	uint8_t line_control;
	uint32_t divisor, set = 0;

	*ret_line = (struct serial_line){0};
	if (port->kind == SERIAL_PL011)
		return wanted ? STATUS_UNSUPPORTED : STATUS_OK;
	line_control = uart_read(port, UART_LINE_CONTROL);
	divisor = divisor_read(port, line_control);
	if (wanted)
		set = divisor_of(port->clock_hz, wanted);
	else if (divisor == 0 || (line_control & LINE_CONTROL_8_BITS) != LINE_CONTROL_8_BITS)
		set = divisor_of(port->clock_hz, unset);
	if (set) {
		program(port, set);
		divisor = divisor_read(port, LINE_CONTROL_8_BITS);
	}
	*ret_line = (struct serial_line){divisor, speed_of(port->clock_hz, divisor), set != 0};
	return wanted && !set ? STATUS_UNSUPPORTED : STATUS_OK;
}
