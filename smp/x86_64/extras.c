/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the APIC and of MWAIT is only there to be measured. */
#include "core.h"
#include "apic.h"
#include "ipi.h"
#include "vectors.h"

/* ---- to oneself (SDM 3A 11.6.1, 11.12.11) ---- */

static void send_shorthand(enum ipi_kind kind)
{
	if (apic_icr_write(0, ICR_SELF | ICR_FIXED | ICR_ASSERT | (VECTOR_IPI + kind)) != STATUS_OK)
		ipi_note_unsent();
}

static void send_register(enum ipi_kind kind)
{
	apic_write(APIC_SELF_IPI, VECTOR_IPI + kind);
}

static const struct self_way self_ways[] = {
	{"self-ipi", send_register}, {"shorthand", send_shorthand}, {NULL, NULL}};

static const struct self_way *ways(void)
{
	return apic_is_x2apic() ? self_ways : self_ways + 1;
}

/* ---- the end of an interrupt ---- */

static void send_end(void)
{
	if (apic_icr_write(0, ICR_SELF | ICR_FIXED | ICR_ASSERT | VECTOR_END) != STATUS_OK)
		ipi_note_unsent();
}

void extras_take_end(void)
{
	ticks start = arch_clock_read();

	apic_eoi();
	atomic_store_explicit(&ipi_end_span, arch_clock_read() - start, memory_order_relaxed);
}

const struct arch_extras arch_extras = {
	.self_ways = ways,
	.send_end = send_end,
	.mode_name = apic_mode_name,
	.mode = apic_mode_now,
	.mode_change = apic_mode_change,
	.mwait_hint = idle_mwait_hint,
	.mwait_choose = idle_mwait_choose,
};
