/* SPDX-License-Identifier: BSD-2-Clause */
#include "waiting.h"
#include "door.h"

_Static_assert(offsetof(struct waiting, number) == WAITING_NUMBER - WAITING, "waiting.h");
_Static_assert(offsetof(struct waiting, distributor) == WAITING_DISTRIBUTOR - WAITING, "waiting.h");
_Static_assert(offsetof(struct waiting, interface) == WAITING_INTERFACE - WAITING, "waiting.h");
_Static_assert(offsetof(struct waiting, redistributor) == WAITING_REDISTRIBUTOR - WAITING,
	       "waiting.h");
_Static_assert(offsetof(struct waiting, ready) == WAITING_READY - WAITING, "waiting.h");

enum { CORES_MAX = 64, LINE_BYTES = 16, READY_S = 20, EL_SHIFT = 2, EL2 = 2 };
#define PSCI_CPU_ON    0xC4000003ull
#define MPIDR_AFFINITY 0xFF00FFFFFFull

static uint8_t *pages[CORES_MAX];
static unsigned int page_count;
static uint64_t entry_address;

#define sysreg_read(name)                                                                          \
	({                                                                                         \
		uint64_t value_;                                                                   \
		__asm__ volatile("mrs %0, " name : "=r"(value_));                                  \
		value_;                                                                            \
	})

uint8_t *waiting_add(uint64_t id)
{
	uint8_t *page;

	if (page_count == CORES_MAX)
		give_up("too many cores for this break");
	page = pages_take(EfiReservedMemoryType, 1, BELOW_4G);
	waiting_of(page)->id = id;
	pages[page_count++] = page;
	return page;
}

/* QEMU's PSCI is called by HVC, and by SMC where the guest has EL2 itself. */
static int64_t cpu_on(uint64_t id, uint64_t entry, uint64_t context)
{
	register uint64_t x0 __asm__("x0") = PSCI_CPU_ON;
	register uint64_t x1 __asm__("x1") = id;
	register uint64_t x2 __asm__("x2") = entry;
	register uint64_t x3 __asm__("x3") = context;

	if (sysreg_read("CurrentEL") >> EL_SHIFT == EL2)
		__asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)::"memory");
	else
		__asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)::"memory");
	return (int64_t)x0;
}

/* A core that starts reads past the caches. */
static void clean(const void *bytes, size_t size)
{
	for (size_t i = 0; i < size; i += LINE_BYTES)
		__asm__ volatile("dc civac, %0" : : "r"((const uint8_t *)bytes + i) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
}

static void await_ready(const uint8_t *page)
{
	const volatile uint32_t *ready = (const volatile uint32_t *)(page + WAITING_READY);
	uint64_t start = sysreg_read("cntvct_el0"), span = READY_S * sysreg_read("cntfrq_el0");

	while (!*ready && sysreg_read("cntvct_el0") - start < span)
		__asm__ volatile("yield");
}

/* From where the firmware keeps them, off or in a loop of its own, into the stand-in's. */
static EFI_STATUS gather(EFI_HANDLE image, UINTN key)
{
	EFI_STATUS status = door_leave(image, key);

	if (EFI_ERROR(status))
		return status;
	for (unsigned int i = 0; i < page_count; i++) {
		uint64_t id = waiting_of(pages[i])->id;

		clean(pages[i], PAGE_BYTES);
		if (id != (sysreg_read("mpidr_el1") & MPIDR_AFFINITY) &&
		    cpu_on(id, entry_address, (uintptr_t)pages[i]) == 0)
			await_ready(pages[i]);
	}
	return status;
}

void waiting_start(const uint8_t *entry)
{
	uint8_t *code = pages_take(EfiReservedMemoryType, 1, BELOW_4G);

	memcpy(code, waiting_begin, (size_t)(waiting_end - waiting_begin));
	clean(code, PAGE_BYTES);
	entry_address = (uintptr_t)code + (uint64_t)(entry - waiting_begin);
	door_hook(gather);
}
