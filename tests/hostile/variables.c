/* SPDX-License-Identifier: BSD-2-Clause */
/* A store of variables that takes nothing, or is full, or a service that dies once it is alone. */
#include "hostile.h"

static EFI_SET_VARIABLE firmware_set;
static unsigned int calls;

static void runtime_sum(void)
{
	EFI_TABLE_HEADER *header = &the_system->RuntimeServices->Hdr;

	header->CRC32 = 0;
	the_boot->CalculateCrc32(header, header->HeaderSize, &header->CRC32);
}

static void set_hook(EFI_SET_VARIABLE hook)
{
	firmware_set = the_system->RuntimeServices->SetVariable;
	the_system->RuntimeServices->SetVariable = hook;
	runtime_sum();
}

static EFI_STATUS EFIAPI refuse(CHAR16 *name, EFI_GUID *guid, UINT32 attributes, UINTN size,
				void *bytes)
{
	(void)name, (void)guid, (void)attributes, (void)size, (void)bytes;
	return EFI_WRITE_PROTECTED;
}

static void variables_refused(void)
{
	set_hook(refuse);
}

/* The first call is Muster's mark before the door. */
static EFI_STATUS EFIAPI die_alone(CHAR16 *name, EFI_GUID *guid, UINT32 attributes, UINTN size,
				   void *bytes)
{
	if (calls++ > 0)
		__builtin_trap();
	return firmware_set(name, guid, attributes, size, bytes);
}

static void variables_fault(void)
{
	set_hook(die_alone);
}

/* Takes what it is given before the door, and nothing behind it. */
static EFI_STATUS EFIAPI fill_up(CHAR16 *name, EFI_GUID *guid, UINT32 attributes, UINTN size,
				 void *bytes)
{
	if (calls++ > 0)
		return EFI_OUT_OF_RESOURCES;
	return firmware_set(name, guid, attributes, size, bytes);
}

static EFI_STATUS EFIAPI little_left(UINT32 attributes, UINT64 *all, UINT64 *left, UINT64 *largest)
{
	(void)attributes;
	*all = 0x10000;
	*left = *largest = 600;
	return EFI_SUCCESS;
}

static void variables_full(void)
{
	the_system->RuntimeServices->QueryVariableInfo = little_left;
	set_hook(fill_up);
}

/* What an earlier run did not leave. */
static void variables_damaged(void)
{
	static CHAR16 name[] = {'M', 'u', 's', 't', 'e', 'r', 0};
	static EFI_GUID guid = {
		0x3f0e7b52, 0x7c1e, 0x4d0b, {0x9a, 0x43, 0x6d, 0x75, 0x73, 0x74, 0x65, 0x72}};
	static char bytes[2000];

	the_system->RuntimeServices->SetVariable(name, &guid, 7, sizeof(bytes), bytes);
}

const struct breakage variable_breaks[] = {
	{"variables-refused", PHASE_MACHINE, variables_refused},
	{"variables-fault", PHASE_MACHINE, variables_fault},
	{"variables-full", PHASE_MACHINE, variables_full},
	{"variables-damaged", PHASE_MACHINE, variables_damaged},
	{0},
};
