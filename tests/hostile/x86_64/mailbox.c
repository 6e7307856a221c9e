/* SPDX-License-Identifier: BSD-2-Clause */
/* A stand-in for firmware with a multiprocessor wake-up mailbox, ACPI 6.5, 5.2.12.19. */
#include "cores.h"
#include "door.h"
#include "machine_io.h"
#include "mailbox.h"
#include "tables.h"

extern const uint8_t mailbox_core_begin[], mailbox_core_end[]; /* mailbox_core.S */

enum { TYPE_WAKEUP = 0x10, ENTRY_BYTES = 16, MISALIGNED_BY = 4 };
enum { ICR_INIT = 0x500, ICR_START = 0x600, ICR_ASSERT = 1 << 14, ICR_OTHERS = 3 << 18 };
enum { LARGE_PAGES = 512, DIRECTORIES = 4, PRESENT_WRITABLE = 3, LARGE = 0x80 };
#define LARGE_PAGE_BYTES 0x200000ull
#define INIT_TICKS	 100000000ull /* 10 ms and more on any machine */
#define READY_TICKS	 20000000000ull

struct __attribute__((packed)) core_page {
	uint8_t jump[PAGE_CR3];
	uint32_t cr3;
	uint32_t far_offset;
	uint16_t far_selector;
	uint16_t gdt_limit;
	uint32_t gdt_base;
	uint64_t mailbox;
	uint32_t ready;
	uint16_t long_entry, gdt_entry; /* offsets in the page */
};
_Static_assert(offsetof(struct core_page, far_offset) == PAGE_FAR, "mailbox.h");
_Static_assert(offsetof(struct core_page, gdt_limit) == PAGE_GDT, "mailbox.h");
_Static_assert(offsetof(struct core_page, mailbox) == PAGE_MAILBOX, "mailbox.h");
_Static_assert(offsetof(struct core_page, ready) == PAGE_READY, "mailbox.h");
_Static_assert(offsetof(struct core_page, gdt_entry) == PAGE_GDT_ENTRY, "mailbox.h");

static struct core_page *core_page;
static unsigned int waiting_wanted;

/* One to one, the first 4 GiB. */
static uint32_t build_page_tables(void)
{
	uint64_t *pages = pages_take(EfiReservedMemoryType, 2 + DIRECTORIES, BELOW_4G);
	uint64_t *pointers = pages + LARGE_PAGES, *large = pages + 2 * LARGE_PAGES;

	pages[0] = (uintptr_t)pointers | PRESENT_WRITABLE;
	for (unsigned int i = 0; i < DIRECTORIES; i++)
		pointers[i] = (uintptr_t)(large + i * LARGE_PAGES) | PRESENT_WRITABLE;
	for (unsigned int i = 0; i < DIRECTORIES * LARGE_PAGES; i++)
		large[i] = i * LARGE_PAGE_BYTES | LARGE | PRESENT_WRITABLE;
	return (uint32_t)(uintptr_t)pages;
}

static void build_core_page(void *mailbox)
{
	uint32_t base;

	core_page = pages_take(EfiReservedMemoryType, 1, LOW_END - 1);
	base = (uint32_t)(uintptr_t)core_page;
	memcpy(core_page, mailbox_core_begin, (size_t)(mailbox_core_end - mailbox_core_begin));
	core_page->cr3 = build_page_tables();
	core_page->far_offset = base + core_page->long_entry;
	core_page->far_selector = CODE64;
	core_page->gdt_limit = 2 * sizeof(uint64_t) - 1;
	core_page->gdt_base = base + core_page->gdt_entry;
	core_page->mailbox = (uintptr_t)mailbox;
}

static void list(uint64_t address)
{
	struct __attribute__((packed)) {
		uint8_t type, length;
		uint16_t version;
		uint32_t reserved;
		uint64_t address;
	} entry = {TYPE_WAKEUP, ENTRY_BYTES, 0, 0, address};

	madt_append(&entry, sizeof(entry));
}

static void pass(uint64_t span)
{
	for (uint64_t start = __builtin_ia32_rdtsc(); __builtin_ia32_rdtsc() - start < span;)
		__builtin_ia32_pause();
}

/* Out of the firmware's own waiting loop, into the stand-in's. */
static EFI_STATUS gather(EFI_HANDLE image, UINTN key)
{
	const volatile struct core_page *page = core_page;
	EFI_STATUS status = door_leave(image, key);
	uint64_t start;

	if (EFI_ERROR(status))
		return status;
	__asm__ volatile("cli");
	apic_write(APIC_ICR_LOW, ICR_INIT | ICR_ASSERT | ICR_OTHERS);
	pass(INIT_TICKS);
	apic_write(APIC_ICR_LOW,
		   ICR_START | ICR_ASSERT | ICR_OTHERS | (uint32_t)((uintptr_t)core_page >> 12));
	for (start = __builtin_ia32_rdtsc();
	     page->ready < waiting_wanted && __builtin_ia32_rdtsc() - start < READY_TICKS;)
		__builtin_ia32_pause();
	return status;
}

static void mailbox(void)
{
	void *page = pages_take(EfiReservedMemoryType, 1, BELOW_4G);

	waiting_wanted = core_count_others();
	build_core_page(page);
	list((uintptr_t)page);
	door_hook(gather);
}

/* Nobody looks into it: the cores stay where the firmware left them. */
static void deaf(void)
{
	list((uintptr_t)pages_take(EfiReservedMemoryType, 1, BELOW_4G));
}

static void nowhere(void)
{
	list(0);
}

static void misaligned(void)
{
	list((uintptr_t)pages_take(EfiReservedMemoryType, 1, BELOW_4G) + MISALIGNED_BY);
}

const struct breakage mailbox_breaks[] = {
	{"mailbox", PHASE_TABLES, mailbox},
	{"mailbox-deaf", PHASE_TABLES, deaf},
	{"mailbox-nowhere", PHASE_TABLES, nowhere},
	{"mailbox-misaligned", PHASE_TABLES, misaligned},
	{0},
};
