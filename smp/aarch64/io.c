/* SPDX-License-Identifier: BSD-2-Clause */
#include "arch_io.h"
#include "regs.h"

uint8_t arch_port_read8(uint16_t port)
{
	(void)port;
	return 0xFF;
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	(void)port;
	(void)value;
}

/* By one instruction of a plain kind each: others would leave a hypervisor without a syndrome to go
   by (Arm ARM D19.2.40, ISV), and so without a device to emulate. */
uint8_t arch_mmio_read8(uint64_t address)
{
	uint8_t value;

	__asm__ volatile("ldrb %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

void arch_mmio_write8(uint64_t address, uint8_t value)
{
	__asm__ volatile("strb %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

uint32_t arch_mmio_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

void arch_mmio_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}
