/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the registers of a 16550 lie, and how they are reached. */
#include "uart.h"
#include "arch_io.h"

enum { PORTS_END = 0x10000 };

bool uart_is_reachable(const struct serial_port *port)
{
	uint64_t length = (uint64_t)UART_REGISTERS * port->stride;

	if (port->kind == SERIAL_NONE || port->address == 0 || port->stride == 0)
		return false;
	if (port->kind == SERIAL_16550_PORT)
		return length <= PORTS_END && port->address <= PORTS_END - length;
	if (port->width == sizeof(uint32_t) && (port->address | port->stride) % sizeof(uint32_t))
		return false;
	return port->address <= UINT64_MAX - length;
}

uint8_t uart_read(const struct serial_port *port, enum uart_register number)
{
	uint64_t address = port->address + (uint64_t)number * port->stride;

	if (port->kind == SERIAL_16550_PORT)
		return arch_port_read8((uint16_t)address);
	return port->width == sizeof(uint32_t) ? (uint8_t)arch_mmio_read32(address)
					       : arch_mmio_read8(address);
}

void uart_write(const struct serial_port *port, enum uart_register number, uint8_t value)
{
	uint64_t address = port->address + (uint64_t)number * port->stride;

	if (port->kind == SERIAL_16550_PORT)
		arch_port_write8((uint16_t)address, value);
	else if (port->width == sizeof(uint32_t))
		arch_mmio_write32(address, value);
	else
		arch_mmio_write8(address, value);
}
