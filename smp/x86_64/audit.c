/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what the firmware left in the registers of the core that runs this. */
#include "audit_x86_64.h"
#include "arch.h"
#include "audit_catch.h"
#include "mem.h"
#include "regs.h"

/* SDM 4 2.1; APM 2 appendix A. */
enum audit_msr {
	AUDIT_MSR_FEATURE_CONTROL = 0x3A,
	AUDIT_MSR_TSC_ADJUST = 0x3B,
	AUDIT_MSR_SPEC_CTRL = 0x48,
	AUDIT_MSR_BIOS_SIGN_ID = 0x8B,
	AUDIT_MSR_PLATFORM_INFO = 0xCE,
	AUDIT_MSR_MTRRCAP = 0xFE,
	AUDIT_MSR_MISC_ENABLE = 0x1A0,
	AUDIT_MSR_SMRR_BASE = 0x1F2,
	AUDIT_MSR_SMRR_MASK = 0x1F3,
	AUDIT_MSR_MTRR_PHYSBASE0 = 0x200,
	AUDIT_MSR_MTRR_DEF_TYPE = 0x2FF,
	AUDIT_MSR_SYSCFG = 0xC0010010,
	AUDIT_MSR_HWCR = 0xC0010015,
	AUDIT_MSR_TOP_MEM = 0xC001001A,
	AUDIT_MSR_TOM2 = 0xC001001D,
	AUDIT_MSR_SMM_ADDR = 0xC0010112,
	AUDIT_MSR_SMM_MASK = 0xC0010113,
};

static const uint16_t fixed_mtrrs[AUDIT_FIXED_MTRRS] = {
	0x250, 0x258, 0x259, 0x268, 0x269, 0x26A, 0x26B, 0x26C, 0x26D, 0x26E, 0x26F,
};

enum audit_bits {
	CPUID1_ECX_VMX = 1u << 5,
	CPUID1_ECX_SMX = 1u << 6,
	CPUID1_EDX_MTRR = 1u << 12,
	CPUID1_EDX_MCA = 1u << 14,
	CPUID1_EDX_PAT = 1u << 16,
	CPUID7_EBX_TSC_ADJUST = 1u << 1,
	CPUID7_EDX_HYBRID = 1u << 15,
	CPUID7_EDX_SPEC_CTRL = 1u << 26,
	CPUID_80000008_EBX_SPEC_CTRL = 1u << 14 | 1u << 15 | 1u << 24, /* IBRS, STIBP, SSBD */
	CPUID_80000026_EAX_HETEROGENEOUS = 1u << 30,
	MTRRCAP_COUNT = 0xFF,
	MTRRCAP_FIXED = 1u << 8,
	MTRRCAP_SMRR = 1u << 11,
	REVISION_SHIFT = 32, /* of Intel's: the upper half */
};

/* Where everything has a fixed place, the xAPIC's page is mapped in any firmware. */
#define APIC_BASE_USUAL 0xFEE00000ull

/* What decides which registers are there. */
struct reader {
	struct audit_core *core;
	struct processor processor;
	struct cpuid_leaf basic, structured, extended_8;
	uint32_t most, most_extended;
};

static struct cpuid_leaf leaf_if(uint32_t leaf, uint32_t subleaf, uint32_t most)
{
	return leaf <= most ? cpuid(leaf, subleaf) : (struct cpuid_leaf){0, 0, 0, 0};
}

static struct reader reader_open(struct audit_core *core)
{
	struct reader r = {
		.core = core,
		.processor = processor_read(),
		.basic = cpuid(1, 0),
		.most = cpuid(0, 0).eax,
		.most_extended = cpuid(0x80000000u, 0).eax,
	};

	r.structured = leaf_if(7, 0, r.most);
	r.extended_8 = leaf_if(0x80000008u, 0, r.most_extended);
	return r;
}

static bool is_intel(const struct reader *r)
{
	return r->processor.vendor == VENDOR_INTEL;
}

static bool is_amd(const struct reader *r)
{
	return r->processor.vendor == VENDOR_AMD || r->processor.vendor == VENDOR_HYGON;
}

/* 0 where it faults. */
static uint64_t read_msr(const struct reader *r, unsigned int number, uint32_t msr)
{
	uint64_t value = 0;

	if (catch_msr_read(msr, &value))
		audit_put(r->core, number, value);
	else
		audit_put_fault(r->core, number);
	return value;
}

/* ---- leaves ---- */

