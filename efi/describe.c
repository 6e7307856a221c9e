/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "arch.h"
#include "fmt.h"
#include "mem.h"
#include "version.h"

enum { OPTION_NAME_SIZE = 24 };

/* Each word that holds, with the place where it was said. */
static void emit_options(struct survey *s)
{
	const struct option_help *help;

	for (size_t i = 0; (help = options_help(i)) != NULL; i++) {
		const struct option_said *said = &s->said.said[i];
		struct record record = {.kind = RECORD_OPTION};
		char name[OPTION_NAME_SIZE];
		bool has_value = help->values[0];

		if (said->origin == ORIGIN_DEFAULT)
			continue;
		fmt_text(name, sizeof(name), "%.*s", (int)strlen(help->word) - has_value,
			 help->word);
		record.option =
			(struct record_option){name, said->value, option_origin_name(said->origin)};
		report_emit(&s->report, &record);
	}
}

void survey_describe_run(struct survey *s)
{
	const struct machine *m = &s->machine;
	struct arch_names names = arch_names(m);
	struct record record = {.kind = RECORD_RUN,
				.run = {.version = MUSTER_VERSION,
					.arch = names.arch,
					.firmware_vendor = s->names.vendor,
					.firmware_revision = s->names.revision,
					.uefi_revision = s->names.uefi_revision,
					.cpu_vendor = names.vendor,
					.cpu_brand = names.brand,
					.cpu_signature = names.signature,
					.hypervisor = names.hypervisor,
					.board = survey_board(s),
					.options = s->words,
					.boot_id = m->cpus[0].id,
					.irq_mode = names.irq_mode,
					.exception_level = names.exception_level,
					.list_source = s->list_source,
					.idle = idle_name(m->options.idle),
					.clock_source = m->clock.source,
					.clock_hz = m->clock.hz,
					.clock_invariant = m->clock.invariant,
					.clock_agrees = m->clock.agrees,
					.clock_read = m->clock.read,
					.clock_order = m->clock.order,
					.source_count = s->reading_count,
					.memory_bytes = m->memory_bytes,
					.memory_per_core = m->memory_per_core}};

	for (unsigned int i = 0; i < s->reading_count; i++)
		record.run.sources[i] = s->readings[i];
	report_emit(&s->report, &record);
	emit_options(s);
	record = (struct record){.kind = RECORD_SERIAL,
				 .serial = {.port = s->serial,
					    .line = s->serial_line,
					    .place = s->serial_place,
					    .why = s->serial_why}};
	report_emit(&s->report, &record);
}

static void emit_entry(struct survey *s, const char *table, const char *name,
		       const struct record_field *fields, unsigned int count)
{
	struct record record = {.kind = RECORD_ENTRY,
				.entry = {.table = table, .name = name, .field_count = count}};

	for (unsigned int i = 0; i < count; i++)
		record.entry.fields[i] = fields[i];
	report_emit(&s->report, &record);
}

#define ENTRY(s, table, name, ...)                                                                 \
	do {                                                                                       \
		const struct record_field fields[] = {__VA_ARGS__};                                \
		emit_entry((s), (table), (name), fields, ARRAY_SIZE(fields));                      \
	} while (0)

/* How many entries of each type there are; what the specification does not have, together. */
static void emit_types(struct survey *s)
{
	const struct madt *madt = &s->madt;

	for (unsigned int type = 0; type < MADT_TYPES; type++) {
		struct record record = {
			.kind = RECORD_ENTRY,
			.entry = {.table = "APIC",
				  .name = "type",
				  .fields = {{"type", type, true},
					     {"count", madt->type_count[type], false}},
				  .field_count = 2,
				  .text = madt_type_name((uint8_t)type)}};

		if (madt->type_count[type])
			report_emit(&s->report, &record);
	}
	if (madt->unknown_count)
		ENTRY(s, "APIC", "types_unknown", {"count", madt->unknown_count, false});
}

static unsigned int count_like(const struct madt *madt, const struct madt_nmi *nmi,
			       unsigned int end)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < end; i++)
		count += madt->nmis[i].lint == nmi->lint && madt->nmis[i].flags == nmi->flags;
	return count;
}

/* Many firmwares have one for each core, all alike: the first stands for them. */
static void emit_nmi(struct survey *s, const struct madt *madt, unsigned int number)
{
	const struct madt_nmi *nmi = &madt->nmis[number];

	if (count_like(madt, nmi, number) == 0)
		ENTRY(s, "APIC", "local_nmi", {"uid", nmi->uid, true}, {"lint", nmi->lint, false},
		      {"flags", nmi->flags, true},
		      {"count", count_like(madt, nmi, madt->nmi_count), false});
}

