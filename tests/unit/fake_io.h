/* SPDX-License-Identifier: BSD-2-Clause */
/* Device registers for one test: a 16550 or a PL011 that works, is absent, or is stuck. It defines
   what include/arch_io.h declares, so a test includes it once. */
#ifndef MUSTER_TEST_FAKE_IO_H
#define MUSTER_TEST_FAKE_IO_H

#include "arch_io.h"

enum { FAKE_IO_REGISTERS = 8, FAKE_IO_SENT_MAX = 4096 };

struct fake_io {
	/* set by the test */
	uint64_t base; /* of the UART; reads elsewhere give 0xFF */
	unsigned int stride;
	bool in_memory, wide_only; /* wide_only: takes 32-bit accesses and no others */
	bool absent;
	bool is_pl011;	     /* stride 4, in memory, wide_only */
	bool no_interrupts;  /* the interrupt-enable register keeps nothing */
	bool no_cts;	     /* nobody asserts it: with automatic flow control nothing is sent */
	bool never_silent;   /* it takes bytes, and never says that all are sent */
	bool latch_shut;     /* the divisor latch cannot be opened */
	uint64_t busy_polls; /* so many reads of the line status before each byte say "full" */
	/* seen by the test */
	uint8_t registers[FAKE_IO_REGISTERS];
	uint8_t divisor[2];	 /* registers 0 and 1 while the divisor latch is open */
	uint8_t interrupts_ever; /* all bits ever set in the interrupt-enable register */
	uint64_t busy_left;
	uint64_t polls; /* of the line status */
	uint64_t reads;
	uint64_t strays; /* accesses outside of the eight registers */
	char sent[FAKE_IO_SENT_MAX];
	size_t sent_count;
};

static struct fake_io fake_io;

enum {
	DATA = 0,
	INTERRUPT_ENABLE = 1,
	FIFO_CONTROL = 2,
	LINE_CONTROL = 3,
	MODEM_CONTROL = 4,
	LINE_STATUS = 5,
	LATCH_OPEN = 0x80,
	EMPTY = 0x60,
	HOLDING_EMPTY = 0x20,
	AUTO_FLOW = 0x20,
	PL011_FLAGS = 6,
	PL011_QUEUE_EMPTY = 0x90, /* to send and to receive */
	PL011_FULL_AND_BUSY = 0x38,
	PL011_BUSY = 0x08,
};

/* The register at an address, or FAKE_IO_REGISTERS. */
static unsigned int decode(uint64_t address, bool in_memory)
{
	uint64_t offset = address - fake_io.base;

	if (fake_io.stride && in_memory == fake_io.in_memory && offset % fake_io.stride == 0 &&
	    offset / fake_io.stride < FAKE_IO_REGISTERS)
		return (unsigned int)(offset / fake_io.stride);
	fake_io.strays++;
	return FAKE_IO_REGISTERS;
}

static bool waits_for_cts(void)
{
	return fake_io.no_cts && fake_io.registers[MODEM_CONTROL] & AUTO_FLOW;
}

static uint8_t read_status(void)
{
	fake_io.polls++;
	if (fake_io.busy_left == 0 && !waits_for_cts()) {
		if (fake_io.is_pl011)
			return fake_io.never_silent ? PL011_BUSY : PL011_QUEUE_EMPTY;
		return fake_io.never_silent ? HOLDING_EMPTY : EMPTY;
	}
	if (fake_io.busy_left)
		fake_io.busy_left--;
	return fake_io.is_pl011 ? PL011_FULL_AND_BUSY : 0;
}

static uint8_t read_register(uint64_t address, bool in_memory)
{
	unsigned int number = decode(address, in_memory);

	fake_io.reads++;
	if (fake_io.absent || number == FAKE_IO_REGISTERS)
		return 0xFF;
	if (number == (fake_io.is_pl011 ? PL011_FLAGS : LINE_STATUS))
		return read_status();
	if (fake_io.is_pl011)
		return fake_io.registers[number];
	if (number <= INTERRUPT_ENABLE && fake_io.registers[LINE_CONTROL] & LATCH_OPEN)
		return fake_io.divisor[number];
	return fake_io.registers[number];
}

static void take_byte(uint8_t value)
{
	if (fake_io.sent_count < FAKE_IO_SENT_MAX)
		fake_io.sent[fake_io.sent_count++] = (char)value;
	fake_io.busy_left = fake_io.busy_polls;
}

static void write_register(uint64_t address, bool in_memory, uint8_t value)
{
	unsigned int number = decode(address, in_memory);

	if (fake_io.absent || number == FAKE_IO_REGISTERS)
		return;
	if (!fake_io.is_pl011 && number <= INTERRUPT_ENABLE &&
	    fake_io.registers[LINE_CONTROL] & LATCH_OPEN)
		fake_io.divisor[number] = value;
	else if (number == DATA)
		take_byte(value);
	else if (number == LINE_CONTROL && fake_io.latch_shut)
		fake_io.registers[number] = value & (uint8_t)~LATCH_OPEN;
	else if (number != INTERRUPT_ENABLE || !fake_io.no_interrupts)
		fake_io.registers[number] = value;
	fake_io.interrupts_ever |= fake_io.registers[INTERRUPT_ENABLE];
}

uint8_t arch_port_read8(uint16_t port)
{
	return read_register(port, false);
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	write_register(port, false, value);
}

uint8_t arch_mmio_read8(uint64_t address)
{
	return fake_io.wide_only ? 0xFF : read_register(address, true);
}

void arch_mmio_write8(uint64_t address, uint8_t value)
{
	if (!fake_io.wide_only)
		write_register(address, true, value);
}

uint32_t arch_mmio_read32(uint64_t address)
{
	return 0xFFFFFF00u | read_register(address, true);
}

void arch_mmio_write32(uint64_t address, uint32_t value)
{
	write_register(address, true, (uint8_t)value);
}

#endif
