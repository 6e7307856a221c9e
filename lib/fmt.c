/* SPDX-License-Identifier: BSD-2-Clause */
#include "fmt.h"
#include "mem.h"

enum { FMT_INT_MAX = 0x7fffffff };

/* What is written so far; length goes on counting when the text is full, as snprintf does. */
struct output {
	char *text;
	size_t size;
	size_t length;
};

enum number_length {
	LENGTH_CHAR,
	LENGTH_SHORT,
	LENGTH_INT,
	LENGTH_LONG,
	LENGTH_LLONG,
	LENGTH_SIZE
};

/* One conversion: "%-08.3llx". */
struct conversion {
	bool left, zero, plus, has_precision;
	size_t width, precision;
	enum number_length length;
	char letter;
};

/* A struct, because a va_list may be an array and then cannot be passed by reference portably. */
struct arguments {
	va_list list;
};

/* Bytes of a piece that still fit, one being kept for the NUL. */
static size_t output_room(const struct output *output, size_t length)
{
	size_t room = output->size > output->length ? output->size - output->length - 1 : 0;

	return length < room ? length : room;
}

static void output_grow(struct output *output, size_t length)
{
	output->length =
		length > FMT_INT_MAX - output->length ? FMT_INT_MAX : output->length + length;
}

static void output_bytes(struct output *output, const char *bytes, size_t length)
{
	size_t fitting = output_room(output, length);

	if (fitting > 0)
		memcpy(output->text + output->length, bytes, fitting);
	output_grow(output, length);
}

/* Costs no more than what fits: a hostile width must not cost seconds. */
static void output_fill(struct output *output, char byte, size_t count)
{
	size_t fitting = output_room(output, count);

	if (fitting > 0)
		memset(output->text + output->length, byte, fitting);
	output_grow(output, count);
}

static void output_end(const struct output *output)
{
	if (output->size > 0)
		output->text[output->length < output->size ? output->length : output->size - 1] =
			'\0';
}

/* A number in the format, or '*' for the next argument; a negative one is left to the caller. */
static const char *read_count(const char *at, struct arguments *arguments, int *ret_count)
{
	int count = 0;

	if (*at == '*') {
		*ret_count = va_arg(arguments->list, int);
		return at + 1;
	}
	for (; *at >= '0' && *at <= '9'; at++) {
		int digit = *at - '0';

		count = count > (FMT_INT_MAX - digit) / 10 ? FMT_INT_MAX : count * 10 + digit;
	}
	*ret_count = count;
	return at;
}

static const char *read_flags(const char *at, struct conversion *conversion)
{
	for (;; at++) { /* endless: the NUL is no flag */
		if (*at == '-')
			conversion->left = true;
		else if (*at == '0')
			conversion->zero = true;
		else if (*at == '+')
			conversion->plus = true;
		else
			return at;
	}
}

static const char *read_width(const char *at, struct conversion *conversion,
			      struct arguments *arguments)
{
	int width;

	at = read_count(at, arguments, &width);
	if (width < 0)
		conversion->left = true;
	conversion->width = width < 0 ? (size_t) - (int64_t)width : (size_t)width;
	return at;
}

static const char *read_precision(const char *at, struct conversion *conversion,
				  struct arguments *arguments)
{
	int precision;

	if (*at != '.')
		return at;
	at = read_count(at + 1, arguments, &precision);
	conversion->has_precision = precision >= 0;
	conversion->precision = precision < 0 ? 0 : (size_t)precision;
	return at;
}

static const char *read_length(const char *at, struct conversion *conversion)
{
	static const struct {
		char text[3];
		enum number_length length;
	} lengths[] = {
		{"hh", LENGTH_CHAR}, {"h", LENGTH_SHORT}, {"ll", LENGTH_LLONG},
		{"l", LENGTH_LONG},  {"z", LENGTH_SIZE},
	};

	conversion->length = LENGTH_INT;
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		size_t size = strlen(lengths[i].text);

		if (strncmp(at, lengths[i].text, size) == 0) {
			conversion->length = lengths[i].length;
			return at + size;
		}
	}
	return at;
}

/* Reads what follows a '%'; returns what comes after it. */
static const char *read_conversion(const char *at, struct conversion *ret_conversion,
				   struct arguments *arguments)
{
	*ret_conversion = (struct conversion){0};
	at = read_flags(at, ret_conversion);
	at = read_width(at, ret_conversion, arguments);
	at = read_precision(at, ret_conversion, arguments);
	at = read_length(at, ret_conversion);
	ret_conversion->letter = *at;
	return *at == '\0' ? at : at + 1;
}

static int64_t take_signed(enum number_length length, struct arguments *arguments)
{
	switch (length) {
	case LENGTH_CHAR:
		return (signed char)va_arg(arguments->list, int);
	case LENGTH_SHORT:
		return (short)va_arg(arguments->list, int);
	case LENGTH_LONG:
		return va_arg(arguments->list, long);
	case LENGTH_LLONG:
		return va_arg(arguments->list, long long);
	case LENGTH_SIZE:
		return va_arg(arguments->list, ptrdiff_t);
	default:
		return va_arg(arguments->list, int);
	}
}

static uint64_t take_unsigned(enum number_length length, struct arguments *arguments)
{
	switch (length) {
	case LENGTH_CHAR:
		return (unsigned char)va_arg(arguments->list, unsigned int);
	case LENGTH_SHORT:
		return (unsigned short)va_arg(arguments->list, unsigned int);
	case LENGTH_LONG:
		return va_arg(arguments->list, unsigned long);
	case LENGTH_LLONG:
		return va_arg(arguments->list, unsigned long long);
	case LENGTH_SIZE:
		return va_arg(arguments->list, size_t);
	default:
		return va_arg(arguments->list, unsigned int);
	}
}

