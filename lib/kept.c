/* SPDX-License-Identifier: BSD-2-Clause */
/* What a kept result is called, and what it means. */
#include "kept.h"
#include "fmt.h"
#include "mem.h"

enum { MS_PER_S = 1000, MS_PER_TENTH = 100 };

const uint16_t kept_name[7] = {'M', 'u', 's', 't', 'e', 'r', 0};
const struct kept_guid kept_guid = {
	0x3f0e7b52, 0x7c1e, 0x4d0b, {0x9a, 0x43, 0x6d, 0x75, 0x73, 0x74, 0x65, 0x72}};

const char *kept_state_name(enum kept_state state)
{
	static const char *const names[KEPT_STATES] = {"in-progress", "done", "crashed"};

	return state < KEPT_STATES ? names[state] : "unknown";
}

/* UEFI 2.10, appendix D: the error's number, below the bit that makes it one. */
const char *kept_status_words(uint64_t efi_status)
{
	switch (efi_status & ~(1ull << 63)) {
	case 0:
		return "success";
	case 2:
		return "invalid parameter";
	case 3:
		return "not supported";
	case 7:
		return "device error";
	case 8:
		return "write-protected";
	case 9:
		return "no room is left";
	case 26:
		return "security violation";
	default:
		return "another error";
	}
}

void kept_copy(char *target, size_t size, const char *text)
{
	size_t length = strlen(text);

	if (length < size) {
		memcpy(target, text, length + 1);
		return;
	}
	memcpy(target, text, size - 4);
	memcpy(target + size - 4, "...", 4);
}

void kept_judge(struct kept *kept)
{
	if (kept->state != KEPT_IN_PROGRESS)
		return;
	kept->state = KEPT_CRASHED;
	kept_copy(kept->result, sizeof(kept->result), "fail");
	kept_copy(kept->text, sizeof(kept->text), "no end was noted");
}

static void tell_end(const struct kept *kept, struct fmt *out)
{
	if (kept->state == KEPT_DONE)
		fmt_add(out, "%s", kept->result);
	else
		fmt_add(out, "%s at step '%s'", kept_state_name(kept->state), kept->step);
	if (kept->text[0])
		fmt_add(out, " (%s)", kept->text);
	if (kept->fault[0])
		fmt_add(out, ", %s", kept->fault);
}

void kept_tell(const struct kept *kept, char text[KEPT_TEXT_SIZE])
{
	struct fmt out = {.text = text, .size = KEPT_TEXT_SIZE};

	tell_end(kept, &out);
	if (kept->listed)
		fmt_add(&out, "; %u of %u cores online", kept->online, kept->listed);
	fmt_add(&out, "; checks: %u passed, %u failed, %u skipped", kept->passed, kept->failed,
		kept->skipped);
	if (kept->check[0])
		fmt_add(&out, ", first %s", kept->check);
	if (kept->elapsed_ms)
		fmt_add(&out, "; %llu.%llu s", (unsigned long long)(kept->elapsed_ms / MS_PER_S),
			(unsigned long long)(kept->elapsed_ms % MS_PER_S / MS_PER_TENTH));
	/* The firmware's bytes and the user's, for a console. */
	for (size_t i = 0; i < out.length && i < KEPT_TEXT_SIZE - 1; i++)
		if (text[i] < ' ' || text[i] > '~')
			text[i] = '?';
}
