/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a core was when it was lost, or did not answer. */
#include "record_text.h"

/* Addresses in our image as offsets, as nm and addr2line want them; image_base 0 = not known. */
static void add_address(struct text *text, const struct record_fault *fault, uint64_t address)
{
	const uint64_t image_limit = 16u << 20;
	uint64_t offset = address - fault->image_base;

	if (fault->image_base && address >= fault->image_base && offset < image_limit)
		text_add(text, " muster.so+0x%llx", (unsigned long long)offset);
	else
		text_add(text, " 0x%llx", (unsigned long long)address);
}

static void fault_place(struct text *text, const struct report *report,
			const struct record_fault *fault)
{
	text_line(text, 4);
	text_words(text, "*** FAULT on ");
	if (fault->cpu == CPU_NONE)
		text_words(text, "an unknown core");
	else
		text_add(text, "core %u", fault->cpu);
	if (!hw_id_equal(fault->id, HW_ID_NONE))
		text_add(text, " (%s 0x%llx)", report->words->id_text,
			 (unsigned long long)fault->id.value);
	text_add(text, ": %s, vector %u, error code 0x%llx", fault->name, fault->vector,
		 (unsigned long long)fault->error_code);
	if (fault->during && fault->during[0]) {
		text_words(text, ", during ");
		text_words(text, fault->during);
	}
}

static void add_trace(struct text *text, const struct record_fault *fault)
{
	if (fault->trace_count == 0)
		return;
	text_line(text, 8);
	text_words(text, "    called from");
	for (unsigned int i = 0; i < fault->trace_count && i < FAULT_TRACE_MAX; i++)
		add_address(text, fault, fault->trace[i]);
}

void text_fault(struct text *text, struct report *report, const struct record *record)
{
	const struct record_fault *fault = &record->fault;

	fault_place(text, report, fault);
	text_line(text, 8);
	text_words(text, "    pc");
	add_address(text, fault, fault->pc);
	text_add(text, ", sp 0x%llx, address 0x%llx, image at 0x%llx",
		 (unsigned long long)fault->sp, (unsigned long long)fault->address,
		 (unsigned long long)fault->image_base);
	add_trace(text, fault);
}

static void add_chain(struct text *text, const struct record_stall *stall)
{
	text_add(text, "core %u", stall->chain[0]);
	for (unsigned int i = 1; i < stall->chain_length && i < STALL_CHAIN_MAX; i++)
		text_add(text, ", which waits for core %u", stall->chain[i]);
	if (stall->circle)
		text_words(text, ", which waits for one of these: a DEADLOCK");
}

void text_stall(struct text *text, struct report *report, const struct record *record)
{
	const struct record_stall *stall = &record->stall;
	char waited[FIGURE_SIZE];

	(void)report;
	figure_time(waited, stall->waited);
	text_line(text, 4);
	text_add(text, "*** STALL: core %u waited %s for ", stall->waiter, waited);
	add_chain(text, stall);
	text_line(text, 8);
	text_words(text, "    to run");
	add_address(text, &stall->where, stall->sent);
	if (stall->running) {
		text_words(text, "; it runs");
		add_address(text, &stall->where, stall->running);
	}
	text_line(text, 8);
	if (!stall->answers_nmi) {
		text_words(text, stall->no_nmi ? "    there is no NMI to ask where it is"
					       : "    it does not answer an NMI");
		return;
	}
	text_words(text, "    an NMI found it at");
	add_address(text, &stall->where, stall->where.pc);
	text_add(text, ", sp 0x%llx", (unsigned long long)stall->where.sp);
	add_trace(text, &stall->where);
}
