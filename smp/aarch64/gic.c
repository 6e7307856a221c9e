/* SPDX-License-Identifier: BSD-2-Clause */
/* The distributor, a GICv2, and what arrives. */
#include "gic_aarch64.h"
#include "arch_io.h"
#include "arch_percpu.h"
#include "cpu.h"
#include "ipi.h"
#include "tick.h"

enum {
	STORM = 1000,
	NMIS_BEGIN = 8, /* a word of priorities for themselves */
	NMIS_END = 12,
};
#define SGIS	 0xFFFFu
#define NMI_SGIS ((1u << IPI_KINDS) - (1u << IPI_MASKABLE_KINDS))
_Static_assert((int)IPI_MASKABLE_KINDS == NMIS_BEGIN && (int)IPI_KINDS <= NMIS_END, "one word");

struct gic_state gic;

/* ---- registers ---- */

void gic_bit_write(enum gicd reg, unsigned int intid)
{
	uint64_t registers = intid < INTID_PPIS_END ? gic_core_of(arch_this_percpu())->registers
						    : gic.is->distributor;

	if (intid < INTID_SPIS_END) /* others have no place there */
		arch_mmio_write32(registers + reg + intid / 32 * 4, 1u << intid % 32);
}

static void quiet(uint64_t registers)
{
	arch_mmio_write32(registers + GICD_ICENABLER, UINT32_MAX);
	arch_mmio_write32(registers + GICD_ICPENDR, UINT32_MAX);
	arch_mmio_write32(registers + GICD_ICACTIVER, UINT32_MAX);
	arch_mmio_write32(registers + GICD_IGROUPR, UINT32_MAX);
}

void gic_quiet_shared(void)
{
	uint32_t last = arch_mmio_read32(gic.is->distributor + GICD_TYPER) & GICD_TYPER_WORDS;

	for (uint32_t word = 1; word <= last; word++)
		quiet(gic.is->distributor + word * sizeof(uint32_t));
}

void gic_quiet_own(void)
{
	uint64_t registers = gic_core_of(arch_this_percpu())->registers;

	quiet(registers);
	for (unsigned int i = 0; i < INTID_PPIS_END; i += sizeof(uint32_t))
		arch_mmio_write32(registers + GICD_IPRIORITYR + i,
				  0x01010101u *
					  (i == NMIS_BEGIN ? GIC_PRIORITY_NMI : GIC_PRIORITY_IPI));
	if (gic.is->has_fiq)
		arch_mmio_write32(registers + GICD_IGROUPR, ~NMI_SGIS);
	arch_mmio_write32(registers + GICD_ISENABLER, SGIS);
}

/* ---- GICv2, Arm IHI 0048B: a core sees its own first 32 interrupts in the distributor ---- */

static void gicc_write(unsigned int at, uint32_t value)
{
	arch_mmio_write32(gic.is->cpu_interface + at, value);
}

static void v2_open(void)
{
	gic.target_bits = SGIR_TARGETS;
	arch_mmio_write32(gic.is->distributor + GICD_CTLR, 0);
	gic_quiet_shared();
	arch_mmio_write32(gic.is->distributor + GICD_CTLR,
			  GICD_CTLR_GROUP0 | (gic.is->has_fiq ? GICD_CTLR_GROUP1 : 0));
}

/* Pending SGIs are cleared by who sent them (4.3.17); active priorities of the firmware's would
   keep ours away (4.4.11). ITARGETSR tells a core its own interface (4.3.12), and nothing where
   there is but one. */
static enum status v2_core_open(void)
{
	uint32_t target = arch_mmio_read32(gic.is->distributor + GICD_ITARGETSR) & 0xFF;

	gicc_write(GICC_CTLR, 0);
	for (unsigned int i = 0; i < INTID_SGIS_END; i += sizeof(uint32_t))
		arch_mmio_write32(gic.is->distributor + GICD_CPENDSGIR + i, UINT32_MAX);
	*gic_core_of(arch_this_percpu()) =
		(struct gic_core){.target = (target ? target : 1) << SGIR_TARGET_SHIFT,
				  .registers = gic.is->distributor};
	gic_quiet_own();
	for (unsigned int at = GICC_APR; at < GICC_APRS_END; at += sizeof(uint32_t))
		gicc_write(at, 0);
	gicc_write(GICC_BPR, 0);
	gicc_write(GICC_ABPR, 0);
	gicc_write(GICC_PMR, GIC_PRIORITY_ALL);
	gicc_write(GICC_CTLR,
		   GICC_CTLR_GROUP0 |
			   (gic.is->has_fiq ? GICC_CTLR_GROUP1 | GICC_CTLR_ACK_BOTH | GICC_CTLR_FIQ
					    : 0));
	return STATUS_OK;
}

