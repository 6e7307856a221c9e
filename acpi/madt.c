/* SPDX-License-Identifier: BSD-2-Clause */
#include "madt_cpus.h"
#include "madt_gic.h"
#include "madt_wakeup.h"
#include "table.h"

enum { MADT_PCAT_COMPAT = 1 };
enum { TYPE_LAST = MADT_RINTC };

enum {
	RULE_ENTRY_HEADER = TABLE_RULE_COUNT,
	RULE_ENTRY_LENGTH,
	RULE_ENTRY_OVERRUN,
	RULE_ENTRY_SHORT,
	RULE_ENTRY_CAPACITY,
	RULE_ADDRESS_DUPLICATE,
};

static const struct rule rules[] = {
	TABLE_RULES("madt", "APIC", "5.2.12", "no OS finds a core but the one it runs on"),
	[RULE_ENTRY_HEADER] = {"madt.entry.header", SEVERITY_WARNING, "APIC", "5.2.12",
			       "an OS that does not check reads the entry's length from behind the "
			       "table"},
	[RULE_ENTRY_LENGTH] = {"madt.entry.length", SEVERITY_ERROR, "APIC", "5.2.12",
			       "an OS that steps by Length loops here for ever; one that stops "
			       "misses every core listed behind"},
	[RULE_ENTRY_OVERRUN] = {"madt.entry.overrun", SEVERITY_ERROR, "APIC", "5.2.12",
				"an OS that trusts the length reads foreign memory as a core; one "
				"that does not loses the entry"},
	[RULE_ENTRY_SHORT] = {"madt.entry.short", SEVERITY_ERROR, "APIC", "5.2.12",
			      "an OS reads the missing fields from the next entry, or, as Linux, "
			      "leaves the entry out or gives up the table"},
	[RULE_ENTRY_CAPACITY] = {"madt.entry.capacity", SEVERITY_NOTE, "APIC", "5.2.12", ""},
	[RULE_ADDRESS_DUPLICATE] = {"madt.lapic_address.duplicate", SEVERITY_WARNING, "APIC",
				    "5.2.12.8",
				    "an OS that takes the first and one that takes the last look "
				    "for the local APIC in different places"},
};

const struct rule_set madt_rule_set = {"madt", rules, ARRAY_SIZE(rules)};

static const struct table_kind madt_kind = {
	.signature = "APIC",
	.minimum = MADT_ENTRIES,
	.rules = rules,
};

/* What the readers of entries fill. */
struct reading {
	struct madt *madt;
	struct findings *findings;
	uint8_t revision;
	unsigned int left_out; /* entries that found their list full */
	uint32_t left_out_first;
	struct once short_entries, addresses;
	struct madt_cpus cpus;
};

struct entry_kind {
	uint8_t minimum; /* bytes of the entry, header included */
	void (*read)(struct reading *reading, const struct subtable *entry);
};

static void count_cpu(struct madt_counts *counts, const struct lint_cpu *listed)
{
	if (listed->enabled)
		counts->enabled++;
	else
		counts->disabled++;
	if (listed->online_capable)
		counts->online_capable++;
}

static enum madt_cpu_state cpu_state(const struct lint_cpu *listed)
{
	if (listed->enabled)
		return MADT_CPU_ENABLED;
	return listed->online_capable ? MADT_CPU_ONLINE_CAPABLE : MADT_CPU_DISABLED;
}

/* 5.2.12.2, 5.2.12.12, 5.2.12.14 */
static void read_cpu(struct reading *reading, const struct subtable *entry)
{
	struct lint_cpu listed;

	if (!lint_read_cpu(entry, &listed))
		return;

	struct madt_cpu cpu = {
		.id = {listed.id},
		.uid = listed.uid,
		.offset = entry->offset,
		.type = entry->type,
		.state = cpu_state(&listed),
	};

	if (entry->type == MADT_GICC)
		madt_gicc_read(entry->bytes, &cpu);
	count_cpu(&reading->madt->as_listed, &listed);
	if (reading->madt->cpu_capacity > 0)
		madt_cpus_add(&reading->cpus, &cpu);
}

/* A list is full. Machines with an NMI entry for each core are common: so it is said once. */
static void entry_leave_out(struct reading *reading, const struct subtable *entry)
{
	if (reading->left_out++ == 0)
		reading->left_out_first = entry->offset;
}

