/* SPDX-License-Identifier: BSD-2-Clause */
/* Cores that are not as the others are. */
#include "cores.h"
#include "machine_io.h"
#include "mp_services.h"

#define TSC_ADJUST_BY 1000000000000ull
#define PAT_ODD	      0x0007040600070401ull /* entry 0 is write-combining */

static EFI_MP_SERVICES_PROTOCOL *mp_services(void)
{
	EFI_GUID guid = EFI_MP_SERVICES_PROTOCOL_GUID;
	EFI_MP_SERVICES_PROTOCOL *mp;

	if (EFI_ERROR(the_boot->LocateProtocol(&guid, NULL, (void **)&mp)))
		give_up("the firmware has no MP Services");
	return mp;
}

unsigned int core_count_others(void)
{
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services();
	UINTN total, enabled;

	mp->GetNumberOfProcessors(mp, &total, &enabled);
	return (unsigned int)enabled - 1;
}

uint8_t core_id(unsigned int number)
{
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services();
	EFI_PROCESSOR_INFORMATION info;

	if (EFI_ERROR(mp->GetProcessorInfo(mp, number, &info)))
		give_up("the firmware does not tell of a core");
	return (uint8_t)info.ProcessorId;
}

static void run_on_others(EFI_AP_PROCEDURE procedure, void *argument)
{
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services();

	if (EFI_ERROR(mp->StartupAllAPs(mp, procedure, FALSE, NULL, 0, argument, NULL)))
		give_up("the other cores cannot be asked");
}

/* The boot core is processor 0 of those that the firmware counts. */
static void run_on_last(EFI_AP_PROCEDURE procedure, void *argument)
{
	EFI_MP_SERVICES_PROTOCOL *mp = mp_services();

	if (EFI_ERROR(
		    mp->StartupThisAP(mp, procedure, core_count_others(), NULL, 0, argument, NULL)))
		give_up("the last core cannot be asked");
}

static void EFIAPI enter_x2apic(void *argument)
{
	(void)argument;
	msr_write(MSR_APIC_BASE, msr_read(MSR_APIC_BASE) | APIC_BASE_EXTD);
}

static void need_x2apic(void)
{
	enum { CPUID_X2APIC = 1 << 21 };

	if (!(cpuid_1_ecx() & CPUID_X2APIC))
		give_up("the processor has no x2APIC");
}

static void x2apic_all(void)
{
	need_x2apic();
	run_on_others(enter_x2apic, NULL);
	enter_x2apic(NULL);
}

static void x2apic_boot_core(void)
{
	need_x2apic();
	enter_x2apic(NULL);
}

static void x2apic_others(void)
{
	need_x2apic();
	run_on_others(enter_x2apic, NULL);
}

/* What is written into a register of the last core, and what is there in the end. */
struct change {
	enum msr msr;
	uint64_t value, found;
};

static void EFIAPI write_change(void *argument)
{
	struct change *change = argument;

	msr_write(change->msr, change->value);
}

static void EFIAPI read_change(void *argument)
{
	struct change *change = argument;

	change->found = msr_read(change->msr);
}

/* Some firmware sets the registers right again whenever it wakes a core, and QEMU's MTRRs do not
   survive an INIT. */
static void change_last(enum msr msr, uint64_t value)
{
	struct change change = {msr, value, 0};

	run_on_last(write_change, &change);
	run_on_last(read_change, &change);
	if (change.found != value)
		give_up("the register does not keep what is written into it");
}

static void mtrr(void)
{
	change_last(MSR_MTRR_FIX_4K_C0000, msr_read(MSR_MTRR_FIX_4K_C0000) ^ 0x0505050505050505ull);
}

static void pat(void)
{
	change_last(MSR_PAT, PAT_ODD);
}

static void tsc_adjust(void)
{
	change_last(MSR_TSC_ADJUST, TSC_ADJUST_BY);
}

const struct breakage core_breaks[] = {
	{"x2apic-all", PHASE_MACHINE, x2apic_all},
	{"x2apic-boot-core", PHASE_MACHINE, x2apic_boot_core},
	{"x2apic-others", PHASE_MACHINE, x2apic_others},
	{"mtrr", PHASE_MACHINE, mtrr},
	{"pat", PHASE_MACHINE, pat},
	{"tsc-adjust", PHASE_MACHINE, tsc_adjust},
	{0},
};
