/* files_pdf.h - the parts of the PDF decoder (C++, because poppler's own interface is: it alone
 * tells the pixels of an image without decoding it, and lets a scan be taken exactly).
 *
 * A page is looked at first (Look: what is drawn where, nothing is rendered), then planned (Plan:
 * which raster it becomes), then made: from its one covering image at that image's own pixels with
 * whatever lies over it drawn in, or rendered. One thread at a time. */
#ifndef FILES_PDF_H
#define FILES_PDF_H
extern "C" {
#include "files.h"
#include "files_raster.h"
}

#include <OutputDev.h>
#include <PDFDoc.h>
#include <vector>

namespace files_pdf
{

/* A rectangle; empty until something is added. */
struct Extent {
    double x0 = 1e300, y0 = 1e300, x1 = -1e300, y1 = -1e300;
    void add(double x, double y);
    void add(const Extent &other);
    void clip(const Extent &to);
    bool empty() const
    {
        return x0 >= x1 || y0 >= y1;
    }
    bool inside(const Extent &outer, double slack) const;
    double area() const
    {
        return empty() ? 0 : (x1 - x0) * (y1 - y0);
    }
};

/* One image drawn on the page; lengths in points of the upright page, y down. */
struct Shot {
    enum Kind { plain, stencil, masked } kind = plain;
    Ref ref = Ref::INVALID(); /* invalid: inline */
    int width = 0, height = 0;
    uint32_t depth = 0;    /* that its pixels need: 1, 8 or 32 */
    double matrix[6] = {}; /* unit square to page */
    Extent box;            /* its place, clipped */
    Extent place;          /* its place, not clipped */
    Extent before;         /* what was drawn between the shot before and this one */
    bool simple =
        false; /* opaque, upright to a quarter turn, in no group: may be the page's base */
    uint32_t orientation() const;
};

struct Facts {
    double width = 0, height = 0; /* points, upright */
    std::vector<Shot> shots;
    Extent rest;           /* what was drawn after the last shot */
    bool coloured = false; /* something drawn that is no image is not gray */
    bool tangled = false;  /* more images than are told */
    uint64_t shown = 0, hidden = 0, unmapped = 0, legacy = 0; /* characters */
};

/* How a page becomes a raster. */
struct Plan {
    bool scan = false; /* mostly one raster: its text is not trusted */
    int base = -1;     /* the shot taken pixel by pixel, or -1: rendered */
    double x_dpi = 0, y_dpi = 0;
    int64_t left = 0, top = 0; /* of the raster, in pixels of the page at that resolution */
    files_image image = {};
    int64_t base_x = 0, base_y = 0; /* of the base in the raster */
    Extent over;                    /* of what must be rendered over the base, raster pixels */
};

/* Throws nothing of its own; poppler may throw std::bad_alloc. */
Facts look(PDFDoc &doc, int page, files_job &job);
/* OK or BAD_PAGE. */
int plan(const Facts &facts, files_job &job, Plan &ret_plan);
/* Decodes the base shot of the page into an upright PIX: OK, or BAD_PAGE. */
int take_base(PDFDoc &doc, int page, const Shot &shot, files_job &job, Pix **ret_pix);
/* Renders the page, or what lies over its base, into *pix. */
int draw_page(PDFDoc &doc, int page, const Plan &plan, files_job &job, files_raster &raster);
int draw_over(PDFDoc &doc, int page, const Plan &plan, const Shot &shot, files_job &job, Pix *pix,
              Pix *base);
/* The page's own text in pixels, when it can be trusted: OK, or END when it cannot. */
int read_text(PDFDoc &doc, int page, const Facts &facts, double scale, files_job &job,
              sohoa_text **ret_text);

/* poppler asks this while it interprets a page: true to give up. */
bool is_over(void *job);

/* Tells the place of images and marks; the base of Taker. */
class Look : public OutputDev
{
  public:
    explicit Look(files_job &of_job) : job(of_job)
    {
    }
    Facts facts;

    bool upsideDown() override
    {
        return true;
    }
    bool useDrawChar() override
    {
        return true;
    }
    bool interpretType3Chars() override
    {
        return false;
    }
    bool useTilingPatternFill() override
    {
        return true;
    }
    bool useShadedFills(int) override
    {
        return true;
    }
    void stroke(GfxState *state) override;
    void fill(GfxState *state) override;
    void eoFill(GfxState *state) override
    {
        fill(state);
    }
    bool tilingPatternFill(GfxState *, Gfx *, Catalog *, GfxTilingPattern *, const double *, int,
                           int, int, int, double, double) override;
    bool functionShadedFill(GfxState *, GfxFunctionShading *) override;
    bool axialShadedFill(GfxState *, GfxAxialShading *, double, double) override;
    bool radialShadedFill(GfxState *, GfxRadialShading *, double, double) override;
    bool gouraudTriangleShadedFill(GfxState *, GfxGouraudTriangleShading *) override;
    bool patchMeshShadedFill(GfxState *, GfxPatchMeshShading *) override;
    void drawChar(GfxState *, double, double, double, double, double, double, CharCode, int,
                  const Unicode *, int) override;
    void drawImage(GfxState *, Object *, Stream *, int, int, GfxImageColorMap *, bool, const int *,
                   bool) override;
    void drawImageMask(GfxState *, Object *, Stream *, int, int, bool, bool, bool) override;
    void drawMaskedImage(GfxState *, Object *, Stream *, int, int, GfxImageColorMap *, bool,
                         Stream *, int, int, bool, bool) override;
    void drawSoftMaskedImage(GfxState *, Object *, Stream *, int, int, GfxImageColorMap *, bool,
                             Stream *, int, int, GfxImageColorMap *, bool) override;
    void beginTransparencyGroup(GfxState *, const double *, GfxColorSpace *, bool, bool,
                                bool) override;
    void endTransparencyGroup(GfxState *) override;
    void setSoftMask(GfxState *, const double *, bool, Function *, GfxColor *) override;

  protected:
    files_job &job;
    Shot describe(GfxState *state, Object *ref, int width, int height) const;

  private:
    int groups = 0;
    bool soft = false;
    void mark(GfxState *state, Extent box);
    void path(GfxState *state, double widen);
    bool shaded(GfxState *state);
    void keep(GfxState *state, Shot shot);
};
} // namespace files_pdf
#endif
