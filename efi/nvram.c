/* SPDX-License-Identifier: BSD-2-Clause */
/* The result that survives a run: collected from the last one, begun for this one. */
#include "survey.h"
#include "files.h"
#include "fmt.h"
#include "mem.h"

#define RESULTS "\\EFI\\muster\\results"
enum { RESULTS_MAX = 9999, NAME_SIZE = 48, LINES_SIZE = 1024 };

/* Three more behind the door, with the header that firmware puts before each. */
enum { MARKS_SIZE = 3 * (KEPT_MAX + 128) };

enum { RULE_CRASHED, RULE_DAMAGED, RULE_FILE, RULE_SERVICE, RULE_WRITE, RULE_ROOM };

static const char not_kept[] = "what this run finds is lost where nobody reads its report";

static const struct rule rules[] = {
	[RULE_CRASHED] = {"nvram.crashed", SEVERITY_WARNING, "", "",
			  "the last run did not come to its end"},
	[RULE_DAMAGED] = {"nvram.damaged", SEVERITY_NOTE, "", "", ""},
	[RULE_FILE] = {"nvram.file", SEVERITY_NOTE, "", "", ""},
	[RULE_SERVICE] = {"nvram.service", SEVERITY_WARNING, "", "UEFI 2.10 8.1", not_kept},
	[RULE_WRITE] = {"nvram.write", SEVERITY_WARNING, "", "UEFI 2.10 8.2.3", not_kept},
	[RULE_ROOM] = {"nvram.room", SEVERITY_WARNING, "", "UEFI 2.10 8.2.4", not_kept},
};

/* ---- the variable ---- */

static EFI_STATUS variable_set(struct survey *s, const char *line, size_t length)
{
	EFI_GUID guid;

	memcpy(&guid, &kept_guid, sizeof(guid));
	return firmware_runtime(s->firmware)
		->SetVariable((CHAR16 *)kept_name, &guid, KEPT_ATTRIBUTES, length, (void *)line);
}

static enum status variable_read(struct survey *s, struct kept *ret_kept,
				 char error[KEPT_ERROR_SIZE])
{
	char line[KEPT_MAX];
	UINTN size = sizeof(line);
	EFI_GUID guid;
	EFI_STATUS status;

	memcpy(&guid, &kept_guid, sizeof(guid));
	status = firmware_runtime(s->firmware)
			 ->GetVariable((CHAR16 *)kept_name, &guid, NULL, &size, line);
	if (!EFI_ERROR(status))
		return kept_read(line, size, ret_kept, error);
	if (status != EFI_BUFFER_TOO_SMALL)
		return STATUS_NOT_FOUND;
	fmt_text(error, KEPT_ERROR_SIZE, "it has %zu bytes, a result of Muster's has %d at most",
		 (size_t)size, KEPT_MAX);
	return STATUS_INVALID;
}

/* ---- collecting ---- */

static void say(struct survey *s, const char *head, const char *words)
{
	char lines[LINES_SIZE];

	firmware_write(s->firmware, lines, report_paragraph(lines, sizeof(lines), head, words));
}

/* The next number that is free on the volume that the program came from. */
static EFI_STATUS put_into_file(struct survey *s, const struct kept *kept, char name[NAME_SIZE])
{
	char line[KEPT_MAX + 1];
	size_t length = kept_write(kept, line, KEPT_MAX);
	struct file_path path;
	EFI_STATUS status;

	line[length++] = '\n';
	file_path_of(RESULTS, &path);
	status = files_make_directory(s->firmware, &path);
	for (unsigned int number = 1; number <= RESULTS_MAX && !EFI_ERROR(status); number++) {
		fmt_text(name, NAME_SIZE, RESULTS "\\%04u.json", number);
		file_path_of(name, &path);
		if (!files_exist(s->firmware, &path))
			return files_write_new(s->firmware, &path, line, length);
	}
	return EFI_ERROR(status) ? status : EFI_VOLUME_FULL;
}

/* The variable stays where no file could be written, for who wants to try again. */
static void take(struct survey *s, struct kept *kept)
{
	char text[KEPT_TEXT_SIZE], name[NAME_SIZE];
	EFI_STATUS status;

	kept_judge(kept);
	kept_tell(kept, text);
	say(s, "muster: the last run:", text);
	status = put_into_file(s, kept, name);
	if (EFI_ERROR(status)) {
		say(s, "muster: its result was not put into a file:", files_words(status));
		rule_broken(&s->findings, &rules[RULE_FILE], 0,
			    "the last run's result was not put into a file: %s",
			    files_words(status));
		return;
	}
	say(s, "muster: its result is in", name);
	variable_set(s, "", 0);
}

