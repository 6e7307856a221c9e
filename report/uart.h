/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of the 16550 family, by the names of the PC16550D data sheet, table II. */
#ifndef MUSTER_REPORT_UART_H
#define MUSTER_REPORT_UART_H

#include "console.h"

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

enum uart_line_control {
	LINE_CONTROL_8_BITS = 3, /* no parity, one stop bit, where nothing else is set */
	LINE_CONTROL_DIVISOR_LATCH = 1 << 7,
};

enum uart_modem_control {
	MODEM_DTR_RTS = 1 << 0 | 1 << 1,
	MODEM_AUTO_FLOW = 1 << 5, /* of the 16750 and later: sends while CTS is asserted */
};

/* All eight registers lie where their kind can have them. */
bool uart_is_reachable(const struct serial_port *port);

uint8_t uart_read(const struct serial_port *port, enum uart_register number);
void uart_write(const struct serial_port *port, enum uart_register number, uint8_t value);

#endif
