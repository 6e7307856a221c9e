/* SPDX-License-Identifier: BSD-2-Clause */
/* There are no ports. A register in memory is reached by one plain instruction: any other leaves a
   hypervisor without the syndrome by which it emulates a device (Arm ARM D19.2.40, ISV). */
#include "arch_io.h"

uint8_t arch_port_read8(uint16_t port)
{
	return (void)port, 0xFF;
}

void arch_port_write8(uint16_t port, uint8_t value)
{
	(void)port, (void)value;
}

#define REGISTER(bits, b)                                                                          \
	uint##bits##_t arch_mmio_read##bits(uint64_t address)                                      \
	{                                                                                          \
		uint##bits##_t value;                                                              \
		__asm__ volatile("ldr" b " %w0, [%1]" : "=r"(value) : "r"(address) : "memory");    \
		return value;                                                                      \
	}                                                                                          \
	void arch_mmio_write##bits(uint64_t address, uint##bits##_t value)                         \
	{                                                                                          \
		__asm__ volatile("str" b " %w0, [%1]" : : "r"(value), "r"(address) : "memory");    \
	}
REGISTER(8, "b")
REGISTER(32, "")
