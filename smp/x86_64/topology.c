/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which bits of an APIC id name package, die and core. The newest leaf that is valid says it: 1FH
 * (Intel), 8000_0026H (AMD), BH (both); before these Intel counted in 1 and 4, AMD in 8000_0008H
 * and 8000_001EH.
 */
#include "arch.h"
#include "audit_x86_64.h"
#include "cpuid_levels.h"

enum {
	LEAF_FEATURES = 1,
	LEAF_CACHES = 4,
	LEAF_MORE_FEATURES = 7,
	LEAF_TOPOLOGY = 0xB,
	LEAF_KIND = 0x1A,
	LEAF_TOPOLOGY_V2 = 0x1F,
};
#define LEAF_EXTENDED	  0x80000000u
#define LEAF_AMD_FEATURES 0x80000001u
#define LEAF_AMD_SIZES	  0x80000008u
#define LEAF_AMD_IDS	  0x8000001Eu
#define LEAF_AMD_TOPOLOGY 0x80000026u

enum {
	CPUID1_EDX_HTT = 1u << 28,
	CPUID7_EDX_HYBRID = 1u << 15,
	CPUID_80000001_ECX_TOPOEXT = 1u << 22,
	CPUID_80000026_EAX_HETEROGENEOUS = 1u << 30,
};

/* CPUID 1AH EAX[31:24], SDM 2A; 8000_0026H EBX[31:28], APM 3, E.4.24. */
enum { KIND_ATOM = 0x20, KIND_CORE = 0x40, AMD_KIND_PERFORMANCE = 0, AMD_KIND_EFFICIENCY = 1 };

/* The first with threads; its predecessors' "cores of a compute unit" are Linux's cores, too. */
enum { FAMILY_ZEN = 0x17 };

static bool has_leaf(cpuid_reader *read, uint32_t leaf)
{
	uint32_t most = read(leaf & LEAF_EXTENDED, 0).eax;

	return most >= leaf && (most & LEAF_EXTENDED) == (leaf & LEAF_EXTENDED);
}

static bool is_amd(cpuid_reader *read)
{
	uint32_t vendor = read(0, 0).ecx;

	return vendor == VENDOR_AMD || vendor == VENDOR_HYGON;
}

static unsigned int family_of(cpuid_reader *read)
{
	uint32_t signature = read(LEAF_FEATURES, 0).eax;
	unsigned int family = signature >> 8 & 0xF;

	return family == 0xF ? family + (signature >> 20 & 0xFF) : family;
}

/* Bits that tell so many apart: 3 need 2. */
static unsigned int bits_for(unsigned int count)
{
	unsigned int bits = 0;

	while (bits < 31 && 1u << bits < count)
		bits++;
	return bits;
}

/* ---- 1FH, 8000_0026H, BH: a sub-leaf for each level, from the smallest on ---- */

/* ECX[15:8]. Intel names what is counted, AMD what holds it: the first level is 1 for both, and in
   a die are the levels below Intel's DIE (5), up to AMD's (3). */
enum { LEVEL_NONE = 0, LEVEL_SMALLEST = 1, SUBLEAVES_MAX = 16 };

struct level_leaf {
	uint32_t leaf;
	unsigned int die_type;	  /* a level that shows that dies are told apart; 0 = never */
	unsigned int last_in_die; /* and the largest whose threads share one */
	const char *name;
};

static const struct level_leaf level_leaves[] = {
	{LEAF_TOPOLOGY_V2, 5, 4, "cpuid 0x1f"},
	{LEAF_AMD_TOPOLOGY, 3, 3, "cpuid 0x80000026"},
	{LEAF_TOPOLOGY, 0, 0, "cpuid 0xb"},
};

struct level {
	unsigned int type, shift, threads;
};

static bool read_level(cpuid_reader *read, uint32_t leaf, uint32_t subleaf, struct level *ret_level)
{
	struct cpuid_leaf r = read(leaf, subleaf);

	*ret_level = (struct level){r.ecx >> 8 & 0xFF, r.eax & 0x1F, r.ebx & 0xFFFF};
	/* There are machines that claim two threads a core and no bit for them; they have both. */
	if (ret_level->type == LEVEL_SMALLEST && !ret_level->shift)
		ret_level->shift = bits_for(ret_level->threads);
	return ret_level->type != LEVEL_NONE && ret_level->threads != 0;
}

/* Levels of a type that is not known only make the package wider. False: the leaf is not valid. */
static bool read_levels(cpuid_reader *read, const struct level_leaf *from,
			struct topology_levels *levels)
{
	bool has_die = false;
	struct level level;

	if (!has_leaf(read, from->leaf) || !read_level(read, from->leaf, 0, &level))
		return false;
	for (uint32_t i = 0; i < SUBLEAVES_MAX && read_level(read, from->leaf, i, &level); i++) {
		if (level.type == LEVEL_SMALLEST)
			levels->core_shift = level.shift;
		if (level.type <= from->last_in_die && levels->die_shift < level.shift)
			levels->die_shift = level.shift;
		if (levels->package_shift < level.shift)
			levels->package_shift = level.shift;
		levels->package_threads = level.threads;
		has_die |= level.type == from->die_type;
	}
	if (!has_die)
		levels->die_shift = levels->package_shift;
	levels->source = from->name;
	return true;
}

/* ---- the older leaves: counts, which are rounded up to bits ---- */

