/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The framebuffer, and who draws on it. Only a linear mode of 32 bits a pixel can be drawn on
 * without the firmware; where the mode that is set is none, another is looked for.
 */
#include "survey.h"
#include "bench.h"
#include "display.h"
#include "fmt.h"
#include "font.h"

typedef EFI_GRAPHICS_OUTPUT_PROTOCOL gop_t;
typedef EFI_GRAPHICS_OUTPUT_MODE_INFORMATION mode_info;

enum { LEVEL_TEXT = 0xC8, LEVEL_BACK = 0, MODES_MAX = 256 };

static const struct rule rule_size = {"option.screen", SEVERITY_NOTE, "", "",
				      "the screen is of another size than was asked for"};

struct size {
	uint32_t width, height;
};

static EFI_PIXEL_BITMASK masks_of(const mode_info *info)
{
	switch (info->PixelFormat) {
	case PixelRedGreenBlueReserved8BitPerColor:
		return (EFI_PIXEL_BITMASK){0xFF, 0xFF00, 0xFF0000, 0xFF000000};
	case PixelBlueGreenRedReserved8BitPerColor:
		return (EFI_PIXEL_BITMASK){0xFF0000, 0xFF00, 0xFF, 0xFF000000};
	case PixelBitMask:
		return info->PixelInformation;
	default:
		return (EFI_PIXEL_BITMASK){0, 0, 0, 0};
	}
}

static const char *format_name(const mode_info *info)
{
	return info->PixelFormat == PixelRedGreenBlueReserved8BitPerColor   ? "rgbx"
	       : info->PixelFormat == PixelBlueGreenRedReserved8BitPerColor ? "bgrx"
									    : "bitmask";
}

/* Four bytes a pixel in every format but PixelBltOnly; a bit mask may mean fewer. */
static bool is_linear_32(const mode_info *info)
{
	EFI_PIXEL_BITMASK mask = masks_of(info);

	return (mask.RedMask | mask.GreenMask | mask.BlueMask | mask.ReservedMask) > 0xFFFFFF;
}

/* The pixel value of a grey level. */
static uint32_t pixel(const mode_info *info, uint32_t level)
{
	EFI_PIXEL_BITMASK mask = masks_of(info);

	if (info->PixelFormat != PixelBitMask)
		return level << 16 | level << 8 | level;
	return level ? mask.RedMask | mask.GreenMask | mask.BlueMask : 0;
}

static uint64_t apart(const mode_info *info, struct size size)
{
	uint32_t width = info->HorizontalResolution, height = info->VerticalResolution;
	uint64_t across = width > size.width ? width - size.width : size.width - width;

	return across + (height > size.height ? height - size.height : size.height - height);
}

/* The linear mode that comes nearest; false: there is none. */
static bool find_mode(struct survey *s, gop_t *gop, struct size size, UINT32 *ret_mode)
{
	uint64_t least = UINT64_MAX;

	for (UINT32 mode = 0; mode < gop->Mode->MaxMode && mode < MODES_MAX; mode++) {
		mode_info *info;
		UINTN length;

		if (EFI_ERROR(gop->QueryMode(gop, mode, &length, &info)))
			continue;
		if (is_linear_32(info) && apart(info, size) < least) {
			least = apart(info, size);
			*ret_mode = mode;
		}
		firmware_free(s->firmware, info);
	}
	return least != UINT64_MAX;
}

/* A linear mode: the one that is set, unless another size is wanted. */
static bool set_mode(struct survey *s, gop_t *gop)
{
	const struct options *options = &s->machine.options;
	const mode_info *info = gop->Mode->Info;
	struct size size = {info->HorizontalResolution, info->VerticalResolution};
	UINT32 mode;

	if (options->screen == SCREEN_SIZE)
		size = (struct size){options->screen_width, options->screen_height};
	if (is_linear_32(info) && apart(info, size) == 0)
		return true;
	if (!find_mode(s, gop, size, &mode))
		return false;
	if (mode != gop->Mode->Mode)
		gop->SetMode(gop, mode);
	return is_linear_32(gop->Mode->Info);
}