/* 5.2.12.3 */
static void read_ioapic(struct reading *reading, const struct subtable *entry)
{
	struct madt *madt = reading->madt;

	if (madt->ioapic_count == MADT_IOAPICS_MAX) {
		entry_leave_out(reading, entry);
		return;
	}
	madt->ioapics[madt->ioapic_count++] = (struct madt_ioapic){
		.id = span_get8(entry->bytes, 2),
		.address = span_get32(entry->bytes, 4),
		.gsi_base = span_get32(entry->bytes, 8),
	};
}

/* 5.2.12.5 */
static void read_override(struct reading *reading, const struct subtable *entry)
{
	struct madt *madt = reading->madt;

	if (madt->override_count == MADT_OVERRIDES_MAX) {
		entry_leave_out(reading, entry);
		return;
	}
	madt->overrides[madt->override_count++] = (struct madt_override){
		.bus = span_get8(entry->bytes, 2),
		.source = span_get8(entry->bytes, 3),
		.flags = span_get16(entry->bytes, 8),
		.gsi = span_get32(entry->bytes, 4),
	};
}

static void add_nmi(struct reading *reading, const struct subtable *entry,
		    const struct madt_nmi *nmi)
{
	struct madt *madt = reading->madt;

	if (madt->nmi_count == MADT_NMIS_MAX)
		entry_leave_out(reading, entry);
	else
		madt->nmis[madt->nmi_count++] = *nmi;
}

/* 5.2.12.7: uid 0xFF stands for all processors. */
static void read_lapic_nmi(struct reading *reading, const struct subtable *entry)
{
	uint8_t uid = span_get8(entry->bytes, 2);
	struct madt_nmi nmi = {
		.uid = uid == UINT8_MAX ? UINT32_MAX : uid,
		.flags = span_get16(entry->bytes, 3),
		.lint = span_get8(entry->bytes, 5),
	};

	add_nmi(reading, entry, &nmi);
}

/* 5.2.12.13 */
static void read_x2apic_nmi(struct reading *reading, const struct subtable *entry)
{
	struct madt_nmi nmi = {
		.uid = span_get32(entry->bytes, 4),
		.flags = span_get16(entry->bytes, 2),
		.lint = span_get8(entry->bytes, 8),
	};

	add_nmi(reading, entry, &nmi);
}

/* 5.2.12.8: at most one is allowed; of several the last holds, as in Linux. */
static void read_lapic_address(struct reading *reading, const struct subtable *entry)
{
	uint64_t address = span_get64(entry->bytes, 4);

	if (reading->madt->type_count[MADT_LAPIC_ADDRESS] > 1 &&
	    once_first(&reading->addresses, reading->findings))
		rule_broken(reading->findings, &rules[RULE_ADDRESS_DUPLICATE], entry->offset,
			    "entry of type 5 at offset %u, address 0x%llx: one is allowed, another "
			    "said 0x%llx",
			    entry->offset, (unsigned long long)address,
			    (unsigned long long)reading->madt->lapic_address);
	reading->madt->lapic_address = address;
}

static void read_wakeup(struct reading *reading, const struct subtable *entry)
{
	madt_wakeup_read(reading->madt, reading->revision, entry->bytes, entry->offset,
			 reading->findings);
}

/* 5.2.12.15 */
static void read_gicd(struct reading *reading, const struct subtable *entry)
{
	madt_gicd_read(reading->madt, entry->bytes);
}

/* 5.2.12.17 */
static void read_gicr(struct reading *reading, const struct subtable *entry)
{
	if (!madt_gicr_read(reading->madt, entry->bytes))
		entry_leave_out(reading, entry);
}

static const struct entry_kind entry_kinds[] = {
	[MADT_LAPIC] = {8, read_cpu},
	[MADT_IOAPIC] = {12, read_ioapic},
	[MADT_OVERRIDE] = {10, read_override},
	[MADT_LAPIC_NMI] = {6, read_lapic_nmi},
	[MADT_LAPIC_ADDRESS] = {12, read_lapic_address},
	[MADT_X2APIC] = {16, read_cpu},
	[MADT_X2APIC_NMI] = {12, read_x2apic_nmi},
	/* As long as in ACPI 5.0, which had no MPIDR in it. */
	[MADT_GICC] = {40, read_cpu},
	[MADT_GICD] = {24, read_gicd},
	[MADT_GICR] = {16, read_gicr},
	[MADT_WAKEUP] = {16, read_wakeup},
};