/* ---- behind the door ---- */

void gic_open(const struct machine *machine)
{
	gic = (struct gic_state){.is = &machine->arch.gic, .v3 = machine->arch.gic.version == 3};
	if (gic.v3)
		gic_v3_open();
	else if (gic.is->version)
		v2_open();
}

enum status gic_core_open(void)
{
	timer_open();
	return gic.v3 ? gic_v3_core_open() : gic.is->version ? v2_core_open() : STATUS_NOT_FOUND;
}

bool gic_reaches(cpu_index cpu)
{
	return gic.v3 ? gic_core_of(arch_percpu(cpu))->target
		      : gic.is->version && cpu < GICV2_CORES;
}

/* ISB: what comes from here on stays pending. */
void arch_silence(void)
{
	if (gic.v3)
		sysreg_write(ICC_IGRPEN1_EL1, 0);
	else if (gic.is->version)
		gicc_write(GICC_CTLR, gic.is->has_fiq ? GICC_CTLR_GROUP0 | GICC_CTLR_FIQ : 0);
	isb();
}

bool arch_has_nmi(void)
{
	return gic.is->has_fiq;
}

/* ---- what arrives ---- */

/* DSB: the redistributor has the acknowledgement (IHI 0069H 12.1.6), so what is read from here on
   is not older than what came with the interrupt. */
static inline uint32_t acknowledge(bool fiq)
{
	uint64_t ack = !gic.v3 ? arch_mmio_read32(gic.is->cpu_interface + GICC_IAR)
		       : fiq   ? sysreg_read(ICC_IAR0_EL1)
			       : sysreg_read(ICC_IAR1_EL1);

	dsb(sy);
	return (uint32_t)ack;
}

/* ISB: it is over before the handler opens interrupts again. */
static inline void end(uint32_t ack, bool fiq)
{
	if (!gic.v3)
		arch_mmio_write32(gic.is->cpu_interface + GICC_EOIR, ack);
	else if (fiq)
		sysreg_write(ICC_EOIR0_EL1, ack);
	else
		sysreg_write(ICC_EOIR1_EL1, ack);
	isb();
}

static inline unsigned int intid_of(uint32_t ack)
{
	return gic.v3 ? ack : ack & INTID_V2_MASK;
}

static bool is_nmi(unsigned int intid)
{
	return intid - IPI_MASKABLE_KINDS < IPI_KINDS - IPI_MASKABLE_KINDS;
}

/* A source that fires without end, and that nobody serves, is shut off. */
static void take_unexpected(struct percpu *self, unsigned int intid)
{
	cpu_note_unexpected(intid);
	counter_add(&self->unexpected, 1);
	if (counter_read(&self->unexpected) > STORM)
		gic_bit_write(GICD_ICENABLER, intid);
}

static __attribute__((noinline)) void take_other(unsigned int intid, uint32_t ack)
{
	struct percpu *self = arch_this_percpu();
	bool is_tick;
	ticks start;

	if (intid >= INTID_SPIS_END && intid < INTID_SPECIAL_END) {
		counter_add(&self->spurious, 1);
		return;
	}
	is_tick = timer_take(intid); /* before the end, or its level is signalled once more */
	start = arch_clock_read();
	end(ack, false);
	if (intid == INTID_END) {
		atomic_store_explicit(&ipi_end_span, arch_clock_read() - start,
				      memory_order_relaxed);
		return;
	}
	if (is_nmi(intid)) { /* a GICv2's, between the exception and this: as FIQ, please */
		ipi_send_self(intid);
		return;
	}
	self->in_interrupt++;
	if (is_tick)
		tick_local();
	else
		take_unexpected(self, intid);
	self->in_interrupt--;
}

void gic_take(void)
{
	uint32_t ack = acknowledge(false);
	unsigned int intid = intid_of(ack);

	if (intid >= IPI_MASKABLE_KINDS) {
		take_other(intid, ack);
		return;
	}
	end(ack, false); /* first, as the handler may park the core */
	ipi_handle((enum ipi_kind)intid);
}

/* A GICv2 may give an IPI instead, when the NMI is gone: as IRQ, please. */
bool gic_take_fiq(void)
{
	uint32_t ack = acknowledge(true);
	unsigned int intid = intid_of(ack);

	if (intid >= INTID_SPIS_END && intid < INTID_SPECIAL_END)
		return false;
	end(ack, true);
	if (!is_nmi(intid) && intid < INTID_SGIS_END)
		ipi_send_self(intid);
	return is_nmi(intid);
}