/* The firmware may have several, of which the first need not be a device. */
static gop_t *find_gop(struct survey *s)
{
	EFI_GUID guid = EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID;
	bool any = false;
	gop_t *gop;

	for (size_t i = 0; (gop = firmware_protocol_at(s->firmware, &guid, i)) != NULL; i++) {
		if (!gop->Mode || !gop->Mode->Info)
			continue;
		if (set_mode(s, gop) && gop->Mode->FrameBufferBase)
			return gop;
		any = true;
	}
	if (any)
		firmware_print(s->firmware,
			       "muster: only the firmware can draw on this screen, which stays as "
			       "it is from here on");
	return NULL;
}

static void note_size(struct survey *s, const mode_info *info)
{
	const struct options *options = &s->machine.options;

	if (options->screen == SCREEN_SIZE &&
	    apart(info, (struct size){options->screen_width, options->screen_height}))
		rule_broken(&s->findings, &rule_size, 0,
			    "there is no mode of %ux%u to draw in: it is %ux%u",
			    options->screen_width, options->screen_height,
			    info->HorizontalResolution, info->VerticalResolution);
}

static struct framebuffer framebuffer_of(const gop_t *gop)
{
	const mode_info *info = gop->Mode->Info;
	EFI_PIXEL_BITMASK mask = masks_of(info);

	return (struct framebuffer){
		.address = gop->Mode->FrameBufferBase,
		.width = info->HorizontalResolution,
		.height = info->VerticalResolution,
		.stride = info->PixelsPerScanLine,
		.foreground = pixel(info, LEVEL_TEXT),
		.background = pixel(info, LEVEL_BACK),
		.red = mask.RedMask,
		.green = mask.GreenMask,
		.blue = mask.BlueMask,
	};
}

static void describe_output(const struct survey *s, char output[DISPLAY_OUTPUT_SIZE])
{
	static const char *const formats[] = {
		[FORMAT_TEXT] = "text", [FORMAT_JSON] = "JSON", [FORMAT_BOTH] = "text and JSON"};
	static const char *const ports[] = {[SERIAL_16550_PORT] = "UART at port",
					    [SERIAL_16550_MEMORY] = "UART at",
					    [SERIAL_PL011] = "PL011 at"};
	const char *end = exit_name(s->machine.options.exit);

	if (s->serial.kind == SERIAL_NONE)
		fmt_text(output, DISPLAY_OUTPUT_SIZE,
			 "The report goes nowhere else: there is no serial port.   exit=%s", end);
	else
		fmt_text(output, DISPLAY_OUTPUT_SIZE,
			 "The report goes to %s, the %s 0x%llx, as %s.   exit=%s", s->serial_place,
			 ports[s->serial.kind], (unsigned long long)s->serial.address,
			 formats[s->machine.options.format], end);
}

/* False: it is too small. */
static bool draw(struct survey *s, const struct framebuffer *framebuffer)
{
	static struct display_facts facts;
	const struct sink tail = {display_write, NULL, FORMAT_TEXT};

	facts.framebuffer = *framebuffer;
	facts.font = font_file();
	facts.budget_s = s->machine.options.budget_s;
	facts.clock = s->machine.clock;
	facts.now = bench_now;
	describe_output(s, facts.output);
	if (display_open(&facts) != STATUS_OK)
		return false;
	report_add_screen(&s->report, &tail);
	report_watch(&s->report, display_see, NULL);
	return true;
}

static bool write_text(struct survey *s, const struct framebuffer *framebuffer)
{
	const struct sink text = {screen_write, &s->screen, FORMAT_TEXT};

	if (screen_open(&s->screen, framebuffer) != STATUS_OK)
		return false;
	report_add_screen(&s->report, &text);
	return true;
}

void survey_screen(struct survey *s)
{
	struct machine *m = &s->machine;
	struct framebuffer fb;
	gop_t *gop;

	m->screen = (struct record_screen){.mode = "off", .format = ""};
	if (m->options.screen == SCREEN_OFF)
		return;
	m->screen.mode = "none";
	gop = find_gop(s);
	if (!gop)
		return;
	fb = framebuffer_of(gop);
	if (m->options.screen != SCREEN_TEXT && draw(s, &fb))
		m->screen.mode = "drawn";
	else if (write_text(s, &fb))
		m->screen.mode = "text";
	else
		return;
	note_size(s, gop->Mode->Info);
	m->has_screen = true;
	m->screen.format = format_name(gop->Mode->Info);
	m->screen.width = fb.width;
	m->screen.height = fb.height;
	map_add(&m->maps, fb.address, (uint64_t)fb.stride * fb.height * 4, MAP_FRAMEBUFFER);
}
