/* SPDX-License-Identifier: BSD-2-Clause */
#include "firmware.h"
#include "arch.h"
#include "mem.h"
#include <efishell.h>

enum {
	LEAVE_TRIES = 8,
	TAKEN_MAX = 32,
	MAP_SPARE_DESCRIPTORS = 32, /* the map may grow between two calls */
	PRINT_MAX = 200,
	ASCII_FIRST = ' ',
	ASCII_LAST = '~',
};

struct firmware {
	EFI_HANDLE image;
	EFI_SYSTEM_TABLE *table;
	EFI_BOOT_SERVICES *boot;
	EFI_MEMORY_DESCRIPTOR *map;
	UINTN map_size;
	struct { /* what is given back where the firmware goes on after us */
		EFI_PHYSICAL_ADDRESS address;
		UINTN pages;
	} taken[TAKEN_MAX];
	unsigned int taken_count;
};

static struct firmware the_firmware;

struct firmware *firmware_open(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	the_firmware =
		(struct firmware){.image = image, .table = table, .boot = table->BootServices};
	table->BootServices->SetWatchdogTimer(0, 0, 0, NULL);
	return &the_firmware;
}

void firmware_print(struct firmware *firmware, const char *line)
{
	CHAR16 wide[PRINT_MAX + 3];
	size_t length = 0;

	if (!firmware->table->ConOut)
		return;
	for (; line[length] && length < PRINT_MAX; length++)
		wide[length] = (CHAR16)line[length];
	wide[length++] = '\r';
	wide[length++] = '\n';
	wide[length] = 0;
	firmware->table->ConOut->OutputString(firmware->table->ConOut, wide);
}

void firmware_write(void *context, const char *bytes, size_t length)
{
	struct firmware *firmware = context;
	CHAR16 wide[PRINT_MAX + 1];

	for (size_t done = 0; firmware->table->ConOut && done < length;) {
		size_t part = 0;

		while (part < PRINT_MAX && done < length)
			wide[part++] = (CHAR16)bytes[done++];
		wide[part] = 0;
		firmware->table->ConOut->OutputString(firmware->table->ConOut, wide);
	}
}

static bool is_ascii(CHAR16 c)
{
	return (c >= ASCII_FIRST && c <= ASCII_LAST) || c == '\t';
}

/* Appends a word, a blank before it if it is not the first; false when it is not ASCII text or does
   not fit. */
static bool append_wide(char *words, size_t size, size_t *used, const CHAR16 *text, size_t length)
{
	if (*used + length + 2 > size)
		return false;
	if (*used)
		words[(*used)++] = ' ';
	for (size_t i = 0; i < length; i++) {
		if (!is_ascii(text[i]))
			return false;
		words[(*used)++] = (char)text[i];
	}
	words[*used] = '\0';
	return true;
}

static size_t wide_length(const CHAR16 *text, size_t most)
{
	size_t length = 0;

	while (length < most && text[length])
		length++;
	return length;
}

enum { SHELL_WORD_MAX = 1024 };