/* STATUS_INVALID: there was something else, which is removed. */
static enum status collect(struct survey *s, struct kept *ret_kept)
{
	char error[KEPT_ERROR_SIZE];
	enum status status = variable_read(s, ret_kept, error);

	if (status == STATUS_OK)
		take(s, ret_kept);
	if (status != STATUS_INVALID)
		return status;
	say(s, "muster: the variable holds no result of a run, and is removed:", error);
	rule_broken(&s->findings, &rules[RULE_DAMAGED], 0,
		    "the variable held no result of a run: %s", error);
	variable_set(s, "", 0);
	return status;
}

EFI_STATUS survey_collect(struct survey *s)
{
	struct kept kept;
	enum status status = collect(s, &kept);

	firmware_give_back(s->firmware);
	if (status == STATUS_NOT_FOUND) {
		say(s, "muster: there is no result to collect:",
		    "no run left one, or it was collected already");
		return EFI_NOT_FOUND;
	}
	if (status != STATUS_OK || kept.state != KEPT_DONE || strcmp(kept.result, "pass") != 0)
		return EFI_ABORTED;
	return EFI_SUCCESS;
}

void survey_collect_first(struct survey *s)
{
	struct kept kept;

	if (!s->machine.options.nvram || collect(s, &kept) != STATUS_OK)
		return;
	if (kept.state == KEPT_CRASHED)
		rule_broken(&s->findings, &rules[RULE_CRASHED], 0,
			    "the last run crashed at step '%s'%s%s", kept.step,
			    kept.fault[0] ? ": " : "", kept.fault);
}

/* ---- keeping ---- */

/* UEFI 2.10, 4.6.2: the services that stay. No table: all of them. */
static bool is_supported(struct survey *s)
{
	static const EFI_GUID guid = {
		0xeb66918a, 0x7eef, 0x402a, {0x84, 0x2e, 0x93, 0x1d, 0x21, 0xc3, 0x8a, 0xe9}};
	enum { SUPPORTED_SET_VARIABLE = 0x40 };
	struct properties {
		UINT16 version, length;
		UINT32 supported;
	} *properties = (void *)(uintptr_t)firmware_table(s->firmware, &guid).value;

	return !properties || properties->length < sizeof(*properties) ||
	       (properties->supported & SUPPORTED_SET_VARIABLE);
}

void survey_nvram(struct survey *s)
{
	struct machine *m = &s->machine;

	if (!m->options.nvram)
		return;
	if (!is_supported(s)) {
		rule_broken(&s->findings, &rules[RULE_SERVICE], 0,
			    "the firmware says that it takes no variables once it is left: the "
			    "result is not kept");
		return;
	}
	if (firmware_runtime_regions(s->firmware, &m->runtime) != STATUS_OK) {
		rule_broken(&s->findings, &rules[RULE_SERVICE], 0,
			    "the firmware's services need %u regions of memory, too many to show: "
			    "the result is not kept",
			    m->runtime.count + m->runtime.lost);
		return;
	}
	m->set_variable = (uintptr_t)firmware_runtime(s->firmware)->SetVariable;
}

/* Behind the door the store is not tidied up: what does not fit then is refused. */
static void note_room(struct survey *s)
{
	UINT64 all, left = 0, largest;
	EFI_STATUS status = firmware_runtime(s->firmware)
				    ->QueryVariableInfo(KEPT_ATTRIBUTES, &all, &left, &largest);

	if (!EFI_ERROR(status) && left < MARKS_SIZE)
		rule_broken(&s->findings, &rules[RULE_ROOM], 0,
			    "%llu bytes are left for variables, and %d may be wanted: the end of "
			    "the run may not be noted",
			    (unsigned long long)left, MARKS_SIZE);
}

void survey_nvram_mark(struct survey *s)
{
	char line[KEPT_MAX];
	EFI_STATUS status;

	if (!s->machine.set_variable)
		return;
	kept_copy(s->kept.step, sizeof(s->kept.step), "exit-boot-services");
	status = variable_set(s, line, kept_write(&s->kept, line, sizeof(line)));
	if (EFI_ERROR(status)) {
		s->machine.set_variable = 0;
		rule_broken(&s->findings, &rules[RULE_WRITE], 0,
			    "the firmware does not take a variable (%s, status 0x%llx): the result "
			    "is not kept",
			    kept_status_words(status), (unsigned long long)status);
		return;
	}
	note_room(s);
}
