/* SPDX-License-Identifier: BSD-2-Clause */
/* A stand-in for firmware with the parking protocol, ACPI 6.5, 5.2.12.14, "Multi-processor Startup
   for ARM Platforms" 1.0. */
#include "madt_core.h"
#include "tables.h"
#include "waiting.h"

enum { FADT_ARM_BOOT_ARCH = 129, PSCI_COMPLIANT = 1, PARKING_VERSION = 1, NUMBERED_FROM = 32 };
enum { TYPE_GICD = 0xC, TYPE_GICR = 0xE, STRIDE = 0x20000, TYPER = 8, TYPER_VLPIS = 2 };
enum { TYPER_LAST = 16 };

struct gicd { /* 5.2.12.15 */
	uint8_t type, length;
	uint16_t reserved;
	uint32_t id;
	uint64_t base;
} __attribute__((packed));

struct gicr { /* 5.2.12.17 */
	uint8_t type, length;
	uint16_t reserved;
	uint64_t base;
	uint32_t range;
} __attribute__((packed));

static void no_psci(void)
{
	*((uint8_t *)tables.fadt + FADT_ARM_BOOT_ARCH) &= (uint8_t)~PSCI_COMPLIANT;
}

/* Aff3 to Aff0 side by side, as GICR_TYPER has them: GIC IHI 0069, 12.11.40. */
static uint32_t pack(uint64_t id)
{
	return (uint32_t)(id >> 32 << 24 | (id & 0xFFFFFF));
}

/* 0 for a GICv2. */
static uint64_t find_redistributor(uint64_t id)
{
	const struct gicr *region;
	uint64_t typer = 0;

	for (unsigned int i = 0; (region = madt_find(TYPE_GICR, i)); i++)
		for (uint64_t at = region->base; at < region->base + region->range;
		     at += typer & TYPER_VLPIS ? 2 * STRIDE : STRIDE) {
			typer = *(const volatile uint64_t *)(at + TYPER);
			if (typer >> 32 == pack(id))
				return at;
			if (typer & TYPER_LAST)
				break;
		}
	return 0;
}

/* Nothing says that an interface has its core's ACPI number: here it has not, where it may. */
static void list(struct madt_core *core, uint8_t *page)
{
	const struct gicd *gicd = madt_find(TYPE_GICD, 0);
	struct waiting *waiting = waiting_of(page);

	waiting->distributor = gicd ? gicd->base : 0;
	waiting->interface = core->base;
	waiting->redistributor = find_redistributor(core->id);
	if (waiting->redistributor)
		core->interface += NUMBERED_FROM;
	waiting->number = core->interface;
	*(uint32_t *)(page + MAILBOX_ID) = UINT32_MAX;
	core->parking_version = PARKING_VERSION;
	core->parked_address = (uintptr_t)page;
}

/* By itself: nobody looks into the mailboxes, the cores are off. */
static void list_all(void)
{
	struct madt_core *core;

	no_psci();
	for (unsigned int i = 0; (core = madt_find(TYPE_CORE, i)); i++)
		list(core, waiting_add(core->id));
}

static void parking(void)
{
	list_all();
	waiting_start(waiting_parked);
}

static void nowhere(void)
{
	struct madt_core *core;

	list_all();
	for (unsigned int i = 0; (core = madt_find(TYPE_CORE, i)); i++)
		core->parked_address = 0;
}

const struct breakage parking_breaks[] = {
	{"parking", PHASE_TABLES, parking},
	{"parking-deaf", PHASE_TABLES, list_all},
	{"parking-nowhere", PHASE_TABLES, nowhere},
	{"no-psci", PHASE_TABLES, no_psci},
	{0},
};
