/* SPDX-License-Identifier: BSD-2-Clause */
/* What was read, and who holds the same. */
#include "audit_order.h"
#include "fmt.h"
#include "mem.h"

static const char *const names[AUDIT_REGISTERS] = {
	[AUDIT_APIC_BASE] = "IA32_APIC_BASE",
	[AUDIT_MTRR_CAP] = "IA32_MTRRCAP",
	[AUDIT_MTRR_DEF_TYPE] = "IA32_MTRR_DEF_TYPE",
	[AUDIT_MTRR_FIXED] = "IA32_MTRR_FIX64K_00000",
	"IA32_MTRR_FIX16K_80000",
	"IA32_MTRR_FIX16K_A0000",
	"IA32_MTRR_FIX4K_C0000",
	"IA32_MTRR_FIX4K_C8000",
	"IA32_MTRR_FIX4K_D0000",
	"IA32_MTRR_FIX4K_D8000",
	"IA32_MTRR_FIX4K_E0000",
	"IA32_MTRR_FIX4K_E8000",
	"IA32_MTRR_FIX4K_F0000",
	"IA32_MTRR_FIX4K_F8000",
#define PAIR(n) "IA32_MTRR_PHYSBASE" #n, "IA32_MTRR_PHYSMASK" #n
	PAIR(0),
	PAIR(1),
	PAIR(2),
	PAIR(3),
	PAIR(4),
	PAIR(5),
	PAIR(6),
	PAIR(7),
	PAIR(8),
	PAIR(9),
	PAIR(10),
	PAIR(11),
	PAIR(12),
	PAIR(13),
	PAIR(14),
	PAIR(15),
#undef PAIR
	[AUDIT_PAT] = "IA32_PAT",
	[AUDIT_SMRR_BASE] = "IA32_SMRR_PHYSBASE",
	[AUDIT_SMRR_MASK] = "IA32_SMRR_PHYSMASK",
	[AUDIT_MICROCODE] = "MICROCODE_REVISION",
	[AUDIT_FEATURE_CONTROL] = "IA32_FEATURE_CONTROL",
	[AUDIT_MISC_ENABLE] = "IA32_MISC_ENABLE",
	[AUDIT_TSC_ADJUST] = "IA32_TSC_ADJUST",
	[AUDIT_EFER] = "IA32_EFER",
	[AUDIT_CR0] = "CR0",
	[AUDIT_CR4] = "CR4",
	[AUDIT_MCG_CAP] = "IA32_MCG_CAP",
	[AUDIT_ARCH_CAPABILITIES] = "IA32_ARCH_CAPABILITIES",
	[AUDIT_SPEC_CTRL] = "IA32_SPEC_CTRL",
	[AUDIT_PLATFORM_INFO] = "MSR_PLATFORM_INFO",
	[AUDIT_SYSCFG] = "SYSCFG",
	[AUDIT_HWCR] = "HWCR",
	[AUDIT_TOP_MEM] = "TOP_MEM",
	[AUDIT_TOM2] = "TOM2",
	[AUDIT_SMM_ADDR] = "SMM_ADDR",
	[AUDIT_SMM_MASK] = "SMM_MASK",
	[AUDIT_CPUID_1_EAX] = "CPUID_1_EAX",
	[AUDIT_CPUID_1_ECX] = "CPUID_1_ECX",
	[AUDIT_CPUID_1_EDX] = "CPUID_1_EDX",
	[AUDIT_CPUID_7_EBX] = "CPUID_7_EBX",
	[AUDIT_CPUID_7_ECX] = "CPUID_7_ECX",
	[AUDIT_CPUID_7_EDX] = "CPUID_7_EDX",
	[AUDIT_CPUID_D_1_EAX] = "CPUID_D_1_EAX",
	[AUDIT_CPUID_1A_EAX] = "CPUID_1A_EAX",
	[AUDIT_CPUID_80000026_EBX] = "CPUID_80000026_EBX",
	[AUDIT_CPUID_80000001_ECX] = "CPUID_80000001_ECX",
	[AUDIT_CPUID_80000001_EDX] = "CPUID_80000001_EDX",
	[AUDIT_CPUID_80000008_EAX] = "CPUID_80000008_EAX",
	[AUDIT_CPUID_80000008_EBX] = "CPUID_80000008_EBX",
};
_Static_assert(AUDIT_VARIABLE_MTRRS == 16, "PAIR(15) is the last");

