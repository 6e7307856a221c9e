/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that read and judge a MADT know of its layout: 5.2.12. */
#ifndef MUSTER_ACPI_MADT_LAYOUT_H
#define MUSTER_ACPI_MADT_LAYOUT_H

#include "lint.h"
#include "subtable.h"

enum { MADT_ADDRESS = 36, MADT_FLAGS_AT = 40, MADT_ENTRIES = 44 };

/* Table 5.21; the last three came with ACPI 6.5 errata A and 6.6. */
enum madt_type {
	MADT_LAPIC = 0x00,
	MADT_IOAPIC = 0x01,
	MADT_OVERRIDE = 0x02,
	MADT_NMI_SOURCE = 0x03,
	MADT_LAPIC_NMI = 0x04,
	MADT_LAPIC_ADDRESS = 0x05,
	MADT_IOSAPIC = 0x06,
	MADT_LSAPIC = 0x07,
	MADT_PLATFORM_SOURCE = 0x08,
	MADT_X2APIC = 0x09,
	MADT_X2APIC_NMI = 0x0a,
	MADT_GICC = 0x0b,
	MADT_GICD = 0x0c,
	MADT_GIC_MSI = 0x0d,
	MADT_GICR = 0x0e,
	MADT_ITS = 0x0f,
	MADT_WAKEUP = 0x10,
	MADT_CORE_PIC = 0x11,
	MADT_LIO_PIC = 0x12,
	MADT_HT_PIC = 0x13,
	MADT_EIO_PIC = 0x14,
	MADT_MSI_PIC = 0x15,
	MADT_BIO_PIC = 0x16,
	MADT_LPC_PIC = 0x17,
	MADT_RINTC = 0x18,
	MADT_IMSIC = 0x19,
	MADT_APLIC = 0x1a,
	MADT_PLIC = 0x1b,
	MADT_TYPE_COUNT,
	MADT_OEM_FIRST = 0x80,
};

/* Tables 5.23 and 5.36. */
enum { CPU_ENABLED = 1 << 0, LAPIC_CAPABLE = 1 << 1, GICC_CAPABLE = 1 << 3 };

/* 5.2.12.14, table 5.35. */
enum {
	GICC_INTERFACE = 4,
	GICC_PARKING_VERSION = 16,
	GICC_PARKED = 24,
	GICC_BASE = 32,
	GICC_GICR = 60,
	GICC_POWER_CLASS = 76,
};

/* 5.2.12.15, table 5.37, and 5.2.12.17, table 5.40. */
enum { GICD_BASE = 8, GICD_VERSION = 20, GICR_BASE = 4, GICR_LENGTH = 12 };

/* The CPU that an entry is about; false for one of another type, or too short. */
bool lint_read_cpu(const struct subtable *entry, struct lint_cpu *ret_cpu);

#endif
