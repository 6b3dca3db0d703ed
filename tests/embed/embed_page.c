/* embed_page.c - writes one page for test_embed.sh: a frame on A4 at 100 dpi. */
#include <allheaders.h>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct Pix *pix = pixCreate(827, 1169, 1);
    int failed = !pix || pixSetOrClearBorder(pix, 9, 9, 9, 9, PIX_SET) ||
                 pixSetResolution(pix, 100, 100) || pixWriteTiff(argv[1], pix, IFF_TIFF_G4, "w");
    pixDestroy(&pix);
    return failed;
}
