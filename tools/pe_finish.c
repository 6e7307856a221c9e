/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last touch on a PE image that objcopy made: says that it runs with data that cannot be
 * executed (NX_COMPAT), anywhere in memory (DYNAMIC_BASE), and clears the time stamp and check sum,
 * so that two builds give the same bytes. Refuses an image that a loader which takes NX_COMPAT at
 * its word could not start: each section must have pages of its own, none may be both writable and
 * executable, and the first instruction must be in one that is executable. Nor may there be bytes
 * outside the sections, which a signature would have to speak for.
 *
 *     pe_finish FILE
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { /* PE/COFF specification 8.3, sections 3 and 4 */
       DOS_PE_OFFSET = 0x3C,
       COFF_SECTIONS = 6,
       COFF_TIME = 8,
       COFF_OPTIONAL_SIZE = 20,
       OPTIONAL = 24,
       OPTIONAL_ENTRY = OPTIONAL + 16,
       OPTIONAL_ALIGNMENT = OPTIONAL + 32,
       OPTIONAL_HEADERS = OPTIONAL + 60,
       OPTIONAL_CHECKSUM = OPTIONAL + 64,
       OPTIONAL_DLL_FLAGS = OPTIONAL + 70,
       SECTION_SIZE = 40,
       SECTION_LENGTH = 8,
       SECTION_ADDRESS = 12,
       SECTION_FILE_LENGTH = 16,
       SECTION_FILE_OFFSET = 20,
       SECTION_FLAGS = 36,
       PAGE = 4096,
       DLL_DYNAMIC_BASE = 0x0040,
       DLL_NX_COMPAT = 0x0100,
};
#define SECTION_EXECUTE 0x20000000u
#define SECTION_WRITE	0x80000000u

static uint8_t image[1 << 20];
static size_t image_size;

static void refuse(const char *what)
{
	fprintf(stderr, "pe_finish: %s\n", what);
	exit(1);
}

static uint8_t *at(size_t offset, size_t length)
{
	if (offset > image_size || length > image_size - offset)
		refuse("the image is cut short");
	return image + offset;
}

static uint32_t get(size_t offset, unsigned int bytes)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (uint32_t)at(offset, bytes)[i] << 8 * i;
	return value;
}

static void put(size_t offset, unsigned int bytes, uint32_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		at(offset, bytes)[i] = (uint8_t)(value >> 8 * i);
}

static void check_section(size_t section, uint32_t memory_end, uint32_t file_end)
{
	uint32_t address = get(section + SECTION_ADDRESS, 4);
	uint32_t flags = get(section + SECTION_FLAGS, 4);

	if (flags & SECTION_WRITE && flags & SECTION_EXECUTE)
		refuse("a section is writable and executable");
	if (address % PAGE || address < memory_end)
		refuse("a section shares a page with another");
	if (get(section + SECTION_FILE_LENGTH, 4) &&
	    get(section + SECTION_FILE_OFFSET, 4) != file_end)
		refuse("there are bytes between the sections");
}

static void check_entry(size_t pe, size_t section)
{
	uint32_t address = get(section + SECTION_ADDRESS, 4);
	uint32_t entry = get(pe + OPTIONAL_ENTRY, 4);

	if (entry < address || entry - address >= get(section + SECTION_LENGTH, 4))
		return;
	if (!(get(section + SECTION_FLAGS, 4) & SECTION_EXECUTE))
		refuse("the entry point is in a section that is not executable");
}

static void check_sections(size_t pe)
{
	size_t section = pe + OPTIONAL + get(pe + COFF_OPTIONAL_SIZE, 2);
	uint32_t memory_end = 0, file_end = get(pe + OPTIONAL_HEADERS, 4);

	if (get(pe + OPTIONAL_ALIGNMENT, 4) % PAGE)
		refuse("the sections are not aligned to pages");
	for (uint32_t i = 0; i < get(pe + COFF_SECTIONS, 2); i++, section += SECTION_SIZE) {
		check_section(section, memory_end, file_end);
		check_entry(pe, section);
		memory_end = get(section + SECTION_ADDRESS, 4) + get(section + SECTION_LENGTH, 4);
		file_end += get(section + SECTION_FILE_LENGTH, 4);
	}
	if (file_end != image_size)
		refuse("there are bytes behind the sections");
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "r+b") : NULL;
	size_t pe;

	if (!file)
		refuse("usage: pe_finish FILE");
	image_size = fread(image, 1, sizeof(image), file);
	pe = get(DOS_PE_OFFSET, 4);
	check_sections(pe);
	put(pe + COFF_TIME, 4, 0);
	put(pe + OPTIONAL_CHECKSUM, 4, 0);
	put(pe + OPTIONAL_DLL_FLAGS, 2,
	    get(pe + OPTIONAL_DLL_FLAGS, 2) | DLL_DYNAMIC_BASE | DLL_NX_COMPAT);
	rewind(file);
	if (fwrite(image, 1, image_size, file) != image_size || fclose(file))
		refuse("cannot write");
	return 0;
}
