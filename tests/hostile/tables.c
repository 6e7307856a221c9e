/* SPDX-License-Identifier: BSD-2-Clause */
#include "tables.h"

enum { ROOM_PAGES = 2 };

struct tables tables;

uint8_t sum_complement(const void *bytes, size_t size)
{
	const uint8_t *byte = bytes;
	uint8_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += byte[i];
	return (uint8_t)-sum;
}

static void *copy(const void *bytes, size_t size)
{
	size_t count = size / PAGE_BYTES + ROOM_PAGES;

	return memcpy(pages_take(EfiACPIReclaimMemory, count, BELOW_4G), bytes, size);
}

uint64_t *xsdt_entries(void)
{
	return (uint64_t *)(tables.xsdt + 1);
}

size_t xsdt_count(void)
{
	return (tables.xsdt->length - sizeof(*tables.xsdt)) / sizeof(uint64_t);
}

EFI_CONFIGURATION_TABLE *configuration_find(EFI_GUID guid)
{
	for (UINTN i = 0; i < the_system->NumberOfTableEntries; i++)
		if (!memcmp(&the_system->ConfigurationTable[i].VendorGuid, &guid, sizeof(guid)))
			return &the_system->ConfigurationTable[i];
	return NULL;
}

static struct table *copy_table(const char *signature)
{
	uint64_t *entries = xsdt_entries();

	for (size_t i = 0; i < xsdt_count(); i++) {
		const struct table *table = (const struct table *)entries[i];

		if (memcmp(table->signature, signature, 4))
			continue;
		entries[i] = (uintptr_t)copy(table, table->length);
		return (struct table *)entries[i];
	}
	give_up("the machine has no MADT, or no FADT");
}

/* The same tables by 32-bit addresses; the firmware's own RSDT would lead to its own MADT. */
static void build_rsdt(void)
{
	uint32_t *entries;

	tables.rsdt = copy(tables.xsdt, tables.xsdt->length);
	memcpy(tables.rsdt->signature, "RSDT", 4);
	tables.rsdt->length = (uint32_t)(sizeof(*tables.rsdt) + xsdt_count() * sizeof(uint32_t));
	entries = (uint32_t *)(tables.rsdt + 1);
	for (size_t i = 0; i < xsdt_count(); i++)
		entries[i] = (uint32_t)xsdt_entries()[i];
}

void tables_copy(void)
{
	const EFI_CONFIGURATION_TABLE *found = configuration_find((EFI_GUID)ACPI_20_TABLE_GUID);
	const struct rsdp *rsdp = found ? found->VendorTable : NULL;
	const struct table *xsdt = rsdp ? (const struct table *)rsdp->xsdt : NULL;

	if (!xsdt || rsdp->revision < 2)
		return;
	tables.rsdp = copy(rsdp, sizeof(*rsdp));
	tables.xsdt = copy(xsdt, xsdt->length);
	tables.madt = copy_table("APIC");
	tables.fadt = copy_table("FACP");
	build_rsdt();
	tables.rsdp->rsdt = (uint32_t)(uintptr_t)tables.rsdt;
	tables.rsdp->xsdt = (uintptr_t)tables.xsdt;
}

static void table_sum(struct table *table)
{
	table->checksum = 0;
	table->checksum = sum_complement(table, table->length);
}

void tables_sum(void)
{
	struct rsdp *rsdp = tables.rsdp;

	if (!rsdp)
		return;
	table_sum(tables.madt);
	table_sum(tables.fadt);
	table_sum(tables.xsdt);
	table_sum(tables.rsdt);
	rsdp->checksum = 0;
	rsdp->checksum = sum_complement(rsdp, 20);
	rsdp->extended_checksum = 0;
	rsdp->extended_checksum = sum_complement(rsdp, sizeof(*rsdp));
}

/* Not by InstallConfigurationTable(), which tells drivers, and those stumble over what is broken.
 */
void tables_install(void)
{
	EFI_CONFIGURATION_TABLE *old = configuration_find((EFI_GUID)ACPI_TABLE_GUID);

	if (!tables.rsdp)
		return;
	configuration_find((EFI_GUID)ACPI_20_TABLE_GUID)->VendorTable = tables.rsdp;
	if (old)
		old->VendorGuid = (EFI_GUID){0};
}
