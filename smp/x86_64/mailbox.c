/* SPDX-License-Identifier: BSD-2-Clause */
/* The firmware's mailbox (ACPI 6.5, 5.2.12.19): where it is there, cores wait in it, in 64-bit
   mode, and INIT must not be sent, as on TDX. It serves one core at a time, each core once. */
#include "core.h"
#include "acpi.h"
#include "wait.h"

enum mailbox_command { MAILBOX_NOTHING = 0, MAILBOX_WAKE = 1 };

struct mailbox {
	_Atomic(uint16_t) command; /* ours to set, the core's to clear */
	uint16_t reserved;
	uint32_t id;
	uint64_t start;
};
_Static_assert(sizeof(struct mailbox) == 16, "ACPI 6.5, table 5.45");

/* A core that polls answers in no time, but hundreds of virtual ones share few real ones. Cores
   that do not answer come in crowds: each halves the patience for the next, and one that does
   restores it. */
enum { PATIENCE_US = 1000000, PATIENCE_PER_CORE_US = 10000, PATIENCE_LEAST_US = 10000 };

enum { LEAF_ADDRESS_SIZES = 0x80000008u, ADDRESS_BITS_LEAST = 36 };

enum { RULE_UNREACHABLE, RULE_BROADCAST };

static const struct rule rules[] = {
	[RULE_UNREACHABLE] = {"madt.wakeup.unreachable", SEVERITY_ERROR, "APIC", "5.2.12.19",
			      "no core but the boot core can be woken, as they may not be reset"},
	[RULE_BROADCAST] = {"option.bringup", SEVERITY_WARNING, "", "",
			    "cores are woken one after the other, as by bringup=parallel"},
};

static struct mailbox *mailbox;
static uint64_t patience_us, patience_most_us;

static unsigned int address_bits(void)
{
	if (cpuid(0x80000000u, 0).eax < LEAF_ADDRESS_SIZES)
		return ADDRESS_BITS_LEAST;
	return cpuid(LEAF_ADDRESS_SIZES, 0).eax & 0xFF;
}

static bool is_reachable(uint64_t address)
{
	return address && address % sizeof(uint64_t) == 0 && address >> address_bits() == 0;
}

void arch_survey_wake(struct machine *machine, const struct arch_facts *facts,
		      struct findings *findings)
{
	struct arch_machine *arch = &machine->arch;
	const struct madt_wakeup *wakeup = &facts->madt->wakeup;

	arch->no_reset = wakeup->present;
	if (!wakeup->present)
		return;
	if (is_reachable(wakeup->address)) {
		arch->mailbox = wakeup->address;
		map_add(&machine->maps, wakeup->address, sizeof(struct mailbox), MAP_DATA);
	} else {
		rule_broken(findings, &rules[RULE_UNREACHABLE], wakeup->offset,
			    "the mailbox is at 0x%llx; a multiple of 8 within %u bits of address "
			    "is wanted",
			    (unsigned long long)wakeup->address, address_bits());
	}
	if (machine->options.bringup != BRINGUP_BROADCAST)
		return;
	machine->options.bringup = BRINGUP_PARALLEL;
	rule_broken(findings, &rules[RULE_BROADCAST], 0,
		    "bringup=broadcast, but cores are woken by a mailbox, which serves one at a "
		    "time; they must not be sent INIT");
}

void mailbox_open(const struct machine *machine)
{
	mailbox = (struct mailbox *)(uintptr_t)machine->arch.mailbox;
	patience_most_us = PATIENCE_US + (uint64_t)machine->possible_count * PATIENCE_PER_CORE_US;
	patience_us = patience_most_us;
}

static bool is_taken(void)
{
	struct deadline deadline = deadline_in_us(patience_us);

	/* acquire; what the core read before it cleared the command may be written anew */
	while (atomic_load_explicit(&mailbox->command, memory_order_acquire) != MAILBOX_NOTHING) {
		if (deadline_passed(deadline))
			return false;
		arch_relax();
	}
	return true;
}

/* False: the core has taken it at the last moment. */
static bool take_back(void)
{
	uint16_t expected = MAILBOX_WAKE;

	return atomic_compare_exchange_strong(&mailbox->command, &expected, MAILBOX_NOTHING);
}

enum status mailbox_send(uint32_t id, uint64_t start)
{
	mailbox->id = id;
	mailbox->start = start;
	/* release: with the command come id and start */
	atomic_store_explicit(&mailbox->command, MAILBOX_WAKE, memory_order_release);
	if (is_taken() || !take_back()) {
		patience_us = patience_most_us;
		return STATUS_OK;
	}
	if (patience_us / 2 >= PATIENCE_LEAST_US)
		patience_us /= 2;
	return STATUS_TIMEOUT;
}
