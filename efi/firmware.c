/* SPDX-License-Identifier: BSD-2-Clause */
#include "firmware.h"
#include "arch.h"
#include "mem.h"
#include <eficonex.h>

enum {
	LEAVE_TRIES = 8,
	TAKEN_MAX = 32,
	MAP_SPARE_DESCRIPTORS = 32, /* the map may grow between two calls */
	PRINT_MAX = 200,
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
	struct {				 /* output that stops at each screen */
		const EFI_SHELL_PROTOCOL *shell; /* that sees to it; or we do: */
		UINTN rows, columns;
		UINTN row, column;
		bool quit; /* the user has read enough */
	} page;
};

static struct firmware the_firmware;

struct firmware *firmware_open(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
	the_firmware =
		(struct firmware){.image = image, .table = table, .boot = table->BootServices};
	table->BootServices->SetWatchdogTimer(0, 0, 0, NULL);
	return &the_firmware;
}

static void put(struct firmware *firmware, CHAR16 *text)
{
	SIMPLE_TEXT_OUTPUT_INTERFACE *console = firmware->table->ConOut;

	/* So the shell says that its user has read enough. */
	if (console->OutputString(console, text) == EFI_ABORTED && firmware->page.shell)
		firmware->page.quit = true;
}

static bool key_is_answer(struct firmware *firmware)
{
	SIMPLE_INPUT_INTERFACE *keys = firmware->table->ConIn;
	EFI_INPUT_KEY key;

	if (EFI_ERROR(keys->ReadKeyStroke(keys, &key)))
		return false;
	firmware->page.quit = key.UnicodeChar == 'q' || key.UnicodeChar == 'Q';
	return firmware->page.quit || key.UnicodeChar == '\r' || key.UnicodeChar == '\n';
}

static void page_wait(struct firmware *firmware)
{
	UINTN index;

	put(firmware, L"Press ENTER to continue, Q to quit: ");
	while (!key_is_answer(firmware)) /* endless: until its reader, who asked for it, is ready */
		firmware->boot->WaitForEvent(1, &firmware->table->ConIn->WaitForKey, &index);
	put(firmware, L"\r\n");
	firmware->page.row = 0;
}

/* What was put; with its line's end it may have filled the screen. */
static void page_count(struct firmware *firmware, const CHAR16 *text)
{
	bool line_ended = false;

	for (; *text; text++) {
		firmware->page.column += *text >= ' ';
		line_ended = *text == '\n';
	}
	if (!firmware->page.rows || !line_ended)
		return;
	firmware->page.row += 1 + firmware->page.column / firmware->page.columns;
	firmware->page.column = 0;
	if (firmware->page.row + 1 >= firmware->page.rows)
		page_wait(firmware);
}

void firmware_write(void *context, const char *bytes, size_t length)
{
	struct firmware *firmware = context;
	CHAR16 wide[PRINT_MAX + 1];

	for (size_t done = 0; firmware->table->ConOut && done < length && !firmware->page.quit;) {
		size_t part = 0;

		while (part < PRINT_MAX && done < length && (!part || wide[part - 1] != '\n'))
			wide[part++] = (CHAR16)bytes[done++];
		wide[part] = 0;
		put(firmware, wide);
		page_count(firmware, wide);
	}
}

void firmware_print(struct firmware *firmware, const char *line)
{
	firmware_write(firmware, line, strlen(line));
	firmware_write(firmware, "\r\n", 2);
}

/* A file that takes the keyboard's place has the simple protocol alone. */
static bool has_keyboard(struct firmware *firmware)
{
	EFI_GUID guid = EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL_GUID;

	return firmware->table->ConIn && firmware->table->ConsoleInHandle &&
	       firmware_protocol_of(firmware, firmware->table->ConsoleInHandle, &guid);
}

void firmware_page_break(struct firmware *firmware)
{
	EFI_GUID guid = EFI_SHELL_PROTOCOL_GUID;
	SIMPLE_TEXT_OUTPUT_INTERFACE *console = firmware->table->ConOut;

	if (!console || !has_keyboard(firmware))
		return;
	if (firmware_shell_words(firmware))
		firmware->page.shell = firmware_protocol(firmware, &guid);
	if (firmware->page.shell)
		firmware->page.shell->EnablePageBreak();
	else if (EFI_ERROR(console->QueryMode(console, (UINTN)console->Mode->Mode,
					      &firmware->page.columns, &firmware->page.rows)) ||
		 !firmware->page.columns)
		firmware->page.rows = 0;
}

