/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ACPI tables: bytes in, facts and findings out. Nothing here allocates, prints or touches
 * hardware; every parser takes a span, always ends, and never reads outside it. Sections are those
 * of the ACPI Specification 6.5 unless said.
 */
#ifndef MUSTER_ACPI_H
#define MUSTER_ACPI_H

#include "finding.h"
#include "lint.h"
#include "span.h"
#include "status.h"
#include "types.h"

/* How the parser reaches physical memory: an empty span when the range cannot be read. */
struct acpi_memory {
	struct span (*map)(void *context, phys_addr address, size_t length);
	void *context;
};

/* The tables that were found, header included, cut to their Length; empty when absent. */
struct acpi_tables {
	phys_addr rsdp;
	uint8_t revision;	/* of the RSDP */
	bool used_xsdt;		/* else the RSDT */
	unsigned int count;	/* entries that led to a table */
	struct lint_tables all; /* in the root table's order */
	struct span madt, fadt, hpet, spcr, srat, slit, pptt, dmar, gtdt;
};

/* 5.2.12: the local APIC structures, types 0 and 9, and the GIC CPU interfaces, type 0xB, as one
   list. */
enum madt_cpu_state { MADT_CPU_ENABLED, MADT_CPU_ONLINE_CAPABLE, MADT_CPU_DISABLED };

struct madt_cpu {
	hw_id id; /* APIC id; of a GIC CPU interface the affinity bits of its MPIDR */
	uint32_t uid;
	uint32_t offset; /* of the entry in the table */
	uint8_t type;	 /* of the entry: 0, 9 or 0xB */
	enum madt_cpu_state state;
	/* Of a GIC CPU interface, 5.2.12.14; 0 = not said. */
	uint32_t interface_number; /* by which the parking protocol calls it; a GICv2's target */
	uint64_t gic_interface;	   /* of a GICv2 */
	uint64_t redistributor;	   /* of a GICv3; the regions may hold it as well */
	uint32_t parking_version;  /* of the parking protocol */
	uint64_t start_address;	   /* of its parked page; of a device tree, the release address */
	uint32_t power_class;	   /* the less, the less power it takes; a number of no scale */
};

enum { MADT_REDISTRIBUTORS_MAX = 64 };

/* Types 0xC, the first of them, and 0xE. */
struct madt_gic {
	bool present;
	uint8_t version; /* of the architecture, 1 to 4; 0 = the registers are to be asked */
	uint64_t distributor;
	uint64_t stride; /* between redistributors; 0 = by their own registers */
	struct {
		uint64_t address;
		uint32_t length;
	} redistributors[MADT_REDISTRIBUTORS_MAX];
	unsigned int redistributor_count;
};

/* Type 1. */
struct madt_ioapic {
	uint8_t id;
	uint32_t address;
	uint32_t gsi_base;
};

/* Type 2. */
struct madt_override {
	uint8_t bus, source;
	uint16_t flags;
	uint32_t gsi;
};

struct madt_nmi {     /* types 4 and 0xA */
	uint32_t uid; /* of the processor; UINT32_MAX = all */
	uint16_t flags;
	uint8_t lint;
};

/* Type 0x10: cores that wait for a command in a page of the firmware's, and are not to be reset. */
struct madt_wakeup {
	bool present, several;
	uint32_t offset; /* of the entry in the table */
	uint16_t version;
	uint64_t address; /* of the mailbox */
};

enum { MADT_IOAPICS_MAX = 64, MADT_OVERRIDES_MAX = 32, MADT_NMIS_MAX = 256, MADT_TYPES = 32 };

/* CPU entries as they stand in the table, before any is merged or dropped: enabled + disabled are
   all; online_capable counts those with that flag, which may be enabled as well. */
struct madt_counts {
	unsigned int enabled, online_capable, disabled;
};

/* Whose cores the list is to hold. Those of both in one table are never mixed: an APIC id and an
   MPIDR may be the same number. */
enum madt_cores {
	MADT_CORES_ANY, /* those of the first enabled entry */
	MADT_CORES_APIC,
	MADT_CORES_GIC,
};

