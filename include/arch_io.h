/* SPDX-License-Identifier: BSD-2-Clause */
/* Device registers, for the drivers that both architectures share. */
#ifndef MUSTER_ARCH_IO_H
#define MUSTER_ARCH_IO_H

#include "types.h"

/* I/O ports; on an architecture without them reads give 0xFF and writes do nothing. */
uint8_t arch_port_read8(uint16_t port);
void arch_port_write8(uint16_t port, uint8_t value);

/* Memory-mapped registers, mapped one to one. */
uint8_t arch_mmio_read8(uint64_t address);
void arch_mmio_write8(uint64_t address, uint8_t value);
uint32_t arch_mmio_read32(uint64_t address);
void arch_mmio_write32(uint64_t address, uint32_t value);

#endif