static unsigned int threads_of_package(cpuid_reader *read)
{
	struct cpuid_leaf r = read(LEAF_FEATURES, 0);

	return r.edx & CPUID1_EDX_HTT ? r.ebx >> 16 & 0xFF : 1;
}

static void read_intel_counts(cpuid_reader *read, struct topology_levels *levels)
{
	unsigned int package = bits_for(threads_of_package(read)), cores = 0;

	levels->source = "cpuid 0x1";
	if (package && has_leaf(read, LEAF_CACHES)) {
		cores = bits_for((read(LEAF_CACHES, 0).eax >> 26) + 1);
		levels->source = "cpuid 0x4";
	}
	levels->package_shift = levels->die_shift = package;
	levels->core_shift = cores < package ? package - cores : 0;
}

static bool has_amd_ids(cpuid_reader *read)
{
	return has_leaf(read, LEAF_AMD_IDS) &&
	       read(LEAF_AMD_FEATURES, 0).ecx & CPUID_80000001_ECX_TOPOEXT;
}

static void read_amd_counts(cpuid_reader *read, struct topology_levels *levels)
{
	levels->package_shift = bits_for(threads_of_package(read));
	levels->source = "cpuid 0x1";
	if (has_leaf(read, LEAF_AMD_SIZES)) {
		uint32_t sizes = read(LEAF_AMD_SIZES, 0).ecx;
		unsigned int bits = sizes >> 12 & 0xF; /* ApicIdSize */

		levels->package_shift = bits ? bits : bits_for((sizes & 0xFF) + 1);
		levels->source = "cpuid 0x80000008";
	}
	levels->die_shift = levels->package_shift;
	if (has_amd_ids(read) && family_of(read) >= FAMILY_ZEN) {
		levels->core_shift = bits_for((read(LEAF_AMD_IDS, 0).ebx >> 8 & 0xFF) + 1);
		levels->source = "cpuid 0x8000001e";
	}
}

/* What AMD calls a node is a die of a package with several (APM 3, E.4.17); the ids number it
   above the cores. Leaf BH does not tell. */
static void read_amd_dies(cpuid_reader *read, struct topology_levels *levels)
{
	unsigned int bits = 0;

	if (has_amd_ids(read))
		bits = bits_for((read(LEAF_AMD_IDS, 0).ecx >> 8 & 0x7) + 1);
	if (bits < levels->package_shift)
		levels->die_shift = levels->package_shift - bits;
}

/* ---- kinds ---- */

static enum topology_kind intel_kind(uint32_t eax)
{
	switch (eax >> 24) {
	case KIND_ATOM:
		return TOPOLOGY_KIND_EFFICIENCY;
	case KIND_CORE:
		return TOPOLOGY_KIND_PERFORMANCE;
	default:
		return TOPOLOGY_KIND_UNKNOWN;
	}
}

static enum topology_kind amd_kind(uint32_t ebx)
{
	switch (ebx >> 28) {
	case AMD_KIND_EFFICIENCY:
		return TOPOLOGY_KIND_EFFICIENCY;
	case AMD_KIND_PERFORMANCE:
		return TOPOLOGY_KIND_PERFORMANCE;
	default:
		return TOPOLOGY_KIND_UNKNOWN;
	}
}

enum topology_kind cpuid_kind(cpuid_reader *read)
{
	if (is_amd(read)) {
		struct cpuid_leaf amd = {0};

		if (has_leaf(read, LEAF_AMD_TOPOLOGY))
			amd = read(LEAF_AMD_TOPOLOGY, 0);
		if (!(amd.eax & CPUID_80000026_EAX_HETEROGENEOUS))
			return TOPOLOGY_KIND_NONE;
		return amd_kind(amd.ebx);
	}
	if (!has_leaf(read, LEAF_KIND) || !(read(LEAF_MORE_FEATURES, 0).edx & CPUID7_EDX_HYBRID))
		return TOPOLOGY_KIND_NONE;
	return intel_kind(read(LEAF_KIND, 0).eax);
}

/* The audit reads these two on hybrid machines alone. */
enum topology_kind arch_audit_kind(const struct audit_core *core)
{
	if (audit_state(core, AUDIT_CPUID_1A_EAX) == AUDIT_READ)
		return intel_kind((uint32_t)core->values[AUDIT_CPUID_1A_EAX]);
	if (audit_state(core, AUDIT_CPUID_80000026_EBX) == AUDIT_READ)
		return amd_kind((uint32_t)core->values[AUDIT_CPUID_80000026_EBX]);
	return TOPOLOGY_KIND_NONE;
}

struct topology_levels cpuid_levels(cpuid_reader *read)
{
	struct topology_levels levels = {.caller_kind = cpuid_kind(read)};
	bool found = false;

	levels.hybrid = levels.caller_kind != TOPOLOGY_KIND_NONE;
	for (size_t i = 0; i < ARRAY_SIZE(level_leaves) && !found; i++)
		found = read_levels(read, &level_leaves[i], &levels);
	if (!found && is_amd(read))
		read_amd_counts(read, &levels);
	else if (!found)
		read_intel_counts(read, &levels);
	if (is_amd(read) && levels.die_shift == levels.package_shift)
		read_amd_dies(read, &levels);
	return levels;
}

static struct cpuid_leaf read_own(uint32_t leaf, uint32_t subleaf)
{
	return cpuid(leaf, subleaf);
}

struct topology_levels arch_topology_levels(void)
{
	return cpuid_levels(read_own);
}
