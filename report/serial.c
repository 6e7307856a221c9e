/* SPDX-License-Identifier: BSD-2-Clause */
/* A UART, polled: one of the 16550 family, with the register names of the PC16550D data sheet,
   table II; or Arm's, see pl011.c. */
#include "console.h"
#include "arch_io.h"
#include "pl011.h"

enum uart_register {
	UART_DATA = 0,
	UART_INTERRUPT_ENABLE = 1,
	UART_DIVISOR_LOW = 0, /* these two with the divisor latch open */
	UART_DIVISOR_HIGH = 1,
	UART_FIFO_CONTROL = 2,
	UART_LINE_CONTROL = 3,
	UART_MODEM_CONTROL = 4,
	UART_LINE_STATUS = 5,
	UART_SCRATCH = 7,
	UART_REGISTERS = 8,
};

enum uart_interrupt_enable {
	INTERRUPT_RECEIVED = 1 << 0,
	INTERRUPT_TRANSMITTER_EMPTY = 1 << 1,
	INTERRUPT_LINE_STATUS = 1 << 2,
	INTERRUPT_MODEM_STATUS = 1 << 3,
};

enum uart_line_control {
	LINE_CONTROL_8_BITS = 3, /* no parity, one stop bit, where nothing else is set */
	LINE_CONTROL_DIVISOR_LATCH = 1 << 7,
};
enum uart_settings {
	DIVISOR_115200 = 1, /* of a clock of 1.8432 MHz */
	FIFO_ON_AND_EMPTY = 1 << 0 | 1 << 1 | 1 << 2,
	MODEM_DTR_RTS = 1 << 0 | 1 << 1,
};
enum uart_line_status {
	LINE_STATUS_HOLDING_EMPTY = 1 << 5, /* the next byte may be written */
	LINE_STATUS_ALL_SENT = 1 << 6,	    /* and nothing is left in the shift register */
};

enum {
	/* More than 100 ms anywhere: a byte takes 1 ms at 9600 baud, but a port that a hypervisor or a
	   management controller makes waits for its reader. */
	POLLS_MAX = 1000000,
	LOST_MAX = 16,
	PORTS_END = 0x10000,
};

/* Registers 4 bytes apart are those of UARTs on a 32-bit bus, some of which take no other width. */
static bool is_wide(const struct serial_port *port)
{
	return port->stride == sizeof(uint32_t);
}

static uint8_t uart_read(const struct serial_port *port, enum uart_register number)
{
	uint64_t address = port->address + (uint64_t)number * port->stride;

	if (port->kind == SERIAL_16550_PORT)
		return arch_port_read8((uint16_t)address);
	return is_wide(port) ? (uint8_t)arch_mmio_read32(address) : arch_mmio_read8(address);
}

static void uart_write(const struct serial_port *port, enum uart_register number, uint8_t value)
{
	uint64_t address = port->address + (uint64_t)number * port->stride;

	if (port->kind == SERIAL_16550_PORT)
		arch_port_write8((uint16_t)address, value);
	else if (is_wide(port))
		arch_mmio_write32(address, value);
	else
		arch_mmio_write8(address, value);
}

/* All eight registers lie where their kind can have them. */
static bool is_reachable(const struct serial_port *port)
{
	uint64_t length = (uint64_t)UART_REGISTERS * port->stride;

	if (port->kind == SERIAL_NONE || port->address == 0 || port->stride == 0)
		return false;
	if (port->kind == SERIAL_16550_PORT)
		return length <= PORTS_END && port->address <= PORTS_END - length;
	return port->address <= UINT64_MAX - length;
}

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
	if (!is_reachable(port) || !holds(port, UART_SCRATCH, 0x5A, 0xA5))
		return false;
	/* With the latch open, registers 0 and 1 are the divisor: data would change the speed. */
	line_control = uart_read(port, UART_LINE_CONTROL);
	uart_write(port, UART_LINE_CONTROL, line_control & ~LINE_CONTROL_DIVISOR_LATCH & 0xFF);
	/* Of the four interrupts, the one that nothing on the line can raise while we try it. */
	return holds(port, UART_INTERRUPT_ENABLE, INTERRUPT_MODEM_STATUS, 0);
}

/* Leaves the divisor latch open. */
static bool is_programmed(const struct serial_port *port, uint8_t line_control)
{
	uart_write(port, UART_LINE_CONTROL, line_control | LINE_CONTROL_DIVISOR_LATCH);
	return (line_control & LINE_CONTROL_8_BITS) == LINE_CONTROL_8_BITS &&
	       (uart_read(port, UART_DIVISOR_LOW) || uart_read(port, UART_DIVISOR_HIGH));
}

void serial_program(const struct serial_port *port)
{
	uint8_t line_control;

	if (port->kind == SERIAL_PL011)
		return;
	line_control = uart_read(port, UART_LINE_CONTROL);
	if (is_programmed(port, line_control)) {
		uart_write(port, UART_LINE_CONTROL, line_control);
		return;
	}
	uart_write(port, UART_DIVISOR_LOW, DIVISOR_115200);
	uart_write(port, UART_DIVISOR_HIGH, 0);
	uart_write(port, UART_LINE_CONTROL, LINE_CONTROL_8_BITS);
	uart_write(port, UART_FIFO_CONTROL, FIFO_ON_AND_EMPTY);
	uart_write(port, UART_MODEM_CONTROL, MODEM_DTR_RTS);
}

static bool has_room(const struct serial_port *port)
{
	if (port->kind == SERIAL_PL011)
		return pl011_has_room(port);
	return uart_read(port, UART_LINE_STATUS) & LINE_STATUS_HOLDING_EMPTY;
}

static bool is_all_sent(const struct serial_port *port)
{
	if (port->kind == SERIAL_PL011)
		return pl011_all_sent(port);
	return uart_read(port, UART_LINE_STATUS) & LINE_STATUS_ALL_SENT;
}

static bool await(const struct serial_port *port, bool (*is)(const struct serial_port *port))
{
	for (unsigned int polls = 0; polls < POLLS_MAX; polls++)
		if (is(port))
			return true;
	return false;
}

static bool send(const struct serial_port *port, char byte)
{
	if (!await(port, has_room))
		return false;
	if (port->kind == SERIAL_PL011)
		pl011_put(port, (uint8_t)byte);
	else
		uart_write(port, UART_DATA, (uint8_t)byte);
	return true;
}

/* Bytes lost in a row, by the port that lost last: a port that works resets only its own. */
static struct {
	const struct serial_port *port;
	unsigned int count;
} lost;

static void note_lost(struct serial_port *port)
{
	if (lost.port != port)
		lost.count = 0;
	lost.port = port;
	lost.count++;
	if (lost.count >= LOST_MAX)
		port->kind = SERIAL_NONE;
}

void serial_write(void *context, const char *bytes, size_t length)
{
	struct serial_port *port = context;

	for (size_t i = 0; i < length && port->kind != SERIAL_NONE; i++) {
		if (!send(port, bytes[i]))
			note_lost(port);
		else if (lost.port == port)
			lost.count = 0;
	}
	/* What is said before a risky step, or before the machine is switched off, must be out. */
	if (port->kind != SERIAL_NONE)
		await(port, is_all_sent);
}
