/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "fmt.h"

#include <limits.h>

/* Formats that the compiler cannot check: they are data of the tables here. */
static int ours(char *text, size_t size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = fmt_vtext(text, size, format, arguments);

	va_end(arguments);
	return length;
}

static int theirs(char *text, size_t size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = vsnprintf(text, size, format, arguments);

	va_end(arguments);
	return length;
}

/* Compares with the C library at full size, then at every smaller one, with memory cut to fit. */
#define CHECK(...)                                                                                 \
	do {                                                                                       \
		char wanted[256], *text;                                                           \
		int length = theirs(wanted, sizeof(wanted), __VA_ARGS__);                          \
		for (size_t size = 0; size <= (size_t)length + 2; size++) {                        \
			text = malloc(size ? size : 1);                                            \
			assert_int_equal(ours(text, size, __VA_ARGS__), length);                   \
			theirs(wanted, size, __VA_ARGS__);                                         \
			if (size > 0)                                                              \
				assert_string_equal(text, wanted);                                 \
			free(text);                                                                \
		}                                                                                  \
	} while (0)

/* Every combination of flags, width and precision. */
static const char *const shapes[] = {
	"%%%s",	    "%%-%s",	"%%0%s",    "%%+%s",   "%%-+%s", "%%+0%s",  "%%5%s",   "%%-5%s",
	"%%05%s",   "%%+5%s",	"%%-05%s",  "%%+05%s", "%%.0%s", "%%.3%s",  "%%.20%s", "%%8.3%s",
	"%%-8.3%s", "%%08.3%s", "%%+8.3%s", "%%.%s",   "%%30%s", "%%-30%s", "%%030%s", "%%1%s",
};

