/* SPDX-License-Identifier: BSD-2-Clause */
/* A UART, polled: one of the 16550 family, or Arm's, see pl011.c. */
#include "uart.h"
#include "pl011.h"

enum uart_interrupt_enable {
	INTERRUPT_RECEIVED = 1 << 0,
	INTERRUPT_TRANSMITTER_EMPTY = 1 << 1,
	INTERRUPT_LINE_STATUS = 1 << 2,
	INTERRUPT_MODEM_STATUS = 1 << 3,
};

enum uart_line_status {
	LINE_STATUS_HOLDING_EMPTY = 1 << 5, /* the next byte may be written */
	LINE_STATUS_ALL_SENT = 1 << 6,	    /* and nothing is left in the shift register */
};

enum {
	/* More than 100 ms anywhere: a byte takes 1 ms at 9600 baud, but a port that a hypervisor
	   or a management controller makes waits for its reader. */
	POLLS_MAX = 1000000,
	POLLS_MIN = POLLS_MAX / 16,
	LOST_MAX = 16,
	UNSILENT_MAX = 2,
	NOTHING_THERE = 0xFF,
};

/* The register takes both values, and has its old one again afterwards. */
static bool holds(const struct serial_port *port, enum uart_register number, uint8_t first,
		  uint8_t second)
{
	uint8_t before = uart_read(port, number);
	bool held;

	uart_write(port, number, first);
	held = uart_read(port, number) == first;
	uart_write(port, number, second);
	held = held && uart_read(port, number) == second;
	uart_write(port, number, before);
	return held;
}

bool serial_probe(const struct serial_port *port)
{
	uint8_t line_control;

	if (port->kind == SERIAL_PL011)
		return pl011_probe(port);
	if (!uart_is_reachable(port) || !holds(port, UART_SCRATCH, 0x5A, 0xA5))
		return false;
	/* With the latch open, registers 0 and 1 are the divisor: data would change the speed. */
	line_control = uart_read(port, UART_LINE_CONTROL);
	uart_write(port, UART_LINE_CONTROL, line_control & ~LINE_CONTROL_DIVISOR_LATCH & 0xFF);
	/* Of the four interrupts, the one that nothing on the line can raise while we try it. */
	return holds(port, UART_INTERRUPT_ENABLE, INTERRUPT_MODEM_STATUS, 0);
}

static uint8_t line_status(const struct serial_port *port)
{
	return uart_read(port, UART_LINE_STATUS);
}

static bool has_room(const struct serial_port *port)
{
	if (port->kind == SERIAL_PL011)
		return pl011_has_room(port);
	return line_status(port) & LINE_STATUS_HOLDING_EMPTY;
}

static bool is_all_sent(const struct serial_port *port)
{
	if (port->kind == SERIAL_PL011)
		return pl011_all_sent(port);
	return line_status(port) & LINE_STATUS_ALL_SENT;
}

/* All bits of both are set where no device answers, and in no 16550. */
static bool is_gone(const struct serial_port *port)
{
	if (port->kind == SERIAL_PL011)
		return !pl011_probe(port);
	return line_status(port) == NOTHING_THERE &&
	       uart_read(port, UART_INTERRUPT_ENABLE) == NOTHING_THERE;
}

static bool await(const struct serial_port *port, bool (*is)(const struct serial_port *port),
		  unsigned int polls)
{
	for (; polls; polls--)
		if (is(port))
			return true;
	return false;
}

/* What the port that was in trouble last did, each in a row: another one that works resets only
   its own. */
static struct {
	const struct serial_port *port;
	unsigned int lost;     /* bytes that found no room */
	unsigned int unsilent; /* writes behind which the line never fell silent */
} trouble;

static void trouble_open(const struct serial_port *port)
{
	if (trouble.port == port)
		return;
	trouble.port = port;
	trouble.lost = trouble.unsilent = 0;
}

/* The next ones are waited for half as long, so that a dead port costs little altogether. */
static unsigned int patience(const struct serial_port *port)
{
	unsigned int polls =
		trouble.port == port ? (unsigned int)POLLS_MAX >> trouble.lost : POLLS_MAX;

	return polls > POLLS_MIN ? polls : POLLS_MIN;
}

/* Nobody may be there to assert CTS. True if it was waited for. */
static bool ignore_cts(const struct serial_port *port)
{
	uint8_t control;

	if (port->kind == SERIAL_PL011)
		return false;
	control = uart_read(port, UART_MODEM_CONTROL);
	if (!(control & MODEM_AUTO_FLOW))
		return false;
	uart_write(port, UART_MODEM_CONTROL, control & ~MODEM_AUTO_FLOW & 0xFF);
	return true;
}

static bool find_room(const struct serial_port *port)
{
	return await(port, has_room, patience(port)) ||
	       (ignore_cts(port) && await(port, has_room, POLLS_MAX));
}

static void note_lost(struct serial_port *port)
{
	trouble_open(port);
	trouble.lost++;
	if (trouble.lost >= LOST_MAX)
		port->kind = SERIAL_NONE;
}

static void send(struct serial_port *port, char byte)
{
	if (!find_room(port)) {
		note_lost(port);
		return;
	}
	if (port->kind == SERIAL_PL011)
		pl011_put(port, (uint8_t)byte);
	else
		uart_write(port, UART_DATA, (uint8_t)byte);
	if (trouble.port == port)
		trouble.lost = 0;
}

/* What is said before a risky step, or before the machine is switched off, must be out. One that
   never says so is not asked again. */
static void await_silence(const struct serial_port *port)
{
	if (trouble.port == port && trouble.unsilent >= UNSILENT_MAX)
		return;
	if (await(port, is_all_sent, POLLS_MAX)) {
		if (trouble.port == port)
			trouble.unsilent = 0;
		return;
	}
	trouble_open(port);
	trouble.unsilent++;
}

void serial_write(void *context, const char *bytes, size_t length)
{
	struct serial_port *port = context;

	if (port->kind != SERIAL_NONE && is_gone(port))
		port->kind = SERIAL_NONE;
	for (size_t i = 0; i < length && port->kind != SERIAL_NONE; i++)
		send(port, bytes[i]);
	if (port->kind != SERIAL_NONE)
		await_silence(port);
}
