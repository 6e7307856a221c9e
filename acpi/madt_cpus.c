/* SPDX-License-Identifier: BSD-2-Clause */
#include "madt_cpus.h"
#include "mem.h"

enum {
	RULE_NO_ID,
	RULE_X2APIC_LOW,
	RULE_DUPLICATE,
	RULE_FOREIGN,
	RULE_CAPACITY,
	RULE_PLACEHOLDER,
};

static const struct rule rules[] = {
	[RULE_NO_ID] = {"madt.cpu.no_id", SEVERITY_ERROR, "APIC", "5.2.12.2, 5.2.12.12",
			"the id is that of a broadcast: an OS that wakes this core wakes them all, "
			"and one that does not has a core less than the table says"},
	[RULE_X2APIC_LOW] = {"madt.cpu.x2apic_low", SEVERITY_WARNING, "APIC", "5.2.12.12",
			     "an OS that reads both kinds of entries counts a core twice; Linux "
			     "leaves out the entries of type 9"},
	[RULE_DUPLICATE] = {"madt.cpu.duplicate", SEVERITY_ERROR, "APIC", "5.2.12.2, 5.2.12.12",
			    "an OS that starts both resets a core that runs already, or waits for "
			    "one that is not there"},
	[RULE_FOREIGN] =
		{"madt.cpu.foreign", SEVERITY_ERROR, "APIC", "5.2.12",
		 "one table for two architectures: an OS leaves out the cores of the other, "
		 "or takes them for its own"},
	[RULE_CAPACITY] = {"madt.cpu.capacity", SEVERITY_WARNING, "APIC", "5.2.12",
			   "Muster leaves out the cores that it has no room for"},
	[RULE_PLACEHOLDER] = {"madt.cpu.placeholder", SEVERITY_NOTE, "APIC", "5.2.12", ""},
};

const struct rule_set madt_cpus_rule_set = {"madt.cpu", rules, ARRAY_SIZE(rules)};

/* Twice as many slots as cores keep the probes short; the factor is 2^64 over the golden ratio. */
static size_t cpus_hash(hw_id id)
{
	_Static_assert(MADT_CPU_SLOTS == 1 << 12, "the shift below leaves 12 bits");

	return id.value * 0x9e3779b97f4a7c15ull >> 52;
}

/* The slot that holds the id, or the free one where it belongs. */
static uint16_t *cpus_slot(struct madt_cpus *cpus, hw_id id)
{
	size_t number = cpus_hash(id);

	/* Half of the slots stay free, so this ends. */
	while (cpus->slots[number] != 0 &&
	       !hw_id_equal(cpus->madt->cpus[cpus->slots[number] - 1].id, id))
		number = (number + 1) % MADT_CPU_SLOTS;
	return &cpus->slots[number];
}

static void cpus_index_all(struct madt_cpus *cpus)
{
	memset(cpus->slots, 0, sizeof(cpus->slots));
	for (size_t i = 0; i < cpus->madt->cpu_count; i++)
		*cpus_slot(cpus, cpus->madt->cpus[i].id) = (uint16_t)(i + 1);
}

static bool entry_enabled(const struct madt_cpu *entry)
{
	return entry->state == MADT_CPU_ENABLED;
}

/* Firmware fills its unused slots with ids that mean nothing: dozens of them, so said once. */
static void cpus_drop_placeholder(struct madt_cpus *cpus, const struct madt_cpu *entry)
{
	if (cpus->placeholder_count++ == 0)
		cpus->placeholder_first = entry->offset;
}

/* rule: one of the first MADT_CPU_REASONS. */
static void cpus_drop(struct madt_cpus *cpus, const struct madt_cpu *entry, unsigned int rule,
		      const char *reason)
{
	if (!entry_enabled(entry)) {
		cpus_drop_placeholder(cpus, entry);
		return;
	}
	cpus->madt->dropped++;
	if (!once_first(&cpus->dropped[rule], cpus->findings))
		return;
	rule_broken(cpus->findings, &rules[rule], entry->offset,
		    "enabled entry of type %u at offset %u, id 0x%llx, uid %u: %s", entry->type,
		    entry->offset, (unsigned long long)entry->id.value, entry->uid, reason);
}

