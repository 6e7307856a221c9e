/* SPDX-License-Identifier: BSD-2-Clause */
#include "tables.h"

enum { WORDS_MAX = 512 };

EFI_HANDLE the_image;
EFI_SYSTEM_TABLE *the_system;
EFI_BOOT_SERVICES *the_boot;

struct words {
	char breaks[WORDS_MAX]; /* what follows "break=" */
	CHAR16 rest[WORDS_MAX]; /* the words for Muster */
};

static void print(const char *text)
{
	CHAR16 wide[2] = {0};

	for (; *text; text++) {
		wide[0] = (CHAR16)*text;
		the_system->ConOut->OutputString(the_system->ConOut, wide);
	}
}

/* run.sh takes the line for Muster's own refusal, and ends the run. */
void give_up(const char *why)
{
	print("\r\nmuster: refused: hostile firmware: ");
	print(why);
	print("\r\n");
	the_boot->Exit(the_image, EFI_ABORTED, 0, NULL);
	__builtin_trap();
}

void *pages_take(EFI_MEMORY_TYPE type, size_t count, uint64_t most)
{
	EFI_PHYSICAL_ADDRESS address = most;

	if (EFI_ERROR(the_boot->AllocatePages(AllocateMaxAddress, type, count, &address)))
		give_up("no memory");
	memset((void *)address, 0, count * PAGE_BYTES);
	return (void *)address;
}

static bool starts_with(const CHAR16 *word, const char *text)
{
	for (; *text; text++, word++)
		if (*word != (CHAR16)*text)
			return false;
	return true;
}

/* The word at text goes where it belongs; returns what follows it. */
static const CHAR16 *sort_word(struct words *words, size_t *rest_length, const CHAR16 *text)
{
	size_t length = 0;

	if (starts_with(text, "break=")) {
		for (text += sizeof("break=") - 1; *text && *text != ' '; text++)
			words->breaks[length++] = (char)*text;
		return text;
	}
	for (; *text && *text != ' '; text++)
		words->rest[(*rest_length)++] = *text;
	words->rest[(*rest_length)++] = ' ';
	return text;
}

/* The firmware, the shell and QEMU all hand over load options; a shell puts its own name first. */
static void read_words(struct words *words)
{
	EFI_GUID guid = LOADED_IMAGE_PROTOCOL;
	EFI_LOADED_IMAGE *loaded;
	const CHAR16 *text;
	size_t rest_length = 0;

	if (EFI_ERROR(the_boot->HandleProtocol(the_image, &guid, (void **)&loaded)))
		give_up("no words");
	if (loaded->LoadOptionsSize > (WORDS_MAX - 2) * sizeof(CHAR16))
		give_up("too many words");
	for (text = loaded->LoadOptions; text && *text;) {
		while (*text == ' ')
			text++;
		if (*text)
			text = sort_word(words, &rest_length, text);
	}
	if (rest_length)
		words->rest[rest_length - 1] = 0;
}

static bool name_is(const char *list, size_t length, const char *name)
{
	return strlen(name) == length && !memcmp(list, name, length);
}

static const struct breakage *find_break(const char *name, size_t length)
{
	for (const struct breakage *const *rows = all_breaks; *rows; rows++)
		for (const struct breakage *row = *rows; row->name; row++)
			if (name_is(name, length, row->name))
				return row;
	give_up("there is no such break");
}

static void make_breaks(const char *list, enum phase phase)
{
	while (*list) {
		const struct breakage *found;
		size_t length = 0;

		while (list[length] && list[length] != ',')
			length++;
		found = find_break(list, length);
		if (found->phase != PHASE_MACHINE && !tables.rsdp)
			give_up("the machine has no XSDT");
		if (found->phase == phase && found->make)
			found->make();
		list += length + (list[length] == ',');
	}
}

EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system);
EFI_STATUS efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *system)
{
	static struct words words;

	the_image = image;
	the_system = system;
	the_boot = system->BootServices;
	read_words(&words);
	tables_copy();
	make_breaks(words.breaks, PHASE_TABLES);
	tables_sum();
	make_breaks(words.breaks, PHASE_SUMS);
	tables_install();
	make_breaks(words.breaks, PHASE_MACHINE);
	return start_muster(words.rest);
}
