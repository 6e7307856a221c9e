/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong, what was checked, and how it ended. */
#include "record_text.h"

static const struct {
	const char *mark, *word;
} verdicts[] = {
	[VERDICT_PASS] = {"[pass]", "PASS"},
	[VERDICT_FAIL] = {"[FAIL]", "FAIL"},
	[VERDICT_SKIP] = {"[skip]", "SKIP"},
};

void text_finding(struct text *text, struct report *report, const struct record *record)
{
	const struct finding *finding = &record->finding;

	(void)report;
	text_line(text, 8);
	text_add(text, "%s %s: ", severity_name(finding->severity), finding->rule);
	text_words(text, finding->text);
	if (finding->table[0])
		text_add(text, " (%s at 0x%x)", finding->table, (unsigned int)finding->offset);
	if (finding->section && finding->section[0]) {
		text_words(text, " [");
		text_words(text, finding->section);
		text_words(text, "]");
	}
}

void text_check(struct text *text, struct report *report, const struct record *record)
{
	const struct record_check *check = &record->check;

	(void)report;
	text_line(text, 7);
	text_add(text, "%s %s: ", verdicts[check->verdict].mark, check->name);
	text_words(text, check->text);
}

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

static void fault_place(struct text *text, const struct record_fault *fault)
{
	text_line(text, 4);
	text_words(text, "*** FAULT on ");
	if (fault->cpu == CPU_NONE)
		text_words(text, "an unknown core");
	else
		text_add(text, "core %u", fault->cpu);
	if (!hw_id_equal(fault->id, HW_ID_NONE))
		text_add(text, " (id 0x%llx)", (unsigned long long)fault->id.value);
	text_add(text, ": %s, vector %u, error code 0x%llx", fault->name, fault->vector,
		 (unsigned long long)fault->error_code);
	if (fault->during && fault->during[0]) {
		text_words(text, ", during ");
		text_words(text, fault->during);
	}
}

void text_fault(struct text *text, struct report *report, const struct record *record)
{
	const struct record_fault *fault = &record->fault;

	(void)report;
	fault_place(text, fault);
	text_line(text, 8);
	text_words(text, "    pc");
	add_address(text, fault, fault->pc);
	text_add(text, ", sp 0x%llx, address 0x%llx, image at 0x%llx",
		 (unsigned long long)fault->sp, (unsigned long long)fault->address,
		 (unsigned long long)fault->image_base);
	if (fault->trace_count == 0)
		return;
	text_line(text, 8);
	text_words(text, "    called from");
	for (unsigned int i = 0; i < fault->trace_count && i < FAULT_TRACE_MAX; i++)
		add_address(text, fault, fault->trace[i]);
}

void text_end(struct text *text, struct report *report, const struct record *record)
{
	const struct record_end *end = &record->end;
	char elapsed[TEXT_VALUE_SIZE];

	(void)report;
	text_time(elapsed, end->elapsed);
	text_line(text, 6);
	text_add(text, "%s: %u %s passed, %u failed, %u skipped; %llu records in %s",
		 verdicts[end->result].word, end->passed, end->passed == 1 ? "check" : "checks",
		 end->failed, end->skipped, (unsigned long long)end->records, elapsed);
	if (end->text && end->text[0]) {
		text_words(text, "; ended early: ");
		text_words(text, end->text);
	}
}
