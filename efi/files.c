/* SPDX-License-Identifier: BSD-2-Clause */
#include "files.h"

enum {
	DEVICE_PATH_MAX = 4096, /* bytes that are looked at: firmware gives no length */
	INFO_NAME_SIZE = 512,
};
_Static_assert(sizeof(CHAR16) == sizeof(uint16_t), "paths go to the firmware as they are");

static EFI_STATUS open_root(struct firmware *firmware, EFI_FILE_HANDLE *ret_root)
{
	EFI_GUID guid = EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID;
	const EFI_LOADED_IMAGE *image = firmware_image(firmware);
	EFI_SIMPLE_FILE_SYSTEM_PROTOCOL *volume = NULL;

	if (image && image->DeviceHandle)
		volume = firmware_protocol_of(firmware, image->DeviceHandle, &guid);
	return volume ? volume->OpenVolume(volume, ret_root) : EFI_UNSUPPORTED;
}

static EFI_STATUS open_path(struct firmware *firmware, const struct file_path *path, UINT64 mode,
			    UINT64 attributes, EFI_FILE_HANDLE *ret_file)
{
	struct file_path copy = *path; /* the service's parameter is not const */
	EFI_FILE_HANDLE root;
	EFI_STATUS status = open_root(firmware, &root);

	if (EFI_ERROR(status))
		return status;
	status = root->Open(root, ret_file, copy.text, mode, attributes);
	root->Close(root);
	return status;
}

/* Its size; a directory has none to be read. */
static EFI_STATUS size_of(EFI_FILE_HANDLE file, UINT64 *ret_size)
{
	EFI_GUID guid = EFI_FILE_INFO_ID;
	union {
		EFI_FILE_INFO info;
		char bytes[sizeof(EFI_FILE_INFO) + INFO_NAME_SIZE];
	} buffer;
	UINTN size = sizeof(buffer);
	EFI_STATUS status = file->GetInfo(file, &guid, &size, &buffer);

	if (EFI_ERROR(status))
		return status;
	if (buffer.info.Attribute & EFI_FILE_DIRECTORY)
		return EFI_ACCESS_DENIED;
	*ret_size = buffer.info.FileSize;
	return EFI_SUCCESS;
}

/* In so many calls as the firmware wants. */
static EFI_STATUS read_all(EFI_FILE_HANDLE file, char *bytes, size_t size)
{
	for (size_t done = 0; done < size;) {
		UINTN part = size - done;
		EFI_STATUS status = file->Read(file, &part, bytes + done);

		if (EFI_ERROR(status))
			return status;
		if (part == 0)
			return EFI_DEVICE_ERROR;
		done += part;
	}
	return EFI_SUCCESS;
}

EFI_STATUS files_read(struct firmware *firmware, const struct file_path *path, void *bytes,
		      size_t capacity, size_t *ret_size)
{
	EFI_FILE_HANDLE file;
	EFI_STATUS status = open_path(firmware, path, EFI_FILE_MODE_READ, 0, &file);
	UINT64 size = 0;

	if (EFI_ERROR(status))
		return status;
	status = size_of(file, &size);
	if (!EFI_ERROR(status) && size > capacity)
		status = EFI_BUFFER_TOO_SMALL;
	if (!EFI_ERROR(status))
		status = read_all(file, bytes, (size_t)size);
	if (!EFI_ERROR(status))
		*ret_size = (size_t)size;
	file->Close(file);
	return status;
}

bool files_exist(struct firmware *firmware, const struct file_path *path)
{
	EFI_FILE_HANDLE file;

	if (EFI_ERROR(open_path(firmware, path, EFI_FILE_MODE_READ, 0, &file)))
		return false;
	file->Close(file);
	return true;
}

static EFI_STATUS create(struct firmware *firmware, const struct file_path *path, UINT64 attributes,
			 EFI_FILE_HANDLE *ret_file)
{
	return open_path(firmware, path,
			 EFI_FILE_MODE_READ | EFI_FILE_MODE_WRITE | EFI_FILE_MODE_CREATE,
			 attributes, ret_file);
}

EFI_STATUS files_write_new(struct firmware *firmware, const struct file_path *path,
			   const void *bytes, size_t size)
{
	EFI_FILE_HANDLE file;
	UINTN written = size;
	EFI_STATUS status;

	if (files_exist(firmware, path))
		return EFI_ACCESS_DENIED;
	status = create(firmware, path, 0, &file);
	if (EFI_ERROR(status))
		return status;
	status = file->Write(file, &written, (void *)(uintptr_t)bytes);
	if (!EFI_ERROR(status) && written != size)
		status = EFI_VOLUME_FULL;
	if (!EFI_ERROR(status))
		status = file->Flush(file);
	if (EFI_ERROR(status))
		file->Delete(file); /* and closed, whatever it says */
	else
		file->Close(file);
	return status;
}

EFI_STATUS files_make_directory(struct firmware *firmware, const struct file_path *path)
{
	struct file_path part = {{0}};
	EFI_STATUS status = EFI_SUCCESS;

	for (size_t i = 0; path->text[i] && !EFI_ERROR(status); i++) {
		EFI_FILE_HANDLE directory;
		uint16_t next = path->text[i + 1];

		part.text[i] = path->text[i];
		if (i == 0 || (next && next != '\\'))
			continue;
		status = create(firmware, &part, EFI_FILE_DIRECTORY, &directory);
		if (!EFI_ERROR(status))
			directory->Close(directory);
	}
	return status;
}

bool files_beside(struct firmware *firmware, const char *name, struct file_path *ret_path)
{
	const EFI_LOADED_IMAGE *image = firmware_image(firmware);

	if (!image || !image->FilePath)
		return false;
	return file_path_beside((struct span){(const uint8_t *)image->FilePath, DEVICE_PATH_MAX},
				name, ret_path);
}

const char *files_words(EFI_STATUS status)
{
	static const struct {
		EFI_STATUS status;
		const char *words;
	} rows[] = {
		{EFI_UNSUPPORTED, "the program was not loaded from a volume"},
		{EFI_NOT_FOUND, "it is not there"},
		{EFI_BUFFER_TOO_SMALL, "it is too long"},
		{EFI_ACCESS_DENIED, "it is a directory, or may not be touched"},
		{EFI_WRITE_PROTECTED, "the volume is write-protected"},
		{EFI_VOLUME_FULL, "the volume is full"},
		{EFI_VOLUME_CORRUPTED, "the volume is damaged"},
		{EFI_NO_MEDIA, "the volume is no longer there"},
		{EFI_MEDIA_CHANGED, "the volume is another one now"},
		{EFI_DEVICE_ERROR, "the device failed"},
		{EFI_OUT_OF_RESOURCES, "the firmware has no memory for it"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].status == status)
			return rows[i].words;
	return "the firmware gives a reason that is not known";
}
