/* fuzz_lstm - any bytes as a model of ocr_lstm: no crash, a text where it is refused; what loads
 * reads a line of noise. */
#include "lstm_reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_noise(const struct lstm_model *model)
{
    enum { WIDTH = 30 };
    static int8_t pixels[WIDTH * LSTM_COLUMN];
    struct lstm_line line = {.width = WIDTH, .pixels = pixels};
    struct lstm_reader reader;
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (int8_t)(i * i % 255 - 127);
    if (lstm_reader_make(&reader, model, lstm_kernel_find(NULL)) &&
        lstm_forward_run(&reader.forward, &line))
        lstm_reader_decode(&reader, reader.forward.probabilities, reader.forward.steps, 1, NULL);
    lstm_reader_free(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lstm_model *model = NULL;
    struct sohoa_err err = {0};
    if (lstm_model_new(data, size, &model, &err) == SOHOA_OK)
        read_noise(model);
    else if (!err.text[0])
        abort();
    lstm_model_free(model);
    return 0;
}