static void count_type(struct madt *madt, uint8_t type)
{
	if (type < MADT_TYPES)
		madt->type_count[type]++;
	if (type > TYPE_LAST)
		madt->unknown_count++;
}

static void entry_read(struct reading *reading, const struct subtable *entry)
{
	const struct entry_kind *kind =
		entry->type < ARRAY_SIZE(entry_kinds) ? &entry_kinds[entry->type] : NULL;

	count_type(reading->madt, entry->type);
	if (!kind || !kind->read)
		return;
	if (entry->bytes.size >= kind->minimum) {
		kind->read(reading, entry);
		return;
	}
	if (!once_first(&reading->short_entries, reading->findings))
		return;
	rule_broken(reading->findings, &rules[RULE_ENTRY_SHORT], entry->offset,
		    "entry of type %u (%s) at offset %u: length %zu, %u is wanted", entry->type,
		    madt_type_name(entry->type), entry->offset, entry->bytes.size, kind->minimum);
}

/* What has to be known before the walk. */
struct outlook {
	bool lapics;	       /* type 0 entries can be believed; type 9 may come first */
	enum madt_cores cores; /* of the first enabled entry; ANY: there is none */
};

static struct outlook look_ahead(struct span table)
{
	struct outlook outlook = {false, MADT_CORES_ANY};
	size_t offset = MADT_ENTRIES;
	struct subtable entry;
	struct lint_cpu cpu;

	while (subtable_next(table, &offset, &entry)) {
		if (entry.type >= ARRAY_SIZE(entry_kinds) ||
		    entry_kinds[entry.type].read != read_cpu || !lint_read_cpu(&entry, &cpu) ||
		    !cpu.enabled)
			continue;
		if (outlook.cores == MADT_CORES_ANY)
			outlook.cores = madt_cores_of(entry.type);
		outlook.lapics |= entry.type == MADT_LAPIC && cpu.id != LAPIC_ID_NONE;
	}
	return outlook;
}

/* What was asked for; else the enabled cores' kind, and without any that of whose distributor it
   is. */
static enum madt_cores choose_cores(const struct madt *madt, const struct outlook *outlook,
				    struct span table)
{
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	if (madt->cores != MADT_CORES_ANY || outlook->cores != MADT_CORES_ANY)
		return madt->cores != MADT_CORES_ANY ? madt->cores : outlook->cores;
	while (subtable_next(table, &offset, &entry))
		if (entry.type == MADT_GICC || entry.type == MADT_GICD)
			return MADT_CORES_GIC;
	return MADT_CORES_APIC;
}

static void walk(struct span table, struct reading *reading)
{
	size_t offset = MADT_ENTRIES;
	struct subtable entry;

	while (subtable_next(table, &offset, &entry))
		entry_read(reading, &entry);
	once_close(&reading->short_entries, 1, reading->findings);
	once_close(&reading->addresses, 1, reading->findings);
	subtable_explain_end(table, offset, &rules[RULE_ENTRY_HEADER], reading->findings);
	if (reading->left_out > 0)
		rule_broken(reading->findings, &rules[RULE_ENTRY_CAPACITY], reading->left_out_first,
			    "%u entries are left out, the first at offset %u: room is for %d I/O "
			    "APICs, %d overrides, %d NMIs, %d GICRs",
			    reading->left_out, reading->left_out_first, MADT_IOAPICS_MAX,
			    MADT_OVERRIDES_MAX, MADT_NMIS_MAX, MADT_REDISTRIBUTORS_MAX);
}

enum status madt_read(struct span table, struct madt *ret_madt, struct findings *findings)
{
	enum status status = table_open(table, &madt_kind, &table, findings);
	struct reading reading = {
		.madt = ret_madt,
		.findings = findings,
		.revision = span_get8(table, TABLE_REVISION),
	};

	if (status != STATUS_OK)
		return status;

	struct outlook outlook = look_ahead(table);

	*ret_madt = (struct madt){
		.cores = choose_cores(ret_madt, &outlook, table),
		.lapic_address = span_get32(table, MADT_ADDRESS),
		.pcat_compat = span_get32(table, MADT_FLAGS_AT) & MADT_PCAT_COMPAT,
		.cpus = ret_madt->cpus,
		.cpu_capacity = ret_madt->cpu_capacity,
	};
	madt_cpus_open(&reading.cpus, ret_madt, outlook.lapics, findings);
	walk(table, &reading);
	return madt_cpus_close(&reading.cpus);
}