static void cpus_drop_full(struct madt_cpus *cpus, const struct madt_cpu *entry)
{
	if (entry_enabled(entry))
		cpus->madt->dropped++;
	if (cpus->overflow++ > 0)
		return;
	rule_broken(cpus->findings, &rules[RULE_CAPACITY], entry->offset,
		    "from offset %u on there are more cores than the %zu that fit", entry->offset,
		    cpus->capacity);
}

static void cpus_append(struct madt_cpus *cpus, const struct madt_cpu *entry)
{
	struct madt *madt = cpus->madt;

	if (madt->cpu_count == cpus->capacity) {
		cpus_drop_full(cpus, entry);
		return;
	}
	madt->cpus[madt->cpu_count++] = *entry;
	*cpus_slot(cpus, entry->id) = (uint16_t)madt->cpu_count;
}

/* Takes the earlier entry out rather than overwriting it: the order is that of enabled entries. */
static void cpus_replace(struct madt_cpus *cpus, size_t place, const struct madt_cpu *entry)
{
	struct madt *madt = cpus->madt;

	cpus_drop_placeholder(cpus, &madt->cpus[place]);
	madt->cpu_count--;
	memmove(&madt->cpus[place], &madt->cpus[place + 1],
		(madt->cpu_count - place) * sizeof(madt->cpus[0]));
	cpus_index_all(cpus);
	cpus_append(cpus, entry);
}

/* Of a GIC any affinity is some core's. */
static bool entry_has_no_id(const struct madt_cpu *entry)
{
	if (entry->type == MADT_GICC)
		return false;
	return entry->id.value == (entry->type == MADT_LAPIC ? LAPIC_ID_NONE : X2APIC_ID_NONE);
}

void madt_cpus_open(struct madt_cpus *cpus, struct madt *madt, bool lapics_valid,
		    struct findings *findings)
{
	*cpus = (struct madt_cpus){
		.madt = madt,
		.findings = findings,
		.capacity = madt->cpu_capacity < CPUS_MAX ? madt->cpu_capacity : CPUS_MAX,
		.lapics_valid = lapics_valid,
	};
}

void madt_cpus_add(struct madt_cpus *cpus, const struct madt_cpu *entry)
{
	if (madt_cores_of(entry->type) != cpus->madt->cores) {
		cpus_drop(cpus, entry, RULE_FOREIGN, "of another architecture than is wanted");
		return;
	}
	if (entry_has_no_id(entry)) {
		cpus_drop(cpus, entry, RULE_NO_ID, "this id means none");
		return;
	}
	if (entry->type == MADT_X2APIC && entry->id.value < LAPIC_ID_NONE && cpus->lapics_valid) {
		cpus_drop(cpus, entry, RULE_X2APIC_LOW,
			  "ids below 255 belong in type 0 entries, which the table has");
		return;
	}

	uint16_t place = *cpus_slot(cpus, entry->id);

	if (place == 0)
		cpus_append(cpus, entry);
	else if (entry_enabled(entry) && !entry_enabled(&cpus->madt->cpus[place - 1]))
		cpus_replace(cpus, (size_t)place - 1, entry);
	else
		cpus_drop(cpus, entry, RULE_DUPLICATE, "this id is listed already");
}

enum status madt_cpus_close(struct madt_cpus *cpus)
{
	once_close(cpus->dropped, MADT_CPU_REASONS, cpus->findings);
	if (cpus->placeholder_count > 0)
		rule_broken(cpus->findings, &rules[RULE_PLACEHOLDER], cpus->placeholder_first,
			    "%u entries that are not enabled have no id of their own; the first is "
			    "at offset %u",
			    cpus->placeholder_count, cpus->placeholder_first);
	return cpus->overflow > 0 ? STATUS_NO_MEMORY : STATUS_OK;
}
