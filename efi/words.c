/* SPDX-License-Identifier: BSD-2-Clause */
/* What the user said, in all the places where it can be said. */
#include "survey.h"
#include "files.h"
#include "fmt.h"
#include "mem.h"

enum {
	SHELL_WORD_MAX = 1024,
	ASCII_FIRST = ' ',
	ASCII_LAST = '~',
};

static const struct rule rule_not_text = {"option.not-text", SEVERITY_NOTE, "", "", ""};

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

/* Into s->words. */
static enum status read_given(struct survey *s, enum option_origin *ret_origin,
			      char error[OPTION_ERROR_SIZE])
{
	const EFI_SHELL_PARAMETERS_PROTOCOL *shell = firmware_shell_words(s->firmware);
	const EFI_LOADED_IMAGE *loaded = firmware_image(s->firmware);
	enum status status = STATUS_OK;

	s->words[0] = '\0';
	*ret_origin = shell ? ORIGIN_COMMAND_LINE : ORIGIN_LOAD_OPTIONS;
	if (shell)
		status = words_of_shell(shell, s->words, sizeof(s->words));
	else if (loaded)
		status = words_of_load_options(loaded, s->words, sizeof(s->words));
	if (status == STATUS_INVALID)
		rule_broken(&s->findings, &rule_not_text, 0,
			    "the load options are no text, as a boot entry's can be; ignored");
	if (status == STATUS_NO_MEMORY) {
		fmt_text(error, OPTION_ERROR_SIZE, "the words are too long, or no plain ASCII");
		return STATUS_INVALID;
	}
	return STATUS_OK;
}

/* That there is none is usual. */
static bool is_absent(EFI_STATUS status)
{
	return status != EFI_BUFFER_TOO_SMALL && status != EFI_DEVICE_ERROR &&
	       status != EFI_VOLUME_CORRUPTED && status != EFI_ACCESS_DENIED &&
	       status != EFI_NO_MEDIA && status != EFI_MEDIA_CHANGED;
}

static enum status add_file(struct survey *s, const struct file_path *path,
			    enum option_origin origin, char error[OPTION_ERROR_SIZE])
{
	static uint8_t bytes[OPTIONS_FILE_MAX];
	size_t size = 0;
	EFI_STATUS status = files_read(s->firmware, path, bytes, sizeof(bytes), &size);

	if (status == EFI_SUCCESS)
		return options_add_file(&s->said, (struct span){bytes, size}, origin, error);
	if (is_absent(status))
		return STATUS_OK;
	if (status == EFI_BUFFER_TOO_SMALL)
		fmt_text(error, OPTION_ERROR_SIZE, "%s: more than %u bytes",
			 option_origin_name(origin), OPTIONS_FILE_MAX);
	else
		fmt_text(error, OPTION_ERROR_SIZE, "%s cannot be read: %s",
			 option_origin_name(origin), files_words(status));
	return STATUS_INVALID;
}

/* The program may stand in the folder of the first one itself. */
static enum status add_files(struct survey *s, char error[OPTION_ERROR_SIZE])
{
	struct file_path fixed, beside;
	enum status status;

	if (!file_path_of("\\EFI\\muster\\muster.cfg", &fixed))
		return STATUS_OK;
	status = add_file(s, &fixed, ORIGIN_FILE, error);
	if (status == STATUS_OK && files_beside(s->firmware, "muster.cfg", &beside) &&
	    !file_path_same(&fixed, &beside))
		status = add_file(s, &beside, ORIGIN_FILE_BESIDE, error);
	return status;
}

/* The words that were given come first, as they say whether files are read, and again behind them,
   as they hold. help answers whatever a file says. */
enum status survey_words(struct survey *s, char error[OPTION_ERROR_SIZE])
{
	enum option_origin origin;
	enum status status = read_given(s, &origin, error);

	if (status != STATUS_OK)
		return status;
	options_open(&s->said);
	status = options_add(&s->said, s->words, origin, error);
	if (status == STATUS_OK && s->said.options.cfg && s->said.options.action != ACTION_HELP) {
		options_open(&s->said);
		status = add_files(s, error);
		if (status == STATUS_OK)
			status = options_add(&s->said, s->words, origin, error);
	}
	s->machine.options = s->said.options;
	return status;
}