static void emit_madt(struct survey *s)
{
	const struct madt *madt = &s->madt;

	ENTRY(s, "APIC", "header", {"lapic_address", madt->lapic_address, true},
	      {"enabled", madt->as_listed.enabled, false},
	      {"online_capable", madt->as_listed.online_capable, false},
	      {"disabled", madt->as_listed.disabled, false}, {"dropped", madt->dropped, false},
	      {"pcat_compat", madt->pcat_compat, false});
	if (s->machine.options.action == ACTION_INFO)
		emit_types(s);
	for (unsigned int i = 0; i < madt->ioapic_count; i++)
		ENTRY(s, "APIC", "io_apic", {"id", madt->ioapics[i].id, false},
		      {"address", madt->ioapics[i].address, true},
		      {"gsi_base", madt->ioapics[i].gsi_base, false});
	for (unsigned int i = 0; i < madt->override_count; i++)
		ENTRY(s, "APIC", "interrupt_override", {"bus", madt->overrides[i].bus, false},
		      {"source", madt->overrides[i].source, false},
		      {"gsi", madt->overrides[i].gsi, false},
		      {"flags", madt->overrides[i].flags, true});
	for (unsigned int i = 0; i < madt->nmi_count; i++)
		emit_nmi(s, madt, i);
}

/* What a device tree says stands under its own name. */
static const char *table_or_tree(struct span table, const char *signature)
{
	return table.size ? signature : "DTB";
}

static void emit_gic(struct survey *s)
{
	const struct madt *madt = &s->madt;
	const char *table = table_or_tree(s->tables.madt, "APIC");
	unsigned int own = 0, parked = 0;

	for (size_t i = 0; i < madt->cpu_count; i++) {
		own += madt->cpus[i].redistributor != 0;
		parked += madt->cpus[i].start_address != 0;
	}
	ENTRY(s, table, "gic", {"version", madt->gic.version, false},
	      {"distributor", madt->gic.distributor, true},
	      {"interface", madt->cpu_count ? madt->cpus[0].gic_interface : 0, true},
	      {"regions", madt->gic.redistributor_count, false},
	      {"cores_with_redistributor", own, false}, {"parked", parked, false});
	for (unsigned int i = 0; i < madt->gic.redistributor_count; i++)
		ENTRY(s, table, "gic_redistributors",
		      {"address", madt->gic.redistributors[i].address, true},
		      {"length", madt->gic.redistributors[i].length, true});
}

static void emit_timers(struct survey *s)
{
	const struct gtdt *gtdt = &s->gtdt;
	const char *table = table_or_tree(s->tables.gtdt, "GTDT");

	ENTRY(s, table, "timers", {"el1_secure", gtdt->el1_secure, false},
	      {"el1", gtdt->el1, false}, {"virtual_el1", gtdt->virtual_el1, false},
	      {"el2", gtdt->el2, false}, {"virtual_el2", gtdt->virtual_el2, false},
	      {"counter", gtdt->counter_address, true}, {"watchdogs", gtdt->watchdog_count, false});
	for (unsigned int i = 0; i < gtdt->frame_count; i++)
		ENTRY(s, table, "timer_frame", {"number", gtdt->frames[i].number, false},
		      {"address", gtdt->frames[i].address, true},
		      {"secure", gtdt->frames[i].secure, false});
}

/* Arm's: each is there on machines that have it. */
static void emit_arm(struct survey *s)
{
	if (s->madt.gic.present)
		emit_gic(s);
	if (s->gtdt.present)
		emit_timers(s);
	if (s->psci.present)
		ENTRY(s, table_or_tree(s->tables.fadt, "FACP"), "psci",
		      {"by_hvc", s->psci.by_hvc, false}, {"cpu_on", s->psci.cpu_on, true},
		      {"cpu_off", s->psci.cpu_off, true},
		      {"cpu_suspend", s->psci.cpu_suspend, true});
}

static void emit_others(struct survey *s)
{
	if (s->tables.fadt.size)
		ENTRY(s, "FACP", "fixed_hardware", {"revision", s->fadt.revision, false},
		      {"flags", s->fadt.flags, true},
		      {"pm_timer_port", s->fadt.pm_timer_port, true},
		      {"pm_timer_32bit", s->fadt.pm_timer_32bit, false},
		      {"reset_supported", s->fadt.reset_supported, false},
		      {"reset_space", s->fadt.reset_space, false},
		      {"reset_address", s->fadt.reset_address, true},
		      {"reset_value", s->fadt.reset_value, true});
	if (s->tables.hpet.size)
		ENTRY(s, "HPET", "timer", {"address", s->hpet.address.value, true},
		      {"memory_mapped", s->hpet.memory_mapped, false});
	if (s->tables.spcr.size)
		ENTRY(s, "SPCR", "console", {"interface", s->spcr.interface_type, true},
		      {"space", s->spcr.address_space, false}, {"address", s->spcr.address, true});
}

void survey_describe_cores(struct survey *s)
{
	for (cpu_index i = 0; i < s->machine.listed_count; i++) {
		struct record record = {.kind = RECORD_CORE,
					.core = machine_core_record(&s->machine, i)};

		report_emit(&s->report, &record);
	}
}

void survey_describe(struct survey *s)
{
	survey_describe_run(s);
	survey_describe_topology(s);
	if (survey_by_madt(s))
		emit_madt(s);
	emit_arm(s);
	emit_others(s);
}
