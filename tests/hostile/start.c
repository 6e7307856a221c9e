/* SPDX-License-Identifier: BSD-2-Clause */
#include "hostile.h"

extern const uint8_t muster_begin[], muster_end[]; /* blob.S */

static UINT32 wide_bytes(const CHAR16 *text)
{
	UINT32 length = 0;

	while (text[length])
		length++;
	return (length + 1) * (UINT32)sizeof(*text);
}

/* Firmware wants some device path for an image from memory; the program's own is one. */
static EFI_DEVICE_PATH *own_path(void)
{
	EFI_GUID guid = LOADED_IMAGE_PROTOCOL;
	EFI_LOADED_IMAGE *loaded;

	the_boot->HandleProtocol(the_image, &guid, (void **)&loaded);
	return loaded->FilePath;
}

EFI_STATUS start_muster(const CHAR16 *words)
{
	EFI_GUID guid = LOADED_IMAGE_PROTOCOL;
	EFI_LOADED_IMAGE *loaded;
	EFI_HANDLE muster;

	if (EFI_ERROR(the_boot->LoadImage(FALSE, the_image, own_path(), (void *)muster_begin,
					  (UINTN)(muster_end - muster_begin), &muster)))
		give_up("muster.efi cannot be loaded");
	the_boot->HandleProtocol(muster, &guid, (void **)&loaded);
	loaded->LoadOptions = (void *)words;
	loaded->LoadOptionsSize = wide_bytes(words);
	return the_boot->StartImage(muster, NULL, NULL);
}