static enum status words_of_shell(const EFI_SHELL_PARAMETERS_PROTOCOL *shell, char *words,
				  size_t size)
{
	size_t used = 0;

	for (UINTN i = 1; i < shell->Argc; i++) {
		const CHAR16 *word = shell->Argv[i];

		if (!append_wide(words, size, &used, word, wide_length(word, SHELL_WORD_MAX)))
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* A caller that is no shell may still put the program's name in front. */
static size_t program_name_length(const CHAR16 *text, size_t length)
{
	static const char suffix[] = ".efi";
	size_t end = 0;

	while (end < length && text[end] != ' ')
		end++;
	if (end < sizeof(suffix) - 1)
		return 0;
	for (size_t i = 0; i < sizeof(suffix) - 1; i++)
		if ((text[end - (sizeof(suffix) - 1) + i] | 0x20) != (suffix[i] | 0x20))
			return 0;
	return end;
}

static enum status words_of_load_options(const EFI_LOADED_IMAGE *loaded, char *words, size_t size)
{
	const CHAR16 *text = loaded->LoadOptions;
	size_t length, skipped, used = 0;

	if (!text || loaded->LoadOptionsSize < sizeof(CHAR16))
		return STATUS_OK;
	length = wide_length(text, loaded->LoadOptionsSize / sizeof(CHAR16));
	skipped = program_name_length(text, length);
	if (append_wide(words, size, &used, text + skipped, length - skipped))
		return STATUS_OK;
	words[0] = '\0';
	return length + 2 > size ? STATUS_NO_MEMORY : STATUS_INVALID;
}

enum status firmware_words(struct firmware *firmware, char *words, size_t size)
{
	EFI_GUID shell_guid = EFI_SHELL_PARAMETERS_PROTOCOL_GUID;
	EFI_GUID loaded_guid = LOADED_IMAGE_PROTOCOL;
	EFI_BOOT_SERVICES *boot = firmware->boot;
	void *found;

	words[0] = '\0';
	if (!EFI_ERROR(boot->HandleProtocol(firmware->image, &shell_guid, &found)))
		return words_of_shell(found, words, size);
	if (!EFI_ERROR(boot->HandleProtocol(firmware->image, &loaded_guid, &found)))
		return words_of_load_options(found, words, size);
	return STATUS_OK;
}

struct firmware_names firmware_names(const struct firmware *firmware)
{
	const EFI_SYSTEM_TABLE *table = firmware->table;
	struct firmware_names names = {.revision = table->FirmwareRevision,
				       .uefi_revision = table->Hdr.Revision};

	for (size_t i = 0; table->FirmwareVendor && i < sizeof(names.vendor) - 1; i++) {
		CHAR16 c = table->FirmwareVendor[i];

		if (!c)
			break;
		names.vendor[i] = is_ascii(c) ? (char)c : '?';
	}
	return names;
}

static void note_taken(struct firmware *firmware, EFI_PHYSICAL_ADDRESS address, size_t pages)
{
	if (firmware->taken_count == TAKEN_MAX)
		return;
	firmware->taken[firmware->taken_count].address = address;
	firmware->taken[firmware->taken_count++].pages = pages;
}

void firmware_give_back(struct firmware *firmware)
{
	for (unsigned int i = 0; i < firmware->taken_count; i++)
		firmware->boot->FreePages(firmware->taken[i].address, firmware->taken[i].pages);
	firmware->taken_count = 0;
}

phys_addr firmware_pages(struct firmware *firmware, size_t pages, uint64_t most)
{
	EFI_PHYSICAL_ADDRESS address = most;
	EFI_STATUS status =
		firmware->boot->AllocatePages(AllocateMaxAddress, EfiLoaderData, pages, &address);

	/* Some firmware hands out page 0. It is kept, so that the next try gives another. */
	if (!EFI_ERROR(status) && address == 0) {
		note_taken(firmware, 0, pages);
		address = most;
		status = firmware->boot->AllocatePages(AllocateMaxAddress, EfiLoaderData, pages,
						       &address);
	}
	if (EFI_ERROR(status) || address == 0)
		return (phys_addr){0};
	note_taken(firmware, address, pages);
	return (phys_addr){address};
}

phys_addr firmware_table(struct firmware *firmware, const EFI_GUID *guid)
{
	const EFI_SYSTEM_TABLE *table = firmware->table;

	for (UINTN i = 0; i < table->NumberOfTableEntries; i++)
		if (!memcmp(&table->ConfigurationTable[i].VendorGuid, guid, sizeof(*guid)))
			return (phys_addr){(uintptr_t)table->ConfigurationTable[i].VendorTable};
	return (phys_addr){0};
}

void *firmware_protocol(struct firmware *firmware, const EFI_GUID *guid)
{
	EFI_GUID copy = *guid; /* the service's parameter is not const */
	void *found;

	if (EFI_ERROR(firmware->boot->LocateProtocol(&copy, NULL, &found)))
		return NULL;
	return found;
}

void *firmware_protocol_of(struct firmware *firmware, EFI_HANDLE handle, const EFI_GUID *guid)
{
	EFI_GUID copy = *guid;
	void *found;

	if (EFI_ERROR(firmware->boot->HandleProtocol(handle, &copy, &found)))
		return NULL;
	return found;
}

const EFI_LOADED_IMAGE *firmware_image(struct firmware *firmware)
{
	EFI_GUID guid = LOADED_IMAGE_PROTOCOL;

	return firmware_protocol_of(firmware, firmware->image, &guid);
}

EFI_EVENT firmware_event(struct firmware *firmware)
{
	EFI_EVENT event;

	return EFI_ERROR(firmware->boot->CreateEvent(0, 0, NULL, NULL, &event)) ? NULL : event;
}

bool firmware_event_came(struct firmware *firmware, EFI_EVENT event)
{
	return firmware->boot->CheckEvent(event) == EFI_SUCCESS;
}

void firmware_event_close(struct firmware *firmware, EFI_EVENT event)
{
	firmware->boot->CloseEvent(event);
}

void firmware_stall(struct firmware *firmware, unsigned int microseconds)
{
	firmware->boot->Stall(microseconds);
}

uint64_t firmware_reset_service(const struct firmware *firmware)
{
	return (uintptr_t)firmware->table->RuntimeServices->ResetSystem;
}

enum status firmware_prepare_leave(struct firmware *firmware)
{
	UINTN size = 0, key, descriptor_size = sizeof(EFI_MEMORY_DESCRIPTOR);
	UINT32 version;
	void *map;

	firmware->boot->GetMemoryMap(&size, NULL, &key, &descriptor_size, &version);
	size += MAP_SPARE_DESCRIPTORS * descriptor_size;
	if (EFI_ERROR(firmware->boot->AllocatePool(EfiLoaderData, size, &map)))
		return STATUS_NO_MEMORY;
	firmware->map = map;
	firmware->map_size = size;
	return STATUS_OK;
}

void firmware_leave(struct firmware *firmware, const struct machine *machine)
{
	for (unsigned int i = 0; i < LEAVE_TRIES; i++) {
		UINTN size = firmware->map_size, key, descriptor_size;
		UINT32 version;
		EFI_STATUS status = firmware->boot->GetMemoryMap(&size, firmware->map, &key,
								 &descriptor_size, &version);

		/* The map has outgrown its buffer; memory services are still allowed after a failed
		   ExitBootServices (UEFI 2.10, 7.4.6). Without memory the next try fails too. */
		if (status == EFI_BUFFER_TOO_SMALL)
			firmware_prepare_leave(firmware);
		if (!EFI_ERROR(status))
			status = firmware->boot->ExitBootServices(firmware->image, key);
		if (!EFI_ERROR(status))
			arch_enter(machine);
	}
}
