/* SPDX-License-Identifier: BSD-2-Clause */
#include "apic.h"
#include "arch.h"
#include "percpu.h"
#include "wait.h"
#include "vectors.h"

enum {
	ICR_PENDING_US = 10000,
	LVT_COUNT_SHIFT = 16,
	VECTOR_REGISTERS = 8,
	VECTOR_COUNT = 256,
	LVT_MODE = 7u << 8,
	LVT_SMI = 2u << 8,
	LVT_VECTOR = 0xFF,
	THERMAL_INDEX = 5, /* in lvts */
};

struct apic_mode apic_mode;

uint32_t apic_id(void)
{
	return apic_mode.x2apic ? apic_read(APIC_ID) : apic_read(APIC_ID) >> XAPIC_ID_SHIFT;
}

void apic_follow(void)
{
	uint64_t base = msr_read(MSR_APIC_BASE);

	if (!(base & APIC_BASE_EXTD) == !apic_mode.x2apic)
		return;
	if (apic_mode.x2apic) {
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

static unsigned int lvt_count(void)
{
	unsigned int count = (apic_read(APIC_VERSION) >> LVT_COUNT_SHIFT & 0xFF) + 1;

	return count < ARRAY_SIZE(lvts) ? count : ARRAY_SIZE(lvts);
}

/* The boot core's thermal vector if it is the firmware's, which hears of heat by SMI; 0 if not. */
static uint32_t firmware_thermal;

void apic_choose(const struct apic_mode *mode)
{
	uint32_t thermal = 0;

	/* Still in the firmware's mode: a change of it may lose the local vectors (11.4.3). */
	apic_mode = (struct apic_mode){.x2apic = msr_read(MSR_APIC_BASE) & APIC_BASE_EXTD,
				       .base = mode->base};
	if (lvt_count() > THERMAL_INDEX)
		thermal = apic_read(APIC_LVT_THERMAL) & (LVT_VECTOR | LVT_MODE | LVT_MASKED);
	firmware_thermal = (thermal & LVT_MODE) == LVT_SMI ? thermal : 0;
	apic_mode = *mode;
}

/* All but those that raise SMIs, which are the firmware's. */
void apic_mask_local(void)
{
	unsigned int count = lvt_count();

	for (unsigned int i = 0; i < count; i++) {
		uint32_t lvt = apic_read(lvts[i]);

		if ((lvt & LVT_MODE) != LVT_SMI)
			apic_write(lvts[i], lvt | LVT_MASKED);
	}
}

static bool apic_has_any(enum apic_register first)
{
	for (unsigned int i = 0; i < VECTOR_REGISTERS; i++)
		if (apic_read((enum apic_register)(first + i * 16)))
			return true;
	return false;
}

/* What was latched before its source was masked comes as soon as interrupts are on, and would be
   held against this machine later. There is no other way to be rid of it. */
static void apic_take_leftovers(void)
{
	struct percpu *self = arch_this_percpu();

	if (!apic_has_any(APIC_IRR))
		return;
	self->takes_leftovers = true;
	arch_irq_enable();
	__asm__ volatile("nop"); /* STI lets one more instruction pass (SDM 2B, STI) */
	arch_irq_disable();
	self->takes_leftovers = false;
}

void apic_enable(void)
{
	apic_write(APIC_SVR, SVR_ENABLE | VECTOR_SPURIOUS);
	apic_mask_local();
	if (firmware_thermal) /* INIT masked it, and the firmware does not see this core again */
		apic_write(APIC_LVT_THERMAL, firmware_thermal);
	/* What the firmware left unfinished would keep all of its priority and below away. */
	for (unsigned int i = 0; i < VECTOR_COUNT && apic_has_any(APIC_ISR); i++)
		apic_eoi();
	apic_write(APIC_TPR, 0);
	apic_take_leftovers();
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
		if (!(command & ICR_ALL_BUT_SELF)) /* no shorthand */
			apic_write(APIC_ICR_HIGH, destination << XAPIC_ID_SHIFT);
		apic_write(APIC_ICR_LOW, command);
	}
	arch_irq_restore(flags);
	return status;
}

enum status apic_icr_write(uint32_t destination, uint32_t command)
{
	if (!apic_mode.x2apic)
		return xapic_icr_write(destination, command);
	x2apic_icr_write(destination, command);
	return STATUS_OK;
}
