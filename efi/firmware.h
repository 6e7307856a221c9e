/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The firmware, while it is there. Only firmware.c touches the system table; the rest of efi/ holds
 * the token, which firmware_leave() consumes: behind it there is no firmware to ask.
 */
#ifndef MUSTER_FIRMWARE_H
#define MUSTER_FIRMWARE_H

#include "machine.h"
#include "status.h"
#include "types.h"
#include <efi.h>
#include <efishell.h>

struct firmware;

/* Takes hold of the firmware and disarms its watchdog, which would reset the machine 5 minutes
   after the start of an image (UEFI 2.10, 7.5). */
struct firmware *firmware_open(EFI_HANDLE image, EFI_SYSTEM_TABLE *table);

/* A line on the firmware's own console. */
void firmware_print(struct firmware *firmware, const char *line);

/* A sink's write function, on the same console; context is the firmware. */
void firmware_write(void *firmware, const char *bytes, size_t length);

/* From here on output stops at each screen and waits for a key, as the shell's commands do with -b;
   not where there is no keyboard, or a file in its place. */
void firmware_page_break(struct firmware *firmware);

/* What to return to whoever started this program: a shell's status has no bit for errors. */
EFI_STATUS firmware_status(struct firmware *firmware, EFI_STATUS status);

/* The words of a shell's command line. NULL: no shell started this program. */
const EFI_SHELL_PARAMETERS_PROTOCOL *firmware_shell_words(struct firmware *firmware);

/* The services that stay when the firmware is left. */
EFI_RUNTIME_SERVICES *firmware_runtime(const struct firmware *firmware);

/* The memory and registers that they need to see then (UEFI 2.10, 7.2.3). STATUS_NO_MEMORY: not all
   of them are in the list. */
enum status firmware_runtime_regions(struct firmware *firmware, struct map_list *ret_regions);

struct firmware_names {
	char vendor[64]; /* printable ASCII */
	uint32_t revision, uefi_revision;
};
struct firmware_names firmware_names(const struct firmware *firmware);

/* Pages of loader data at or below most, never page 0; address 0 when there are none. */
phys_addr firmware_pages(struct firmware *firmware, size_t pages, uint64_t most);

/* Frees all of them, for a program that returns. */
void firmware_give_back(struct firmware *firmware);

/* A configuration table's address; 0 when it is not there. */
phys_addr firmware_table(struct firmware *firmware, const EFI_GUID *guid);

/* The first instance of a protocol; NULL when there is none. */
void *firmware_protocol(struct firmware *firmware, const EFI_GUID *guid);

/* That of one handle; NULL when it has none. */
void *firmware_protocol_of(struct firmware *firmware, EFI_HANDLE handle, const EFI_GUID *guid);

/* What the firmware knows of this program: where it was loaded from, and with which options. NULL:
   nothing. */
const EFI_LOADED_IMAGE *firmware_image(struct firmware *firmware);
/* One of all instances, by its number from 0 on; NULL past the last. */
void *firmware_protocol_at(struct firmware *firmware, const EFI_GUID *guid, size_t number);

/* What a protocol allocated for its caller. */
void firmware_free(struct firmware *firmware, void *pool);

/* True if a page of the range is memory, by the firmware's map, and so no device. */
bool firmware_is_memory(struct firmware *firmware, uint64_t address, uint64_t size);

/* An event for the firmware to signal, which is looked at again and again; NULL: there is none. One
   that may still be signalled must not be closed. Looking at it takes it back. */
EFI_EVENT firmware_event(struct firmware *firmware);
bool firmware_event_came(struct firmware *firmware, EFI_EVENT event);
void firmware_event_close(struct firmware *firmware, EFI_EVENT event);

void firmware_stall(struct firmware *firmware, unsigned int microseconds);

/* The runtime service that resets the machine, for after the door. */
uint64_t firmware_reset_service(const struct firmware *firmware);

/* Room for the memory map; call it once, before the last look at the firmware. firmware_leave()
   does so again if the map outgrows it. */
enum status firmware_prepare_leave(struct firmware *firmware);

/*
 * Through the door: ExitBootServices, with the memory map fetched anew at each of up to 8 tries, as
 * real firmware fails the first or the second time; then arch_enter(). Returns only when every try
 * failed; the firmware may then be asked for nothing but memory services.
 */
void firmware_leave(struct firmware *firmware, const struct machine *machine);

#endif
