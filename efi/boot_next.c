/* SPDX-License-Identifier: BSD-2-Clause */
/* exit=bootnext: the entry that led here is the next one, once (UEFI 2.10, 3.3). */
#include "survey.h"

static const struct rule rule_bootnext = {"end.bootnext", SEVERITY_WARNING, "", "",
					  "the machine is reset, and boots what it always boots"};

static EFI_GUID global_variable = EFI_GLOBAL_VARIABLE;

static bool read_current(struct survey *s)
{
	UINTN size = sizeof(s->boot_entry);
	EFI_STATUS status = firmware_runtime(s->firmware)
				    ->GetVariable(L"BootCurrent", &global_variable, NULL, &size,
						  &s->boot_entry);

	return !EFI_ERROR(status) && size == sizeof(s->boot_entry);
}

const char *survey_end(struct survey *s)
{
	if (s->machine.options.exit != EXIT_BOOTNEXT || read_current(s))
		return NULL;
	return "exit=bootnext: the firmware does not say which boot entry this is (BootCurrent)";
}

void survey_boot_next(struct survey *s)
{
	EFI_STATUS status;

	if (s->machine.options.exit != EXIT_BOOTNEXT)
		return;
	status = firmware_runtime(s->firmware)
			 ->SetVariable(L"BootNext", &global_variable,
				       EFI_VARIABLE_NON_VOLATILE | EFI_VARIABLE_BOOTSERVICE_ACCESS |
					       EFI_VARIABLE_RUNTIME_ACCESS,
				       sizeof(s->boot_entry), &s->boot_entry);
	if (EFI_ERROR(status))
		report_broken(&s->report, &rule_bootnext, "the firmware takes no BootNext");
}
