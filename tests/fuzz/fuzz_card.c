/* fuzz_card - any text as the QR of a card: no crash, and what is taken for a card's holds what a
 * card's holds. */
#include "../../plugins/extract_card/card_qr.c" // NOLINT(bugprone-suspicious-include)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    struct card_qr qr;
    if (card_qr_read(text, &qr) &&
        (strlen(qr.id) != 12 || strlen(qr.birth) != 8 || strlen(qr.issued) != 8 || !*qr.name ||
         qr.fields < 7 || !*card_issuer(qr.issued)))
        abort();
    free(text);
    return 0;
}
