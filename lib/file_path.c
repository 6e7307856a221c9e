/* SPDX-License-Identifier: BSD-2-Clause */
#include "file_path.h"

/* Of device path nodes: one byte of type, one of subtype, two of length (UEFI 2.10, 10.3.1). */
enum { NODE_HEAD = 4, TYPE_MEDIA = 4, SUBTYPE_FILE_PATH = 4, TYPE_END = 0x7F };

static bool add_unit(struct file_path *path, size_t *length, uint16_t unit)
{
	if (*length + 1 >= FILE_PATH_SIZE)
		return false;
	path->text[(*length)++] = unit;
	path->text[*length] = 0;
	return true;
}

static bool add_text(struct file_path *path, size_t *length, const char *text)
{
	for (; *text; text++)
		if (!add_unit(path, length, (unsigned char)*text))
			return false;
	return true;
}

bool file_path_of(const char *text, struct file_path *ret_path)
{
	struct file_path path = {{0}};
	size_t length = 0;

	if (!add_text(&path, &length, text))
		return false;
	*ret_path = path;
	return true;
}

/* One node's part, with a backslash between it and what is there. */
static bool add_node(struct file_path *path, size_t *length, struct span name)
{
	uint16_t unit;

	for (size_t i = 0; span_u16(name, i, &unit) && unit; i += sizeof(unit)) {
		bool slash = unit == '\\' || unit == '/';
		bool behind_slash = *length && path->text[*length - 1] == '\\';

		if (i == 0 && !behind_slash && !add_unit(path, length, '\\'))
			return false;
		if (i == 0 && slash)
			continue;
		if (!add_unit(path, length, slash ? '\\' : unit))
			return false;
	}
	return true;
}

/* All of a device path's file path nodes; *ret_length stays 0 when there is none. */
static bool read_nodes(struct span device_path, struct file_path *path, size_t *ret_length)
{
	size_t at = 0;

	while (span_has(device_path, at, NODE_HEAD)) {
		uint8_t type = span_get8(device_path, at);
		uint16_t size = span_get16(device_path, at + 2);

		if (type == TYPE_END)
			return true;
		if (size < NODE_HEAD || !span_has(device_path, at, size))
			return false;
		if (type == TYPE_MEDIA && span_get8(device_path, at + 1) == SUBTYPE_FILE_PATH &&
		    !add_node(path, ret_length,
			      span_part(device_path, at + NODE_HEAD, size - NODE_HEAD)))
			return false;
		at += size;
	}
	return false;
}

bool file_path_beside(struct span device_path, const char *name, struct file_path *ret_path)
{
	struct file_path path = {{0}};
	size_t length = 0;

	if (!read_nodes(device_path, &path, &length) || length == 0)
		return false;
	while (path.text[length - 1] != '\\')
		length--;
	if (!add_text(&path, &length, name))
		return false;
	*ret_path = path;
	return true;
}

static uint16_t lower(uint16_t unit)
{
	return unit >= 'A' && unit <= 'Z' ? (uint16_t)(unit | 0x20) : unit;
}

bool file_path_same(const struct file_path *a, const struct file_path *b)
{
	size_t i = 0;

	while (a->text[i] && lower(a->text[i]) == lower(b->text[i]))
		i++;
	return a->text[i] == b->text[i];
}
