#include "output.h"

#include "livebill/value/decimal.h"

void table_start(struct table_output *output, void (*put)(void *context, struct text bytes),
                 void *context)
{
    output->put = put;
    output->context = context;
    output->in_row = false;
    output->size = 0;
}

static void put_to_file(void *context, struct text bytes)
{
    fwrite(bytes.at, 1, bytes.size, context); /* the stream keeps the error */
}

static void flush_block(struct table_output *output)
{
    output->put(output->context, (struct text){output->block, output->size});
    output->size = 0;
}

static void add_bytes(struct table_output *output, const char *bytes, size_t size)
{
    if (size > sizeof output->block - output->size) {
        flush_block(output);
        if (size > sizeof output->block) {
            output->put(output->context, (struct text){bytes, size});
            return;
        }
    }
    if (size > 0)
        memcpy(output->block + output->size, bytes, size);
    output->size += size;
}

static void add_byte(struct table_output *output, char byte)
{
    add_bytes(output, &byte, 1);
}

void table_start_file(struct table_output *output, FILE *stream, const char *columns)
{
    table_start(output, put_to_file, stream);
    add_bytes(output, columns, strlen(columns));
    add_byte(output, '\n');
}

void table_finish(struct table_output *output)
{
    flush_block(output);
}

void table_end_row(struct table_output *output)
{
    add_byte(output, '\n');
    output->in_row = false;
}

static void begin_field(struct table_output *output)
{
    if (output->in_row)
        add_byte(output, ',');
    output->in_row = true;
}

static bool needs_quotes(struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.at[i];
        if (byte == ',' || byte == '"' || byte == '\r' || byte == '\n')
            return true;
    }
    return false;
}

static void add_quoted(struct table_output *output, struct text text)
{
    add_byte(output, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '"')
            add_byte(output, '"');
        add_byte(output, text.at[i]);
    }
    add_byte(output, '"');
}

void table_text(struct table_output *output, struct text text)
{
    begin_field(output);
    if (needs_quotes(text))
        add_quoted(output, text);
    else
        add_bytes(output, text.at, text.size);
}

void table_code(struct table_output *output, const char *code)
{
    table_text(output, code == NULL ? TEXT("") : text_of(code));
}

void table_number(struct table_output *output, int64_t number)
{
    char digits[DECIMAL_SIZE];
    begin_field(output);
    add_bytes(output, digits, decimal_write(digits, number, 0));
}

static void add_fixed(struct table_output *output, wide value, unsigned places)
{
    char digits[DECIMAL_SIZE];
    begin_field(output);
    add_bytes(output, digits, decimal_write(digits, value, places));
}

static void add_short(struct table_output *output, wide value, unsigned places)
{
    char digits[DECIMAL_SIZE];
    begin_field(output);
    add_bytes(output, digits, decimal_write_short(digits, value, places, 0));
}

void table_money(struct table_output *output, struct money money)
{
    add_fixed(output, money.minor, MONEY_PLACES);
}

void table_amount(struct table_output *output, struct amount amount)
{
    add_fixed(output, amount.e8, PRICE_PLACES);
}

void table_quantity(struct table_output *output, struct quantity quantity)
{
    add_short(output, quantity.nano, QUANTITY_PLACES);
}

void table_price(struct table_output *output, struct price price)
{
    add_short(output, price.e8, PRICE_PLACES);
}

void table_rate(struct table_output *output, struct rate rate)
{
    add_short(output, rate.e8, PRICE_PLACES);
}

static void add_digits(struct table_output *output, int value, int width)
{
    char digits[12];
    for (int i = width - 1; i >= 0; i--) {
        digits[i] = (char)('0' + value % 10);
        value /= 10;
    }
    add_bytes(output, digits, (size_t)width);
}

void table_period(struct table_output *output, struct period period)
{
    begin_field(output);
    add_digits(output, period.year, 4);
    add_byte(output, '-');
    add_digits(output, period.month, 2);
}

static void add_day(struct table_output *output, struct day day)
{
    struct civil civil = civil_of_day(day);
    add_digits(output, civil.year, 4);
    add_byte(output, '-');
    add_digits(output, civil.month, 2);
    add_byte(output, '-');
    add_digits(output, civil.day, 2);
}

void table_day(struct table_output *output, struct day day)
{
    begin_field(output);
    add_day(output, day);
}

void table_moment(struct table_output *output, struct moment moment)
{
    struct day day = moment_day(moment);
    int second = (int)(moment.seconds - moment_of_day(day).seconds);

    begin_field(output);
    add_day(output, day);
    add_byte(output, ' ');
    add_digits(output, second / 3600, 2);
    add_byte(output, ':');
    add_digits(output, second / 60 % 60, 2);
    add_byte(output, ':');
    add_digits(output, second % 60, 2);
}

void table_empty(struct table_output *output, int fields)
{
    for (int i = 0; i < fields; i++)
        begin_field(output);
}
