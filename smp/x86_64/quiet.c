/* SPDX-License-Identifier: BSD-2-Clause */
/* Behind the door no device may interrupt: nobody is left who would serve it. */
#include "core.h"
#include "arch_io.h"

enum pic { PIC1_MASK = 0x21, PIC2_MASK = 0xA1, PIC_ALL = 0xFF };

/* MPS 1.4, 3.6.2.1: the interrupt mode configuration register, behind an index. */
enum imcr { IMCR_SELECT = 0x22, IMCR_DATA = 0x23, IMCR_REGISTER = 0x70, IMCR_APIC = 1 };

/* 82093AA datasheet, 3.1 and 3.2. */
enum ioapic {
	IOAPIC_SELECT = 0x00,
	IOAPIC_WINDOW = 0x10,
	IOAPIC_VERSION = 1,
	IOAPIC_PINS_SHIFT = 16,
	IOAPIC_FIRST_PIN = 0x10,
	IOAPIC_MASKED = 1u << 16,
	IOAPIC_MODE_SHIFT = 8,
};

/* Delivery modes whose interrupts run through our IDT. SMIs and NMIs belong to the firmware and
   the board, and go on (82093AA, 3.2.4). */
enum ioapic_mode {
	MODE_FIXED = 0,
	MODE_LOWEST_PRIORITY = 1,
	MODE_EXTINT = 7,
	MODES_MASKED = 1 << MODE_FIXED | 1 << MODE_LOWEST_PRIORITY | 1 << MODE_EXTINT,
};

static uint32_t ioapic_read(uint32_t address, uint32_t reg)
{
	arch_mmio_write32(address + IOAPIC_SELECT, reg);
	return arch_mmio_read32(address + IOAPIC_WINDOW);
}

static void ioapic_write(uint32_t address, uint32_t reg, uint32_t value)
{
	arch_mmio_write32(address + IOAPIC_SELECT, reg);
	arch_mmio_write32(address + IOAPIC_WINDOW, value);
}

static void ioapic_mask(uint32_t address)
{
	uint32_t last = ioapic_read(address, IOAPIC_VERSION) >> IOAPIC_PINS_SHIFT & 0xFF;

	for (uint32_t pin = 0; pin <= last; pin++) {
		uint32_t reg = IOAPIC_FIRST_PIN + 2 * pin;
		uint32_t entry = ioapic_read(address, reg);

		if (MODES_MASKED >> (entry >> IOAPIC_MODE_SHIFT & 7) & 1)
			ioapic_write(address, reg, entry | IOAPIC_MASKED);
	}
}

void quiet_interrupts(const struct arch_machine *arch)
{
	if (arch->pcat_compat) {
		port_write8(PIC1_MASK, PIC_ALL);
		port_write8(PIC2_MASK, PIC_ALL);
	}
	if (arch->imcr) { /* PIC mode: NMI and INTR reach the boot core past its APIC */
		port_write8(IMCR_SELECT, IMCR_REGISTER);
		port_write8(IMCR_DATA, IMCR_APIC);
	}
	for (unsigned int i = 0; i < arch->ioapic_count; i++)
		ioapic_mask(arch->ioapics[i]);
}