/* Pads to the width on the side that the '-' flag says. */
static void put_padded(struct output *output, const struct conversion *conversion,
		       const char *bytes, size_t length)
{
	size_t padding = conversion->width > length ? conversion->width - length : 0;

	if (!conversion->left)
		output_fill(output, ' ', padding);
	output_bytes(output, bytes, length);
	if (conversion->left)
		output_fill(output, ' ', padding);
}

static void put_text(struct output *output, const struct conversion *conversion, const char *text)
{
	size_t length = 0;

	if (!text)
		text = "(null)";
	/* With a precision the text need not end in a NUL. */
	while ((!conversion->has_precision || length < conversion->precision) &&
	       text[length] != '\0')
		length++;
	put_padded(output, conversion, text, length);
}

/* Writes digits so that they end at end; returns their start. Zero has no digits. */
static char *write_digits(char *end, uint64_t number, unsigned int base, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	for (; number != 0; number /= base)
		*--end = digits[number % base];
	return end;
}

/* A number with its sign or prefix: blanks, prefix, zeros, digits, blanks. */
static void put_number(struct output *output, const struct conversion *conversion,
		       const char *prefix, uint64_t number, unsigned int base)
{
	char digits[20];
	char *end = digits + sizeof(digits);
	char *start = write_digits(end, number, base, conversion->letter == 'X');
	size_t digit_count = (size_t)(end - start), prefix_length = strlen(prefix);
	size_t shown = conversion->has_precision ? conversion->precision : 1;

	if (conversion->zero && !conversion->left && !conversion->has_precision &&
	    conversion->width > prefix_length)
		shown = conversion->width - prefix_length;
	if (shown < digit_count)
		shown = digit_count;

	size_t padding = conversion->width > prefix_length + shown
				 ? conversion->width - prefix_length - shown
				 : 0;

	output_fill(output, ' ', conversion->left ? 0 : padding);
	output_bytes(output, prefix, prefix_length);
	output_fill(output, '0', shown - digit_count);
	output_bytes(output, start, digit_count);
	output_fill(output, ' ', conversion->left ? padding : 0);
}

static void put_signed(struct output *output, const struct conversion *conversion, int64_t number)
{
	const char *sign = number < 0 ? "-" : conversion->plus ? "+" : "";
	uint64_t magnitude = number < 0 ? -(uint64_t)number : (uint64_t)number;

	put_number(output, conversion, sign, magnitude, 10);
}

static void put_character(struct output *output, const struct conversion *conversion, int byte)
{
	char character = (char)byte;

	put_padded(output, conversion, &character, 1);
}

/* False for a conversion that is not known. */
static bool put_conversion(struct output *output, const struct conversion *conversion,
			   struct arguments *arguments)
{
	switch (conversion->letter) {
	case 'd':
	case 'i':
		put_signed(output, conversion, take_signed(conversion->length, arguments));
		return true;
	case 'u':
		put_number(output, conversion, "", take_unsigned(conversion->length, arguments),
			   10);
		return true;
	case 'x':
	case 'X':
		put_number(output, conversion, "", take_unsigned(conversion->length, arguments),
			   16);
		return true;
	case 'c':
		put_character(output, conversion, va_arg(arguments->list, int));
		return true;
	case 's':
		put_text(output, conversion, va_arg(arguments->list, const char *));
		return true;
	case 'p':
		put_number(output, conversion, "0x",
			   (uintptr_t)va_arg(arguments->list, const void *), 16);
		return true;
	case '%':
		output_bytes(output, "%", 1);
		return true;
	default:
		return false;
	}
}

int fmt_vtext(char *text, size_t size, const char *format, va_list arguments_list)
{
	struct output output = {text, size, 0};
	struct conversion conversion;
	struct arguments arguments;

	va_copy(arguments.list, arguments_list);
	while (*format != '\0') {
		const char *start = format++;

		if (*start == '%')
			format = read_conversion(format, &conversion, &arguments);
		if (*start != '%' || !put_conversion(&output, &conversion, &arguments))
			output_bytes(&output, start, (size_t)(format - start));
	}
	va_end(arguments.list);
	output_end(&output);
	return (int)output.length;
}

int fmt_text(char *text, size_t size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = fmt_vtext(text, size, format, arguments);

	va_end(arguments);
	return length;
}

/* Takes note of a piece of the given length that was offered from fmt->length on. */
static void fmt_advance(struct fmt *fmt, size_t length)
{
	size_t room = fmt->size > fmt->length ? fmt->size - fmt->length - 1 : 0;

	if (length > room)
		fmt->truncated = true;
	fmt->length += length < room ? length : room;
}

void fmt_add(struct fmt *fmt, const char *format, ...)
{
	size_t room = fmt->size > fmt->length ? fmt->size - fmt->length : 0;
	va_list arguments;

	va_start(arguments, format);
	int length = fmt_vtext(room > 0 ? fmt->text + fmt->length : NULL, room, format, arguments);

	va_end(arguments);
	fmt_advance(fmt, (size_t)length);
}

void fmt_add_bytes(struct fmt *fmt, const char *bytes, size_t length)
{
	struct output output = {fmt->text, fmt->size, fmt->length};

	output_bytes(&output, bytes, length);
	output_end(&output);
	fmt_advance(fmt, length);
}
