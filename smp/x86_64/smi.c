/* SPDX-License-Identifier: BSD-2-Clause */
/* How often the firmware took a core away. */
#include "arch.h"
#include "audit_catch.h"
#include "regs.h"

/* SDM 4, 2.8 (Nehalem) and later: bits 31:0 count since reset. AMD counts them by a performance
   counter alone (PPR, PMCx02B), which would have to be set up, and to be left to others. */
enum { MSR_SMI_COUNT = 0x34 };

bool arch_smi_count(uint32_t *ret_count)
{
	static struct catch catch;
	struct processor processor = processor_read();
	uint64_t value = 0;
	bool counts;

	if (processor.vendor != VENDOR_INTEL || processor.family != 6)
		return false;
	catch_open(&catch);
	counts = catch_msr_read(MSR_SMI_COUNT, &value);
	catch_close(&catch);
	if (counts)
		*ret_count = (uint32_t)value;
	return counts;
}