static void read_leaves(const struct reader *r)
{
	struct audit_core *core = r->core;

	audit_put(core, AUDIT_CPUID_1_EAX, r->basic.eax);
	audit_put(core, AUDIT_CPUID_1_ECX, r->basic.ecx);
	audit_put(core, AUDIT_CPUID_1_EDX, r->basic.edx);
	if (r->most >= 7) {
		audit_put(core, AUDIT_CPUID_7_EBX, r->structured.ebx);
		audit_put(core, AUDIT_CPUID_7_ECX, r->structured.ecx);
		audit_put(core, AUDIT_CPUID_7_EDX, r->structured.edx);
	}
	if (r->most >= 0xD)
		audit_put(core, AUDIT_CPUID_D_1_EAX, cpuid(0xD, 1).eax);
	if (r->most >= 0x1A && r->structured.edx & CPUID7_EDX_HYBRID)
		audit_put(core, AUDIT_CPUID_1A_EAX, cpuid(0x1A, 0).eax);
}

static void read_extended_leaves(const struct reader *r)
{
	struct audit_core *core = r->core;
	struct cpuid_leaf features = leaf_if(0x80000001u, 0, r->most_extended);
	struct cpuid_leaf topology = leaf_if(0x80000026u, 0, r->most_extended);

	if (r->most_extended >= 0x80000001u) {
		audit_put(core, AUDIT_CPUID_80000001_ECX, features.ecx);
		audit_put(core, AUDIT_CPUID_80000001_EDX, features.edx);
	}
	if (r->most_extended >= 0x80000008u) {
		audit_put(core, AUDIT_CPUID_80000008_EAX, r->extended_8.eax);
		audit_put(core, AUDIT_CPUID_80000008_EBX, r->extended_8.ebx);
	}
	if (is_amd(r) && topology.eax & CPUID_80000026_EAX_HETEROGENEOUS)
		audit_put(core, AUDIT_CPUID_80000026_EBX, topology.ebx);
}

/* ---- registers ---- */

/* SDM 3A 12.11. */
static void read_mtrrs(const struct reader *r)
{
	uint64_t cap;
	unsigned int count;

	if (!(r->basic.edx & CPUID1_EDX_MTRR))
		return;
	cap = read_msr(r, AUDIT_MTRR_CAP, AUDIT_MSR_MTRRCAP);
	read_msr(r, AUDIT_MTRR_DEF_TYPE, AUDIT_MSR_MTRR_DEF_TYPE);
	for (unsigned int i = 0; cap & MTRRCAP_FIXED && i < AUDIT_FIXED_MTRRS; i++)
		read_msr(r, AUDIT_MTRR_FIXED + i, fixed_mtrrs[i]);
	count = (unsigned int)(cap & MTRRCAP_COUNT);
	if (count > AUDIT_VARIABLE_MTRRS)
		count = AUDIT_VARIABLE_MTRRS;
	for (unsigned int i = 0; i < 2 * count; i++)
		read_msr(r, AUDIT_MTRR_VARIABLE + i, AUDIT_MSR_MTRR_PHYSBASE0 + i);
	if (is_intel(r) && cap & MTRRCAP_SMRR) {
		read_msr(r, AUDIT_SMRR_BASE, AUDIT_MSR_SMRR_BASE);
		read_msr(r, AUDIT_SMRR_MASK, AUDIT_MSR_SMRR_MASK);
	}
}

/* Intel's tells what CPUID 1 leaves there, which does so only over a 0 (SDM 3A 10.11.7.1). */
static void read_microcode(const struct reader *r)
{
	uint64_t value;

	if (is_amd(r)) {
		read_msr(r, AUDIT_MICROCODE, AUDIT_MSR_BIOS_SIGN_ID);
		return;
	}
	if (!is_intel(r))
		return;
	if (!catch_msr_write(AUDIT_MSR_BIOS_SIGN_ID, 0)) {
		audit_put_fault(r->core, AUDIT_MICROCODE);
		return;
	}
	cpuid(1, 0);
	if (catch_msr_read(AUDIT_MSR_BIOS_SIGN_ID, &value))
		audit_put(r->core, AUDIT_MICROCODE, value >> REVISION_SHIFT);
	else
		audit_put_fault(r->core, AUDIT_MICROCODE);
}