struct madt {
	enum madt_cores cores;	/* asked for; ANY becomes one of the others */
	uint64_t lapic_address; /* from the header, or type 5 */
	bool pcat_compat;	/* dual 8259s that must be masked (Flags bit 0) */
	bool imcr; /* an IMCR to be switched from the 8259 to the APIC (MPS 1.4, 3.6.2.1) */
	struct madt_counts as_listed;
	unsigned int type_count[MADT_TYPES]; /* entries by type */
	unsigned int unknown_count;	     /* entries of types past 0x18 */
	unsigned int dropped; /* enabled entries that cpus leaves out, a finding for each reason */
	/* Cores by id, each once, in the table's order: the caller gives cpus and cpu_capacity. */
	struct madt_cpu *cpus;
	size_t cpu_capacity, cpu_count;
	struct madt_ioapic ioapics[MADT_IOAPICS_MAX];
	struct madt_override overrides[MADT_OVERRIDES_MAX];
	struct madt_nmi nmis[MADT_NMIS_MAX];
	unsigned int ioapic_count, override_count, nmi_count;
	struct madt_wakeup wakeup;
	struct madt_gic gic;
};

/* 5.2.9. */
struct fadt {
	uint8_t revision;
	uint32_t flags;
	uint32_t pm_timer_port; /* 0 = none */
	bool pm_timer_32bit;	/* else 24 bits (TMR_VAL_EXT) */
	bool reset_supported;	/* RESET_REG_SUP */
	uint8_t reset_space;	/* address space id of the reset register: 0 memory, 1 I/O, 2 PCI */
	uint64_t reset_address;
	uint8_t reset_value;
	uint16_t iapc_boot_arch; /* 5.2.9.3 */
	uint16_t arm_boot_arch;	 /* 5.2.9.4 */
	bool hardware_reduced;
	uint64_t dsdt; /* address of the DSDT; 0 = none */
};

/* The Power State Coordination Interface, Arm DEN 0022: how the firmware is called that switches
   cores on and off. From the FADT's boot flags, or a device tree. */
struct psci {
	bool present;
	bool by_hvc; /* else by SMC */
	/* Of a PSCI 0.1, which chooses its own; 0 = those of the standard. */
	uint32_t cpu_suspend, cpu_off, cpu_on, migrate;
};

/* Table 5.122: how a timer's interrupt comes, else level-triggered and active high. */
enum gtdt_flags { GTDT_EDGE = 1, GTDT_ACTIVE_LOW = 2, GTDT_ALWAYS_ON = 4 };

/* 5.2.25.1: a timer in memory, CNTBaseN. */
struct gtdt_frame {
	uint64_t address;
	uint8_t number;
	bool secure; /* an OS that is not cannot read it */
};

enum { GTDT_FRAMES_MAX = 8 };

/* Generic timers, 5.2.25: numbers of interrupts, which are private to each core; 0 = not said. */
struct gtdt {
	bool present;
	uint32_t el1_secure, el1, virtual_el1, el2, virtual_el2;
	uint8_t el1_secure_flags, el1_flags, virtual_el1_flags, el2_flags, virtual_el2_flags;
	uint64_t counter_address;		   /* of CNTControlBase; 0 = none */
	uint64_t read_address;			   /* of CNTReadBase; 0 = none */
	uint64_t block_address;			   /* of CNTCTLBase, of the first block; 0 = none */
	struct gtdt_frame frames[GTDT_FRAMES_MAX]; /* of that block */
	unsigned int frame_count, block_count, watchdog_count;
};

/* What is only for the architecture to understand; each is empty where no table tells. */
struct arch_facts {
	const struct madt *madt;
	const struct fadt *fadt;
	const struct psci *psci;
	const struct gtdt *gtdt;
};

/* IA-PC HPET 1.0a, 3.2.4. */
struct hpet {
	phys_addr address;
	bool memory_mapped; /* the address space is system memory */
};

