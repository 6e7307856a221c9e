/* SPDX-License-Identifier: BSD-2-Clause */
/* Register names: PrimeCell UART (PL011) manual, DDI 0183, 3.2; Base System Architecture, DEN 0094,
   "Generic UART". */
#include "pl011.h"
#include "arch_io.h"

enum pl011_register { UARTDR = 0x00, UARTFR = 0x18, PL011_SIZE = 0x1000 };

enum pl011_flags { BUSY = 1 << 3, TRANSMIT_FULL = 1 << 5, TRANSMIT_EMPTY = 1 << 7 };

/* 32 bits wide: every one of them takes that, and some of the SBSA's take nothing else. */
static uint32_t flags_of(const struct serial_port *port)
{
	return arch_mmio_read32(port->address + UARTFR);
}

/* It has no register that could be tried without effect on the line; but where nothing answers all
   bits are set, and no queue is full and empty at once. */
bool pl011_probe(const struct serial_port *port)
{
	uint32_t both = TRANSMIT_FULL | TRANSMIT_EMPTY;

	if (port->address == 0 || port->address % sizeof(uint32_t) ||
	    port->address > UINT64_MAX - PL011_SIZE)
		return false;
	return (flags_of(port) & both) != both;
}

bool pl011_has_room(const struct serial_port *port)
{
	return !(flags_of(port) & TRANSMIT_FULL);
}

bool pl011_all_sent(const struct serial_port *port)
{
	return !(flags_of(port) & BUSY);
}

void pl011_put(const struct serial_port *port, uint8_t byte)
{
	arch_mmio_write32(port->address + UARTDR, byte);
}
