/* SPDX-License-Identifier: BSD-2-Clause */
#include "acpi.h"

enum { MADT_TYPE_OEM_FIRST = 0x80 };

static const char *const names[] = {
	[0x00] = "Processor Local APIC",
	[0x01] = "I/O APIC",
	[0x02] = "Interrupt Source Override",
	[0x03] = "NMI Source",
	[0x04] = "Local APIC NMI",
	[0x05] = "Local APIC Address Override",
	[0x06] = "I/O SAPIC",
	[0x07] = "Local SAPIC",
	[0x08] = "Platform Interrupt Sources",
	[0x09] = "Processor Local x2APIC",
	[0x0a] = "Local x2APIC NMI",
	[0x0b] = "GIC CPU Interface",
	[0x0c] = "GIC Distributor",
	[0x0d] = "GIC MSI Frame",
	[0x0e] = "GIC Redistributor",
	[0x0f] = "GIC Interrupt Translation Service",
	[0x10] = "Multiprocessor Wakeup",
	[0x11] = "Core Programmable Interrupt Controller",
	[0x12] = "Legacy I/O Programmable Interrupt Controller",
	[0x13] = "HyperTransport Programmable Interrupt Controller",
	[0x14] = "Extend I/O Programmable Interrupt Controller",
	[0x15] = "MSI Programmable Interrupt Controller",
	[0x16] = "Bridge I/O Programmable Interrupt Controller",
	[0x17] = "Low Pin Count Programmable Interrupt Controller",
	[0x18] = "RISC-V Hart Local Interrupt Controller",
	[0x19] = "RISC-V Incoming MSI Controller",
	[0x1a] = "RISC-V Advanced PLIC",
	[0x1b] = "RISC-V PLIC",
};

const char *madt_type_name(uint8_t type)
{
	if (type < ARRAY_SIZE(names))
		return names[type];
	return type < MADT_TYPE_OEM_FIRST ? "reserved" : "OEM";
}