static void read_control(const struct reader *r)
{
	audit_put(r->core, AUDIT_CR0, cr0_read());
	audit_put(r->core, AUDIT_CR4, cr4_read());
	read_msr(r, AUDIT_EFER, MSR_EFER);
	read_msr(r, AUDIT_APIC_BASE, MSR_APIC_BASE);
	if (r->basic.edx & CPUID1_EDX_PAT)
		read_msr(r, AUDIT_PAT, MSR_PAT);
	if (r->basic.edx & CPUID1_EDX_MCA)
		read_msr(r, AUDIT_MCG_CAP, MSR_MCG_CAP);
	if (r->structured.ebx & CPUID7_EBX_TSC_ADJUST)
		read_msr(r, AUDIT_TSC_ADJUST, AUDIT_MSR_TSC_ADJUST);
	if (r->structured.edx & CPUID7_EDX_ARCH_CAPABILITIES)
		read_msr(r, AUDIT_ARCH_CAPABILITIES, MSR_ARCH_CAPABILITIES);
	if (r->structured.edx & CPUID7_EDX_SPEC_CTRL ||
	    (is_amd(r) && r->extended_8.ebx & CPUID_80000008_EBX_SPEC_CTRL))
		read_msr(r, AUDIT_SPEC_CTRL, AUDIT_MSR_SPEC_CTRL);
}

static bool has_invariant_tsc(const struct reader *r)
{
	return leaf_if(0x80000007u, 0, r->most_extended).edx & CPUID_80000007_EDX_INVARIANT_TSC;
}

/* MSR_PLATFORM_INFO came with Nehalem, as the invariant TSC did; CPUID tells of the latter only. */
static void read_intel(const struct reader *r)
{
	if (!is_intel(r))
		return;
	if (r->basic.ecx & (CPUID1_ECX_VMX | CPUID1_ECX_SMX))
		read_msr(r, AUDIT_FEATURE_CONTROL, AUDIT_MSR_FEATURE_CONTROL);
	if (r->processor.family == 0x6 || r->processor.family == 0xF)
		read_msr(r, AUDIT_MISC_ENABLE, AUDIT_MSR_MISC_ENABLE);
	if (r->processor.family == 0x6 && has_invariant_tsc(r))
		read_msr(r, AUDIT_PLATFORM_INFO, AUDIT_MSR_PLATFORM_INFO);
}

/* All of them came with the first 64-bit processors, family 0xF. */
static void read_amd(const struct reader *r)
{
	if (!is_amd(r))
		return;
	read_msr(r, AUDIT_SYSCFG, AUDIT_MSR_SYSCFG);
	read_msr(r, AUDIT_HWCR, AUDIT_MSR_HWCR);
	read_msr(r, AUDIT_TOP_MEM, AUDIT_MSR_TOP_MEM);
	read_msr(r, AUDIT_TOM2, AUDIT_MSR_TOM2);
	read_msr(r, AUDIT_SMM_ADDR, AUDIT_MSR_SMM_ADDR);
	read_msr(r, AUDIT_SMM_MASK, AUDIT_MSR_SMM_MASK);
}

/* ---- who it is ---- */

enum { LEAF_TOPOLOGY = 0xB, ID_LEVELS = 8, XAPIC_ID_IN_EBX = 24 };

/* Bits of the id below the package, by the last level that leaf 0xB lists (SDM 3A 9.9.3.2). */
static unsigned int package_shift(const struct reader *r)
{
	unsigned int shift = 0;

	if (r->most < LEAF_TOPOLOGY)
		return 8; /* as the ids of before that leaf had it at most */
	for (uint32_t level = 0; level < ID_LEVELS; level++) {
		struct cpuid_leaf leaf = cpuid(LEAF_TOPOLOGY, level);

		if (!(leaf.ecx >> 8 & 0xFF))
			break;
		shift = leaf.eax & 0x1F;
	}
	return shift;
}

/* As its APIC has it, wherever that can be asked without a page that may not be mapped. */
static hw_id own_id(const struct reader *r)
{
	uint64_t base = r->core->values[AUDIT_APIC_BASE];

	if (base & APIC_BASE_EXTD || (base & ~(uint64_t)APIC_BASE_FLAGS) == APIC_BASE_USUAL)
		return arch_own_id();
	return (hw_id){r->basic.ebx >> XAPIC_ID_IN_EBX};
}

const struct audit_terms *arch_audit_terms(void)
{
	return &audit_x86_64;
}

size_t arch_audit_scratch_size(void)
{
	return sizeof(struct catch);
}

/* What nobody can change says little here, and the firmware reads all of it on every core. */
void arch_audit_constant(struct audit_core *ret_core)
{
	memset(ret_core, 0, sizeof(*ret_core));
}

void arch_audit_read(void *scratch, struct audit_core *ret_core)
{
	struct catch *catch = scratch;
	struct reader r;

	memset(ret_core, 0, sizeof(*ret_core));
	r = reader_open(ret_core);
	read_leaves(&r);
	read_extended_leaves(&r);
	catch_open(catch);
	read_control(&r);
	read_mtrrs(&r);
	read_microcode(&r);
	read_intel(&r);
	read_amd(&r);
	catch_close(catch);
	ret_core->id = own_id(&r);
	ret_core->package = ret_core->id.value >> package_shift(&r);
}