struct spcr {			/* Serial Port Console Redirection table, Microsoft, 1.10 */
	uint8_t interface_type; /* 0 = 16550, 1 = 16450, 3 = PL011, 0x12 = 16550 by GAS, ... */
	uint8_t address_space;	/* of the GAS: 0 memory, 1 I/O */
	uint8_t register_width; /* of the GAS, in bits */
	uint8_t access_size;	/* of the GAS: 0 undefined, 1 byte, 2 word, 3 dword */
	uint64_t address;	/* 0 = console redirection disabled */
	uint8_t baud_code;	/* 3 = 9600, 4 = 19200, 6 = 57600, 7 = 115200, 0 = as it is */
	uint32_t speed;		/* in bit/s, by the table's revision; 0 = as it is */
	uint32_t clock_hz;	/* of the UART; 0 = not said, as before revision 3 */
	bool is_pci;		/* the port is a function's on the PCI bus: */
	uint16_t pci_vendor, pci_device;
	uint8_t segment, bus, slot, function;
};

/* DMA Remapping Reporting, Intel VT-d 8.1. */
struct dmar {
	bool interrupt_remapping; /* INTR_REMAP: the platform can remap interrupts */
	bool x2apic_opt_out;	  /* X2APIC_OPT_OUT, which counts with the other alone */
};

/*
 * Follows the RSDP to the XSDT, or to the RSDT where the XSDT is zero, unreadable or broken, and
 * picks the first sound table of each signature. A table with a wrong checksum is used all the
 * same, with a finding; null, unreadable and over-long entries are skipped, with a finding each.
 * STATUS_INVALID: no usable RSDP; STATUS_NOT_FOUND: neither XSDT nor RSDT can be read.
 */
enum status acpi_find_tables(phys_addr rsdp, const struct acpi_memory *memory,
			     struct acpi_tables *ret_tables, struct findings *findings);

/*
 * Reads a MADT. ret_madt->cores, ->cpus and ->cpu_capacity are set by the caller (NULL and 0 to
 * count only); all else is overwritten. Broken entries end the walk (length 0 or 1, overrun) or are
 * skipped (too short for its type), with a finding for the first and a count, and what came before
 * stands.
 *
 * The merged list drops, with a finding for each reason: id 0xFF of type 0 and 0xFFFFFFFF of type 9
 * (when enabled), a second entry with an id already there, cores with another interrupt controller
 * than those asked for, and a type 9 entry with id < 255 when the table holds valid (enabled, not
 * 0xFF) type 0 entries. An entry that is neither Enabled nor
 * Online Capable is kept as MADT_CPU_DISABLED unless its id is one of the above. Enabled wins over
 * an earlier entry of the same id that is not enabled.
 *
 * STATUS_TRUNCATED: shorter than its header (44 bytes); STATUS_INVALID: not signed "APIC";
 * STATUS_NO_MEMORY: more cores than cpu_capacity (cpu_capacity > 0); the list holds the first ones.
 */
enum status madt_read(struct span table, struct madt *ret_madt, struct findings *findings);

/* STATUS_TRUNCATED below the size of ACPI 1.0 (116 bytes); later fields read as absent. */
enum status fadt_read(struct span table, struct fadt *ret_fadt, struct findings *findings);
enum status hpet_read(struct span table, struct hpet *ret_hpet, struct findings *findings);
enum status spcr_read(struct span table, struct spcr *ret_spcr, struct findings *findings);

/*
 * Blocks of timers and watchdogs behind the fixed part are read up to the first that is broken,
 * with a finding. STATUS_TRUNCATED below the size of ACPI 5.0 (80 bytes).
 */
enum status gtdt_read(struct span table, struct gtdt *ret_gtdt, struct findings *findings);

/* 5.2.9.4: whether and how the firmware is called that starts cores. */
struct psci fadt_psci(const struct fadt *fadt);

/*
 * Where a PCI host bridge lets a processor without I/O ports reach one: the window by whose offset
 * memory addresses differ from ports, from the resources in the DSDT (6.4.3.5). They are looked for
 * as bytes, as nothing else in a DSDT reads so. False: no such window holds the port.
 */
bool acpi_io_window(struct span dsdt, uint64_t port, uint64_t *ret_window);

enum status dmar_read(struct span table, struct dmar *ret_dmar, struct findings *findings);

/* The name of a MADT entry type ("I/O APIC"), "reserved" or "OEM". Table 5.21. */
const char *madt_type_name(uint8_t type);

#endif
