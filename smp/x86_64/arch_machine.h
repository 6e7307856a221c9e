/* SPDX-License-Identifier: BSD-2-Clause */
/* What crosses the door on x86-64 only. */
#ifndef MUSTER_ARCH_MACHINE_H
#define MUSTER_ARCH_MACHINE_H

#include "map.h"
#include "types.h"

/* Which cores of a MADT (acpi.h) can be ours. */
#define ARCH_MADT_CORES MADT_CORES_APIC

/* Devices can have I/O ports. */
#define ARCH_HAS_PORTS	true

/* The arena lies below: a page table's root must fit the trampoline's 32-bit CR3. */
#define ARCH_ARENA_MOST 0xFFFFFFFFull

enum { IOAPICS_MAX = 64, NMI_PIN_NONE = 0xFF };

/* FADT. */
struct reset_register {
	bool present;
	bool in_memory; /* else an I/O port */
	uint64_t address;
	uint8_t value;
};

struct arch_machine {
	/* Below 1 MiB: the trampoline's page, the table of ids behind it. 0 = there was none, and
	   only the boot core runs, unless there is a mailbox. */
	phys_addr low_page;

	uint64_t mailbox; /* of the firmware, in which cores are woken; 0: by INIT and SIPI */
	bool no_reset;	  /* no INIT, as there is a mailbox, be it of use or not */
	uint64_t start;	  /* where cores start: low_page, or the arena's where there is none */
	uint64_t id_table;

	uint32_t ioapics[IOAPICS_MAX]; /* their addresses */
	unsigned int ioapic_count;
	bool pcat_compat; /* dual 8259s are there */
	bool imcr;	  /* and past the local APIC, until it is told otherwise */
	uint8_t nmi_pin;  /* of the local APIC's two, where the board's NMIs arrive */

	bool x2apic;	    /* the mode for every core */
	bool both_modes;    /* it could as well be the other one */
	uint64_t apic_base; /* physical, flags removed */
	uint64_t pat;	    /* of every core: the firmware's, but entry 1 write-combining */

	/* filled by arch_prepare() */
	uintptr_t cores; /* per-core memory, core_size bytes each */
	size_t core_size;
	uintptr_t boot_slots; /* struct boot_slot, one each */
	uint64_t cr3;
	uint64_t boot_stack; /* top of the boot core's stack */

	/* the way back into the firmware's runtime services */
	uint64_t firmware_cr3, firmware_pat;
	uint64_t reset_system;	 /* EFI_RESET_SYSTEM */
	uintptr_t runtime_stack; /* top of the one that they are called on */
	struct reset_register reset;

	bool hypervisor; /* CPUID says so */
};

#endif