const char *audit_register_name(unsigned int number)
{
	return number < AUDIT_REGISTERS ? names[number] : NULL;
}

/* ---- one core ---- */

static uint64_t bit_of(unsigned int number)
{
	return 1ull << (number % 64);
}

void audit_put(struct audit_core *core, unsigned int number, uint64_t value)
{
	if (number >= AUDIT_REGISTERS)
		return;
	core->read[number / 64] |= bit_of(number);
	core->values[number] = value;
}

void audit_put_fault(struct audit_core *core, unsigned int number)
{
	if (number < AUDIT_REGISTERS)
		core->faulted[number / 64] |= bit_of(number);
}

enum audit_state audit_state(const struct audit_core *core, unsigned int number)
{
	if (number >= AUDIT_REGISTERS)
		return AUDIT_ABSENT;
	if (core->read[number / 64] & bit_of(number))
		return AUDIT_READ;
	return core->faulted[number / 64] & bit_of(number) ? AUDIT_FAULTED : AUDIT_ABSENT;
}

uint64_t audit_value(const struct audit_core *core, unsigned int number)
{
	return audit_state(core, number) == AUDIT_READ ? core->values[number] : 0;
}

/* ---- all cores ---- */

void audit_open(struct audit *ret_audit, hw_id boot_id)
{
	ret_audit->count = ret_audit->lost = ret_audit->wanted_count = 0;
	ret_audit->lapic_address = 0;
	ret_audit->boot_id = boot_id;
	ret_audit->wanted = NULL;
	ret_audit->unread_reason = "";
}

void audit_add(struct audit *audit, const struct audit_core *core)
{
	if (audit->count < ARRAY_SIZE(audit->cores))
		audit->cores[audit->count++] = core;
	else
		audit->lost++;
}

/* ---- groups ---- */

/* Keeps the largest groups: a new one goes before the first that is smaller. */
static void groups_insert(struct audit_groups *groups, const struct audit_group *group)
{
	unsigned int kept = groups->count < AUDIT_GROUPS_MAX ? groups->count : AUDIT_GROUPS_MAX;
	unsigned int place = kept;

	groups->count++;
	while (place > 0 && groups->items[place - 1].cores < group->cores)
		place--;
	if (place == AUDIT_GROUPS_MAX)
		return;
	if (kept == AUDIT_GROUPS_MAX)
		kept--;
	memmove(&groups->items[place + 1], &groups->items[place],
		(kept - place) * sizeof(groups->items[0]));
	groups->items[place] = *group;
}

void audit_group_run(const struct audit *audit, const struct audit_key *key, size_t first,
		     size_t end, struct audit_groups *ret_groups)
{
	*ret_groups = (struct audit_groups){.cores = (unsigned int)(end - first)};
	while (first < end) {
		const struct audit_core *core = audit->cores[audit_order[first]];
		struct audit_group group = {
			.state = audit_state(core, key->number),
			.value = audit_content(core, key),
		};
		size_t behind = first + 1;

		while (behind < end && audit_order_same(audit, key, first, behind))
			behind++;
		group.cores = (unsigned int)(behind - first);
		audit_format_ids(audit, first, behind, group.ids, sizeof(group.ids));
		groups_insert(ret_groups, &group);
		first = behind;
	}
}

bool audit_group(const struct audit *audit, unsigned int number, struct audit_groups *ret_groups)
{
	struct audit_key key = {.number = number, .mask = UINT64_MAX, .split = AUDIT_TOGETHER};

	if (!audit_any(audit, number))
		return false;
	audit_order_make(audit, &key);
	audit_group_run(audit, &key, 0, audit->count, ret_groups);
	return true;
}

bool audit_any(const struct audit *audit, unsigned int number)
{
	for (size_t i = 0; i < audit->count; i++)
		if (audit_state(audit->cores[i], number) != AUDIT_ABSENT)
			return true;
	return false;
}
