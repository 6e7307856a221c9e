/* SPDX-License-Identifier: BSD-2-Clause */
#include "apic.h"
#include "arch.h"
#include "wait.h"
#include "vectors.h"

enum {
	ICR_PENDING_US = 10000,
	LVT_COUNT_SHIFT = 16,
	ISR_REGISTERS = 8,
	VECTOR_COUNT = 256,
	XAPIC_ID_SHIFT = 24
};

static struct apic_mode apic; /* written on the boot core before any other runs */

bool apic_is_x2apic(void)
{
	return apic.x2apic;
}

const char *arch_apic_mode(void)
{
	return apic.x2apic ? "x2apic" : "xapic";
}

uint32_t apic_read(enum apic_register reg)
{
	if (apic.x2apic)
		return (uint32_t)msr_read(MSR_X2APIC + reg / 16);
	return *(volatile uint32_t *)(uintptr_t)(apic.base + reg);
}

void apic_write(enum apic_register reg, uint32_t value)
{
	if (apic.x2apic)
		msr_write(MSR_X2APIC + reg / 16, value);
	else
		*(volatile uint32_t *)(uintptr_t)(apic.base + reg) = value;
}

uint32_t apic_id(void)
{
	return apic.x2apic ? apic_read(APIC_ID) : apic_read(APIC_ID) >> XAPIC_ID_SHIFT;
}

void apic_eoi(void)
{
	apic_write(APIC_EOI, 0);
}

void apic_choose(const struct apic_mode *mode)
{
	apic = *mode;
}

void apic_follow(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);

	if (!(base & APIC_BASE_EXTD) == !apic.x2apic)
		return;
	if (apic.x2apic) {
		msr_write(MSR_APIC_BASE, base | APIC_BASE_EN);
		msr_write(MSR_APIC_BASE, base | APIC_BASE_EN | APIC_BASE_EXTD);
		return;
	}
	/* The only way from x2APIC to xAPIC leads through disabled (figure 11-27). */
	base &= ~(uint64_t)(APIC_BASE_EN | APIC_BASE_EXTD);
	msr_write(MSR_APIC_BASE, base);
	msr_write(MSR_APIC_BASE, base | APIC_BASE_EN);
}

static const enum apic_register lvts[] = {
	/* in the order in which versions added them */
	APIC_LVT_TIMER, APIC_LVT_LINT0,	  APIC_LVT_LINT1, APIC_LVT_ERROR,
	APIC_LVT_PERF,	APIC_LVT_THERMAL, APIC_LVT_CMCI,
};

void apic_mask_local(void)
{
	unsigned int count = (apic_read(APIC_VERSION) >> LVT_COUNT_SHIFT & 0xFF) + 1;

	for (unsigned int i = 0; i < ARRAY_SIZE(lvts) && i < count; i++)
		apic_write(lvts[i], apic_read(lvts[i]) | LVT_MASKED);
}

static bool apic_in_service(void)
{
	for (unsigned int i = 0; i < ISR_REGISTERS; i++)
		if (apic_read((enum apic_register)(APIC_ISR + i * 16)))
			return true;
	return false;
}

void apic_enable(void)
{
	apic_write(APIC_SVR, SVR_ENABLE | VECTOR_SPURIOUS);
	apic_mask_local();
	/* What the firmware left unfinished would keep all of its priority and below away. */
	for (unsigned int i = 0; i < VECTOR_COUNT && apic_in_service(); i++)
		apic_eoi();
	apic_write(APIC_TPR, 0);
}

void apic_nmi_open(uint8_t pin)
{
	if (pin <= 1)
		apic_write(pin ? APIC_LVT_LINT1 : APIC_LVT_LINT0, LVT_NMI);
}

void apic_disable(void)
{
	apic_mask_local();
	apic_write(APIC_SVR, VECTOR_SPURIOUS);
}

bool apic_serves(unsigned int vector)
{
	return apic_read((enum apic_register)(APIC_ISR + vector / 32 * 16)) >> vector % 32 & 1;
}

static enum status icr_settle(void)
{
	struct deadline deadline;

	if (!(apic_read(APIC_ICR_LOW) & ICR_PENDING))
		return STATUS_OK;
	deadline = deadline_in_us(ICR_PENDING_US);
	while (apic_read(APIC_ICR_LOW) & ICR_PENDING) {
		if (deadline_passed(deadline))
			return STATUS_TIMEOUT;
		arch_relax();
	}
	return STATUS_OK;
}

/* Two writes, the second of which sends: an interrupt in between could send its own. */
static enum status xapic_icr_write(uint32_t destination, uint32_t command)
{
	irq_flags flags = arch_irq_save();
	enum status status = icr_settle();

	if (status == STATUS_OK) {
		if (!(command & ICR_ALL_BUT_SELF))
			apic_write(APIC_ICR_HIGH, destination << XAPIC_ID_SHIFT);
		apic_write(APIC_ICR_LOW, command);
	}
	arch_irq_restore(flags);
	return status;
}

enum status apic_icr_write(uint32_t destination, uint32_t command)
{
	if (!apic.x2apic)
		return xapic_icr_write(destination, command);
	/* The x2APIC's WRMSR is not serialising: what the target is to see must be visible before
	   it (11.12.3). */
	__asm__ volatile("mfence; lfence" : : : "memory");
	msr_write(MSR_X2APIC + APIC_ICR_LOW / 16, (uint64_t)destination << 32 | command);
	return STATUS_OK;
}
