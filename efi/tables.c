/* SPDX-License-Identifier: BSD-2-Clause */
#include "survey.h"
#include "mem.h"

enum { DSDT_HEAD = 36, DSDT_LENGTH = 4, DSDT_MAX = 16 << 20 };

/* The firmware maps all of its memory one to one while boot services last (UEFI 2.10, 2.3.4), and
   the parser bounds every length, so an address is as good as a span. */
static struct span map_identity(void *context, phys_addr address, size_t length)
{
	(void)context;
	if (!address.value || address.value + length < address.value)
		return (struct span){NULL, 0};
	return (struct span){(const uint8_t *)(uintptr_t)address.value, length};
}

const struct acpi_memory survey_physical = {map_identity, NULL};

static phys_addr find_rsdp(struct firmware *firmware)
{
	EFI_GUID acpi_20 = ACPI_20_TABLE_GUID;
	EFI_GUID acpi_10 = ACPI_TABLE_GUID;
	phys_addr rsdp = firmware_table(firmware, &acpi_20);

	return rsdp.value ? rsdp : firmware_table(firmware, &acpi_10);
}

/* Only its bytes are looked at. */
struct span survey_dsdt(const struct survey *s)
{
	struct span head = map_identity(NULL, (phys_addr){s->fadt.dsdt}, DSDT_HEAD);
	uint32_t length = span_get32(head, DSDT_LENGTH);

	if (!head.bytes || memcmp(head.bytes, "DSDT", 4) != 0 || length > DSDT_MAX)
		return (struct span){NULL, 0};
	return map_identity(NULL, (phys_addr){s->fadt.dsdt}, length);
}

/* Room for every core that the table lists: read twice, first only to count. */
static const char *read_madt(struct survey *s)
{
	struct findings ignored = {0};
	size_t count, pages;
	phys_addr memory;

	s->madt = (struct madt){.cores = ARCH_MADT_CORES};
	if (madt_read(s->tables.madt, &s->madt, &ignored) != STATUS_OK) {
		madt_read(s->tables.madt, &s->madt, &s->findings);
		return "the MADT is too short to be one, so the cores are not known";
	}
	count = s->madt.as_listed.enabled + s->madt.as_listed.online_capable +
		s->madt.as_listed.disabled;
	pages = (count * sizeof(struct madt_cpu) + PAGE_SIZE) / PAGE_SIZE;
	memory = firmware_pages(s->firmware, pages, UINT64_MAX);
	if (!memory.value)
		return "no memory for the list of cores";
	s->madt.cpus = (struct madt_cpu *)(uintptr_t)memory.value;
	s->madt.cpu_capacity = count + 1;
	madt_read(s->tables.madt, &s->madt, &s->findings);
	return NULL;
}

const char *survey_tables(struct survey *s)
{
	phys_addr rsdp = find_rsdp(s->firmware);

	if (!rsdp.value)
		return "the firmware offers no ACPI tables, so the cores are not known";
	switch (acpi_find_tables(rsdp, &survey_physical, &s->tables, &s->findings)) {
	case STATUS_OK:
		break;
	case STATUS_NOT_FOUND:
		return "neither XSDT nor RSDT can be read, so the cores are not known";
	default:
		return "the ACPI root pointer (RSDP) is broken, so the cores are not known";
	}
	if (s->tables.fadt.size)
		fadt_read(s->tables.fadt, &s->fadt, &s->findings);
	s->psci = fadt_psci(&s->fadt);
	if (s->tables.gtdt.size)
		gtdt_read(s->tables.gtdt, &s->gtdt, &s->findings);
	if (s->tables.hpet.size)
		hpet_read(s->tables.hpet, &s->hpet, &s->findings);
	if (s->tables.spcr.size)
		spcr_read(s->tables.spcr, &s->spcr, &s->findings);
	return s->tables.madt.size ? read_madt(s)
				   : "the ACPI tables hold no MADT, so the cores are not known";
}
