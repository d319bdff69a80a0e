#include <png.h>

#include "file.h"

#include "livebill/base/fatal.h"

/* Samples as libpng's simplified interface gives them. */
struct pixels {
    unsigned width, height;
    unsigned char *rgba;
};

static const char *png_read(struct pixels *pixels, struct text file, struct arena *arena)
{
    png_image image = {.version = PNG_IMAGE_VERSION};

    if (!png_image_begin_read_from_memory(&image, file.at, file.size))
        return "is not a PNG picture";
    if (image.width > 16384 || image.height > 16384) {
        png_image_free(&image);
        return "is larger than 16,384 pixels";
    }
    image.format = PNG_FORMAT_RGBA;
    pixels->width = image.width;
    pixels->height = image.height;
    pixels->rgba = arena_take_array(arena, 4, (size_t)image.width * image.height);
    if (!png_image_finish_read(&image, NULL, pixels->rgba, 0, NULL))
        return "is a damaged PNG picture";
    return NULL;
}

/* The mean of step × step pixels, weighted by their opacity. */
static void mean_pixel(unsigned char *out, const struct pixels *pixels, unsigned x, unsigned y,
                       unsigned step)
{
    uint64_t sum[4] = {0}, count = 0;

    for (unsigned row = y; row < y + step && row < pixels->height; row++)
        for (unsigned column = x; column < x + step && column < pixels->width; column++) {
            const unsigned char *pixel = pixels->rgba + ((size_t)row * pixels->width + column) * 4;
            for (int i = 0; i < 3; i++)
                sum[i] += (uint64_t)pixel[i] * pixel[3];
            sum[3] += pixel[3];
            count++;
        }
    for (int i = 0; i < 3; i++)
        out[i] = (unsigned char)(sum[3] > 0 ? (sum[i] + sum[3] / 2) / sum[3] : 255);
    out[3] = (unsigned char)((sum[3] + count / 2) / count);
}

/* A picture for a poster is not carried by every invoice. */
static void make_smaller(struct pixels *pixels, unsigned most, struct arena *arena)
{
    unsigned larger = pixels->width > pixels->height ? pixels->width : pixels->height;
    unsigned step = (larger + most - 1) / most;
    struct pixels small = {(pixels->width + step - 1) / step, (pixels->height + step - 1) / step,
                           NULL};

    if (step <= 1)
        return;
    small.rgba = arena_take_array(arena, 4, (size_t)small.width * small.height);
    for (unsigned y = 0; y < small.height; y++)
        for (unsigned x = 0; x < small.width; x++)
            mean_pixel(small.rgba + ((size_t)y * small.width + x) * 4, pixels, x * step, y * step,
                       step);
    *pixels = small;
}

/* The index of a colour in the palette, which grows; -1 where it would pass 256. */
static int palette_index(unsigned char *palette, size_t *count, const unsigned char *pixel)
{
    for (size_t i = 0; i < *count; i++)
        if (memcmp(palette + i * 3, pixel, 3) == 0)
            return (int)i;
    if (*count == 256)
        return -1;
    memcpy(palette + *count * 3, pixel, 3);
    return (int)(*count)++;
}

/* Indexed samples where 256 colours are enough; false leaves the logo alone. */
static bool logo_indexed(struct logo *logo, const struct pixels *pixels, struct arena *arena)
{
    size_t count = (size_t)pixels->width * pixels->height, colours = 0;
    unsigned char *palette = arena_take(arena, 768), *samples = arena_take(arena, count);

    for (size_t i = 0; i < count; i++) {
        int index = i > 0 && memcmp(pixels->rgba + i * 4, pixels->rgba + i * 4 - 4, 3) == 0
                        ? samples[i - 1]
                        : palette_index(palette, &colours, pixels->rgba + i * 4);
        if (index < 0)
            return false;
        samples[i] = (unsigned char)index;
    }
    logo->palette = (struct text){(char *)palette, colours * 3};
    logo->samples = pdf_deflate(arena, (struct text){(char *)samples, count});
    return true;
}

static struct text channels(const struct pixels *pixels, size_t from, size_t count,
                            struct arena *arena)
{
    size_t all = (size_t)pixels->width * pixels->height;
    unsigned char *samples = arena_take_array(arena, count, all);

    for (size_t i = 0; i < all; i++)
        memcpy(samples + i * count, pixels->rgba + i * 4 + from, count);
    return pdf_deflate(arena, (struct text){(char *)samples, all * count});
}

static bool has_alpha(const struct pixels *pixels)
{
    for (size_t i = 0; i < (size_t)pixels->width * pixels->height; i++)
        if (pixels->rgba[i * 4 + 3] != 255)
            return true;
    return false;
}

const struct logo *pdf_logo_read(struct text file, unsigned most, struct arena *arena,
                                 const char **why)
{
    struct pixels pixels;
    struct logo *logo;

    *why = png_read(&pixels, file, arena);
    if (*why != NULL)
        return NULL;
    make_smaller(&pixels, most, arena);
    logo = ARENA_NEW(arena, struct logo);
    logo->width = pixels.width;
    logo->height = pixels.height;
    if (has_alpha(&pixels))
        logo->alpha = channels(&pixels, 3, 1, arena);
    if (!logo_indexed(logo, &pixels, arena))
        logo->samples = channels(&pixels, 0, 3, arena);
    return logo;
}