EFI_STATUS firmware_status(struct firmware *firmware, EFI_STATUS status)
{
	if (firmware->page.shell)
		firmware->page.shell->DisablePageBreak();
	return firmware_shell_words(firmware) ? status & ~EFI_ERROR_MASK : status;
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
		names.vendor[i] = c >= ' ' && c <= '~' ? (char)c : '?';
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

const EFI_SHELL_PARAMETERS_PROTOCOL *firmware_shell_words(struct firmware *firmware)
{
	EFI_GUID guid = EFI_SHELL_PARAMETERS_PROTOCOL_GUID;

	return firmware_protocol_of(firmware, firmware->image, &guid);
}

const EFI_LOADED_IMAGE *firmware_image(struct firmware *firmware)
{
	EFI_GUID guid = LOADED_IMAGE_PROTOCOL;

	return firmware_protocol_of(firmware, firmware->image, &guid);
}

void *firmware_protocol_at(struct firmware *firmware, const EFI_GUID *guid, size_t number)
{
	EFI_GUID copy = *guid;
	EFI_HANDLE *handles;
	UINTN count;
	void *found = NULL;

	if (EFI_ERROR(
		    firmware->boot->LocateHandleBuffer(ByProtocol, &copy, NULL, &count, &handles)))
		return NULL;
	if (number < count &&
	    EFI_ERROR(firmware->boot->HandleProtocol(handles[number], &copy, &found)))
		found = NULL;
	firmware->boot->FreePool(handles);
	return found;
}

void firmware_free(struct firmware *firmware, void *pool)
{
	firmware->boot->FreePool(pool);
}

/* Devices are told as such, as reserved, or not at all. */
static bool is_memory_type(uint32_t type)
{
	return type != EfiReservedMemoryType && type != EfiMemoryMappedIO &&
	       type != EfiMemoryMappedIOPortSpace;
}

bool firmware_is_memory(struct firmware *firmware, uint64_t address, uint64_t size)
{
	UINTN map_size = 0, key, step;
	UINT32 version;
	void *map = NULL;
	bool found = false;

	firmware->boot->GetMemoryMap(&map_size, NULL, &key, &step, &version);
	map_size += MAP_SPARE_DESCRIPTORS * step;
	if (EFI_ERROR(firmware->boot->AllocatePool(EfiLoaderData, map_size, &map)))
		return false;
	if (EFI_ERROR(firmware->boot->GetMemoryMap(&map_size, map, &key, &step, &version)))
		map_size = 0;
	for (UINTN at = 0; at + step <= map_size; at += step) {
		const EFI_MEMORY_DESCRIPTOR *range = (void *)((char *)map + at);

		found |= is_memory_type(range->Type) && range->PhysicalStart < address + size &&
			 address < range->PhysicalStart + range->NumberOfPages * PAGE_SIZE;
	}
	firmware->boot->FreePool(map);
	return found;
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

EFI_RUNTIME_SERVICES *firmware_runtime(const struct firmware *firmware)
{
	return firmware->table->RuntimeServices;
}

static enum map_kind runtime_kind(const EFI_MEMORY_DESCRIPTOR *region)
{
	switch (region->Type) {
	case EfiRuntimeServicesCode:
		return MAP_RUNTIME;
	case EfiMemoryMappedIO:
	case EfiMemoryMappedIOPortSpace:
		return MAP_DEVICE;
	default:
		return MAP_DATA;
	}
}

enum status firmware_runtime_regions(struct firmware *firmware, struct map_list *ret_regions)
{
	UINTN key, each = sizeof(EFI_MEMORY_DESCRIPTOR), size;
	UINT32 version;
	EFI_STATUS status;

	if (firmware_prepare_leave(firmware) != STATUS_OK)
		return STATUS_NO_MEMORY;
	size = firmware->map_size;
	status = firmware->boot->GetMemoryMap(&size, firmware->map, &key, &each, &version);
	for (UINTN at = 0; !EFI_ERROR(status) && at + each <= size; at += each) {
		const EFI_MEMORY_DESCRIPTOR *region = (void *)((char *)firmware->map + at);

		if (region->Attribute & EFI_MEMORY_RUNTIME)
			map_add(ret_regions, region->PhysicalStart,
				region->NumberOfPages * PAGE_SIZE, runtime_kind(region));
	}
	firmware->boot->FreePool(firmware->map);
	return EFI_ERROR(status) || ret_regions->lost ? STATUS_NO_MEMORY : STATUS_OK;
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
