/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables from before ACPI, Intel MultiProcessor Specification 1.4, chapter 4. */
#include "cores.h"
#include "machine_io.h"
#include "tables.h"

enum { SPECIFICATION_1_4 = 4, LAPIC_VERSION = 0x14, IOAPIC_VERSION = 0x11, IOAPIC_ID = 0xF };
enum { TYPE_CPU, TYPE_BUS, TYPE_IOAPIC, TYPE_INTERRUPT, TYPE_LOCAL };
enum { CPU_ENABLED = 1, CPU_BOOT = 2, KIND_NMI = 1, ALL = 0xFF, ISA_INTERRUPTS = 16 };
enum { BDA_EBDA = 0x40E, BDA_BASE_KIB = 0x413, ROM = 0xF0000, KIB_SHIFT = 10, POINTER_AT = 0x80 };

struct pointer { /* 4.1 */
	char signature[4];
	uint32_t table;
	uint8_t paragraphs, revision, checksum, features[5];
} __attribute__((packed));
_Static_assert(sizeof(struct pointer) == 16, "MPS 1.4, figure 4-2");

struct configuration { /* 4.2 */
	char signature[4];
	uint16_t length;
	uint8_t revision, checksum;
	char oem[8], product[12];
	uint32_t oem_table;
	uint16_t oem_size, count;
	uint32_t lapic;
	uint16_t extended_length;
	uint8_t extended_checksum, reserved;
} __attribute__((packed));
_Static_assert(sizeof(struct configuration) == 44, "MPS 1.4, figure 4-3");

struct cpu { /* 4.3.1 */
	uint8_t type, id, version, flags;
	uint32_t signature, features, reserved[2];
};
_Static_assert(sizeof(struct cpu) == 20, "MPS 1.4, figure 4-4");

static void add(struct configuration *table, const void *entry, size_t size)
{
	memcpy((uint8_t *)table + table->length, entry, size);
	table->length += (uint16_t)size;
	table->count++;
}

static void add_cpus(struct configuration *table)
{
	for (unsigned int i = 0; i <= core_count_others(); i++) {
		struct cpu cpu = {.type = TYPE_CPU,
				  .id = core_id(i),
				  .version = LAPIC_VERSION,
				  .flags = CPU_ENABLED | (i ? 0 : CPU_BOOT)};

		add(table, &cpu, sizeof(cpu));
	}
}

/* Bus, I/O APIC, the ISA's interrupts, an NMI. The timer is on pin 2. */
static void add_interrupts(struct configuration *table)
{
	static const uint8_t bus[] = {TYPE_BUS, 0, 'I', 'S', 'A', ' ', ' ', ' '};
	static const uint8_t ioapic[] = {TYPE_IOAPIC, IOAPIC_ID, IOAPIC_VERSION, 1,
					 0,	      0,	 0xC0,		 0xFE};
	static const uint8_t nmi[] = {TYPE_LOCAL, KIND_NMI, 0, 0, 0, 0, ALL, 1};

	add(table, bus, sizeof(bus));
	add(table, ioapic, sizeof(ioapic));
	for (uint8_t i = 0; i < ISA_INTERRUPTS; i++) {
		uint8_t entry[] = {TYPE_INTERRUPT, 0, 0, 0, 0, i, IOAPIC_ID, i ? i : 2};

		if (i != 2)
			add(table, entry, sizeof(entry));
	}
	add(table, nmi, sizeof(nmi));
}

static uint32_t build_table(void)
{
	struct configuration *table = pages_take(EfiReservedMemoryType, 2, BELOW_4G);

	*table = (struct configuration){.signature = "PCMP",
					.length = sizeof(*table),
					.revision = SPECIFICATION_1_4,
					.oem = "HOSTILE ",
					.product = "FIRMWARE    ",
					.lapic = 0xFEE00000};
	add_cpus(table);
	add_interrupts(table);
	table->checksum = sum_complement(table, table->length);
	return (uint32_t)(uintptr_t)table;
}

static void *put_pointer(void *place)
{
	struct pointer pointer = {"_MP_", build_table(), sizeof(pointer) / 16, SPECIFICATION_1_4, 0,
				  {0}};

	pointer.checksum = sum_complement(&pointer, sizeof(pointer));
	memcpy(place, &pointer, sizeof(pointer));
	if (memcmp(place, &pointer, sizeof(pointer)))
		give_up("the place for the MP tables cannot be written");
	return place;
}

static void by_guid(void)
{
	EFI_GUID guid = MPS_TABLE_GUID;

	the_boot->InstallConfigurationTable(
		&guid, put_pointer(pages_take(EfiReservedMemoryType, 1, BELOW_4G)));
}

/* Not so, that the compiler sees an array at a null pointer. */
static void bda_write(uintptr_t address, uint16_t value)
{
	__asm__ volatile("movw %0, (%1)" : : "r"(value), "r"(address) : "memory");
}

static void in_ebda(void)
{
	uint8_t *ebda = pages_take(EfiReservedMemoryType, 1, LOW_END - 1);

	bda_write(BDA_EBDA, (uint16_t)((uintptr_t)ebda >> 4));
	put_pointer(ebda + POINTER_AT);
}

static void in_base(void)
{
	uint8_t *last = pages_take(EfiReservedMemoryType, 1, LOW_END - 1);

	bda_write(BDA_EBDA, 0);
	bda_write(BDA_BASE_KIB, (uint16_t)(((uintptr_t)last >> KIB_SHIFT) + 1));
	put_pointer(last + POINTER_AT);
}

static void in_rom(void)
{
	rom_open();
	put_pointer((void *)(uintptr_t)(ROM + POINTER_AT));
}

static void wrong_sum(void)
{
	struct pointer *pointer;

	rom_open();
	pointer = put_pointer((void *)(uintptr_t)(ROM + POINTER_AT));
	((struct configuration *)(uintptr_t)pointer->table)->checksum++;
}

const struct breakage mps_breaks[] = {
	{"mps-guid", PHASE_MACHINE, by_guid},  {"mps-ebda", PHASE_MACHINE, in_ebda},
	{"mps-base", PHASE_MACHINE, in_base},  {"mps-rom", PHASE_MACHINE, in_rom},
	{"mps-sum", PHASE_MACHINE, wrong_sum}, {0},
};