static void signed_numbers(void **state)
{
	static const int numbers[] = {0, 1, -1, 7, -10, 12345, -12345, INT_MAX, INT_MIN};
	char format[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		for (size_t j = 0; j < ARRAY_SIZE(numbers); j++) {
			theirs(format, sizeof(format), shapes[i], j % 2 ? "d" : "i");
			CHECK(format, numbers[j]);
		}
}

static void unsigned_numbers(void **state)
{
	static const unsigned int numbers[] = {0, 1, 9, 10, 0xabcdef, 0x7fffffff, UINT_MAX};
	static const char *const letters[] = {"u", "x", "X"};
	char format[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		for (size_t j = 0; j < ARRAY_SIZE(numbers); j++)
			for (size_t k = 0; k < ARRAY_SIZE(letters); k++) {
				/* '+' means nothing without a sign, and the C library agrees. */
				theirs(format, sizeof(format), shapes[i], letters[k]);
				CHECK(format, numbers[j]);
			}
}

static void lengths(void **state)
{
	(void)state;
	CHECK("%hhd %hhu %hhx", 0x1ff, 0x1ff, 0x1ab);
	CHECK("%hd %hu %hX", 0x18000, 0x18000, 0x1abcd);
	CHECK("%ld %lu %lx", LONG_MIN, ULONG_MAX, 0xdeadbeefcafeul);
	CHECK("%lld %llu %llX", LLONG_MIN, ULLONG_MAX, 0xdeadbeefcafeull);
	CHECK("%lld", LLONG_MAX);
	CHECK("%zu %zx", SIZE_MAX, (size_t)123);
	CHECK("%zd", (ptrdiff_t)-5);
	CHECK("%+zd %020lld", (ptrdiff_t)5, -1ll);
	CHECK("%d %llu %d %s", 1, 2ull, 3, "in step");
}

static void texts_and_characters(void **state)
{
	static const char unterminated[3] = {'a', 'b', 'c'};
	char format[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		if (strpbrk(shapes[i] + 2, "0+"))
			continue; /* undefined for %s in C */
		theirs(format, sizeof(format), shapes[i], "s");
		CHECK(format, "");
		CHECK(format, "x");
		CHECK(format, "longer than all the widths of the shapes");
	}
	CHECK("%.3s|%.2s|%5.1s", unterminated, unterminated, unterminated);
	CHECK("%c%c|%3c|%-3c|", 'a', '\xff', 'b', 'c');
	CHECK("%s", NULL);
	CHECK("%10s|%-10s", NULL, NULL);
}

static void stars(void **state)
{
	(void)state;
	CHECK("%*d|%*d|%-*d", 6, 42, -6, 42, 6, 42);
	CHECK("%.*d|%.*d|%.*s|%.*s", 4, 42, -1, 42, 2, "abc", -1, "abc");
	CHECK("%*.*s|%-*.*x", 5, 2, "abc", 9, 4, 0xab);
	CHECK("%0*d", 7, -3);
}

static void plain_text_and_percent(void **state)
{
	(void)state;
	CHECK("", 0);
	CHECK("no conversion at all", 0);
	CHECK("100%% of %d%%", 3);
}

static void pointers(void **state)
{
	char text[32];

	(void)state;
	assert_int_equal(fmt_text(text, sizeof(text), "%p", (void *)0x1234abcd), 10);
	assert_string_equal(text, "0x1234abcd");
	fmt_text(text, sizeof(text), "%12p|%-12p|", (void *)0xff, (void *)0xff);
	assert_string_equal(text, "        0xff|0xff        |");
	fmt_text(text, sizeof(text), "%p", NULL);
	assert_string_equal(text, "0x0");
}

static void unknown_conversions_are_copied(void **state)
{
	static const char *const formats[] = {"%q", "%5.2f", "%-#x", "a % d", "%",
					      "%5", "%l",    "%.",   "%lly"};
	char text[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		assert_int_equal(ours(text, sizeof(text), formats[i], 1), strlen(formats[i]));
		assert_string_equal(text, formats[i]);
	}
}

static void huge_widths_cost_nothing_and_do_not_overflow(void **state)
{
	char text[8];

	(void)state;
	assert_int_equal(ours(text, sizeof(text), "%2000000000d", 1), 2000000000);
	assert_string_equal(text, "       ");
	assert_int_equal(ours(text, sizeof(text), "%99999999999999999999d%d", 1, 2), INT_MAX);
	assert_int_equal(ours(text, sizeof(text), "%2147483647d%2147483647d", 1, 2), INT_MAX);
	assert_int_equal(ours(text, sizeof(text), "%.2147483647d", 1), INT_MAX);
	assert_string_equal(text, "0000000");
	assert_int_equal(ours(text, sizeof(text), "%*d", INT_MIN, 1), INT_MAX);
	assert_string_equal(text, "1      ");
}

static void growing_text(void **state)
{
	char buffer[12];
	struct fmt fmt = FMT_OVER(buffer);

	(void)state;
	fmt_add(&fmt, "%s", "");
	assert_string_equal(buffer, "");
	fmt_add(&fmt, "%d,", 12);
	fmt_add_bytes(&fmt, "abc???", 3);
	assert_string_equal(buffer, "12,abc");
	assert_int_equal(fmt.length, 6);
	assert_false(fmt.truncated);
	fmt_add(&fmt, "%05d", 7);
	assert_string_equal(buffer, "12,abc00007");
	assert_int_equal(fmt.length, 11);
	assert_false(fmt.truncated);
	fmt_add(&fmt, "%s", "");
	assert_false(fmt.truncated);
}

static void growing_text_is_cut_and_says_so(void **state)
{
	char buffer[6];
	struct fmt fmt = FMT_OVER(buffer), bytes = FMT_OVER(buffer), none = {NULL, 0, 0, false};

	(void)state;
	fmt_add(&fmt, "abc%s", "defg");
	assert_string_equal(buffer, "abcde");
	assert_int_equal(fmt.length, 5);
	assert_true(fmt.truncated);
	fmt_add(&fmt, "x");
	assert_string_equal(buffer, "abcde");
	fmt_add_bytes(&bytes, "123456", 6);
	assert_string_equal(buffer, "12345");
	assert_true(bytes.truncated);
	assert_int_equal(bytes.length, 5);
	fmt_add(&none, "x");
	fmt_add_bytes(&none, "x", 1);
	assert_true(none.truncated);
	assert_int_equal(none.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signed_numbers),
		cmocka_unit_test(unsigned_numbers),
		cmocka_unit_test(lengths),
		cmocka_unit_test(texts_and_characters),
		cmocka_unit_test(stars),
		cmocka_unit_test(plain_text_and_percent),
		cmocka_unit_test(pointers),
		cmocka_unit_test(unknown_conversions_are_copied),
		cmocka_unit_test(huge_widths_cost_nothing_and_do_not_overflow),
		cmocka_unit_test(growing_text),
		cmocka_unit_test(growing_text_is_cut_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
