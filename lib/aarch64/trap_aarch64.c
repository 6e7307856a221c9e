/* SPDX-License-Identifier: BSD-2-Clause */
#include "trap_aarch64.h"
#include "frames.h"
#include "layout_aarch64.h"

_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE &&
		       offsetof(struct trap_frame, sp) == FRAME_SP &&
		       offsetof(struct trap_frame, pc) == FRAME_PC &&
		       offsetof(struct trap_frame, esr) == FRAME_ESR,
	       "shared with assembly");

enum { IMPLEMENTER_SHIFT = 24, IMPLEMENTER_ARM = 0x41, PART_SHIFT = 4, PART_MASK = 0xFFF };
enum { EC_SHIFT = 26, EC_COUNT = 64, ISS_FAR_NOT_VALID = 1u << 10, EC_DATA_ABORT = 0x25 };

struct name {
	unsigned int number;
	const char *text;
};

static const char *find_name(const struct name *names, size_t count, uint64_t number)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].number == number)
			return names[i].text;
	return "";
}

const char *midr_implementer(uint64_t midr)
{
	static const struct name names[] = {
		{0x00, "software"}, {0x41, "Arm"},	 {0x42, "Broadcom"},  {0x43, "Cavium"},
		{0x46, "Fujitsu"},  {0x48, "HiSilicon"}, {0x4E, "NVIDIA"},    {0x50, "APM"},
		{0x51, "Qualcomm"}, {0x61, "Apple"},	 {0x6D, "Microsoft"}, {0xC0, "Ampere"},
	};

	return find_name(names, ARRAY_SIZE(names), midr >> IMPLEMENTER_SHIFT & 0xFF);
}

const char *midr_part(uint64_t midr)
{
	static const struct name names[] = {
		{0xD03, "Cortex-A53"},	{0xD04, "Cortex-A35"},	{0xD05, "Cortex-A55"},
		{0xD07, "Cortex-A57"},	{0xD08, "Cortex-A72"},	{0xD09, "Cortex-A73"},
		{0xD0B, "Cortex-A76"},	{0xD0C, "Neoverse-N1"}, {0xD40, "Neoverse-V1"},
		{0xD47, "Cortex-A710"}, {0xD49, "Neoverse-N2"}, {0xD4F, "Neoverse-V2"},
	};

	if ((midr >> IMPLEMENTER_SHIFT & 0xFF) != IMPLEMENTER_ARM)
		return "";
	return find_name(names, ARRAY_SIZE(names), midr >> PART_SHIFT & PART_MASK);
}

unsigned int esr_class(uint64_t esr)
{
	return (unsigned int)(esr >> EC_SHIFT & (EC_COUNT - 1));
}

const char *esr_name(uint64_t esr)
{
	static const char *const names[EC_COUNT] = {
		[0x00] = "unknown instruction",
		[0x01] = "trapped WFI or WFE",
		[0x07] = "trapped SVE, SIMD or floating point",
		[0x0E] = "illegal execution state",
		[0x15] = "SVC",
		[0x16] = "HVC",
		[0x17] = "SMC",
		[0x18] = "trapped MSR, MRS or system instruction",
		[0x20] = "instruction abort",
		[0x21] = "instruction abort",
		[0x22] = "PC alignment",
		[0x24] = "data abort",
		[0x25] = "data abort",
		[0x26] = "SP alignment",
		[0x2C] = "floating point",
		[0x2F] = "SError",
		[0x30] = "breakpoint",
		[0x31] = "breakpoint",
		[0x32] = "software step",
		[0x33] = "software step",
		[0x34] = "watchpoint",
		[0x35] = "watchpoint",
		[0x3C] = "BRK",
	};
	const char *name = names[esr_class(esr)];

	return name ? name : "exception of a reserved class";
}

/* FAR_EL1: aborts, unless they say that it is not valid; PC alignment; watchpoints. */
bool esr_has_address(uint64_t esr)
{
	switch (esr_class(esr)) {
	case 0x20:
	case 0x21:
	case 0x24:
	case EC_DATA_ABORT:
		return !(esr & ISS_FAR_NOT_VALID);
	case 0x22:
	case 0x34:
	case 0x35:
		return true;
	default:
		return false;
	}
}

void trap_record(struct record_fault *ret_fault, const struct trap_frame *frame, const char *name,
		 uintptr_t stack, size_t stack_size)
{
	*ret_fault = (struct record_fault){
		.cpu = ret_fault->cpu,
		.id = ret_fault->id,
		.vector = esr_class(frame->esr),
		.name = name ? name : esr_name(frame->esr),
		.during = "",
		.error_code = frame->esr,
		.pc = frame->pc,
		.sp = frame->sp,
		.address = esr_has_address(frame->esr) ? frame->far : 0,
	};
	ret_fault->trace_count = frames_walk(frame->x[29], stack, stack + stack_size,
					     ret_fault->trace, FAULT_TRACE_MAX);
}
