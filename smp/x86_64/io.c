/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch_io.h"
#include "regs.h"

uint8_t arch_port_read8(uint16_t port)
{
	return port_read8(port);
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	port_write8(port, value);
}

uint8_t arch_mmio_read8(uint64_t address)
{
	return *(volatile uint8_t *)(uintptr_t)address;
}

void arch_mmio_write8(uint64_t address, uint8_t value)
{
	*(volatile uint8_t *)(uintptr_t)address = value;
}

uint32_t arch_mmio_read32(uint64_t address)
{
	return *(volatile uint32_t *)(uintptr_t)address;
}

void arch_mmio_write32(uint64_t address, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)address = value;
}
