// files_pdf_look.cc - what a PDF page draws and where, without rendering: an output device of
// poppler that only takes notes. One thread at a time.
#include "files_pdf.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <GfxFont.h>
#include <GfxState.h>

namespace files_pdf
{

static const size_t shots_max = 4096; // images of one page that are told

void Extent::add(double x, double y)
{
    x0 = std::min(x0, x);
    x1 = std::max(x1, x);
    y0 = std::min(y0, y);
    y1 = std::max(y1, y);
}

void Extent::add(const Extent &other)
{
    if (other.empty())
        return;
    add(other.x0, other.y0);
    add(other.x1, other.y1);
}

void Extent::clip(const Extent &to)
{
    x0 = std::max(x0, to.x0);
    y0 = std::max(y0, to.y0);
    x1 = std::min(x1, to.x1);
    y1 = std::min(y1, to.y1);
}

bool Extent::inside(const Extent &outer, double slack) const
{
    return empty() || (x0 >= outer.x0 - slack && y0 >= outer.y0 - slack && x1 <= outer.x1 + slack &&
                       y1 <= outer.y1 + slack);
}

// Which of the eight orientations turns the stored image as the page shows it. Row 0 of an image
// lies at the top of the unit square, whose y goes up.
uint32_t Shot::orientation() const
{
    const double *m = matrix;
    if (std::fabs(m[0]) >= std::fabs(m[1]))
        return m[0] > 0 ? (m[3] < 0 ? 1 : 4) : (m[3] < 0 ? 2 : 3);
    return m[1] > 0 ? (m[2] < 0 ? 5 : 6) : (m[2] > 0 ? 7 : 8);
}

static bool is_gray(const GfxRGB &c)
{
    const int slack = 0x10000 / 64;
    return std::abs(c.r - c.g) <= slack && std::abs(c.g - c.b) <= slack;
}

static Extent clip_box(GfxState *state)
{
    Extent e;
    state->getClipBBox(&e.x0, &e.y0, &e.x1, &e.y1);
    return e;
}

void Look::mark(GfxState *state, Extent box)
{
    box.clip(clip_box(state));
    facts.rest.add(box);
}

void Look::path(GfxState *state, double widen)
{
    Extent e;
    const GfxPath *p = state->getPath();
    for (int i = 0; i < p->getNumSubpaths(); i++) {
        const GfxSubpath *sub = p->getSubpath(i);
        for (int k = 0; k < sub->getNumPoints(); k++) {
            double x, y;
            state->transform(sub->getX(k), sub->getY(k), &x, &y);
            e.add(x - widen, y - widen);
            e.add(x + widen, y + widen);
        }
    }
    mark(state, e);
}

void Look::stroke(GfxState *state)
{
    GfxRGB colour;
    state->getStrokeRGB(&colour);
    facts.coloured = facts.coloured || !is_gray(colour);
    path(state, state->getTransformedLineWidth() / 2 + 1);
}

void Look::fill(GfxState *state)
{
    GfxRGB colour;
    state->getFillRGB(&colour);
    facts.coloured = facts.coloured || !is_gray(colour);
    path(state, 0.5);
}

bool Look::shaded(GfxState *state)
{
    facts.coloured = true;
    mark(state, clip_box(state));
    return true;
}

bool Look::tilingPatternFill(GfxState *state, Gfx *, Catalog *, GfxTilingPattern *, const double *,
                             int, int, int, int, double, double)
{
    return shaded(state);
}

bool Look::functionShadedFill(GfxState *state, GfxFunctionShading *)
{
    return shaded(state);
}

bool Look::axialShadedFill(GfxState *state, GfxAxialShading *, double, double)
{
    return shaded(state);
}

bool Look::radialShadedFill(GfxState *state, GfxRadialShading *, double, double)
{
    return shaded(state);
}

bool Look::gouraudTriangleShadedFill(GfxState *state, GfxGouraudTriangleShading *)
{
    return shaded(state);
}

bool Look::patchMeshShadedFill(GfxState *state, GfxPatchMeshShading *)
{
    return shaded(state);
}

// Fonts of the encodings from before Unicode (TCVN3, VNI): their text comes out as other letters.
static bool is_legacy(const GfxFont *font)
{
    if (!font || !font->getName())
        return false;
    const char *name = font->getName()->c_str();
    if (std::strlen(name) > 7 && name[6] == '+')
        name += 7;
    return std::strncmp(name, ".Vn", 3) == 0 || std::strncmp(name, "VNI", 3) == 0 ||
           std::strncmp(name, "VN-", 3) == 0;
}

static bool is_text(Unicode u)
{
    bool control = u < 0x20 || (u >= 0x7F && u < 0xA0);
    bool private_use = (u >= 0xE000 && u <= 0xF8FF) || u >= 0xF0000;
    return !control && !private_use && u != 0xFFFD && (u < 0xD800 || u > 0xDFFF) &&
           (u & 0xFFFE) != 0xFFFE;
}

void Look::drawChar(GfxState *state, double x, double y, double dx, double dy, double, double,
                    CharCode, int, const Unicode *u, int count)
{
    double size = state->getTransformedFontSize(), px, py, qx, qy;
    bool mapped = u && count > 0;
    for (int i = 0; i < count && mapped; i++)
        mapped = is_text(u[i]);
    facts.unmapped += !mapped;
    facts.legacy += is_legacy(state->getFont().get());
    if ((state->getRender() & 3) == 3) {
        facts.hidden++;
        return;
    }
    facts.shown++;
    GfxRGB colour;
    state->getFillRGB(&colour);
    facts.coloured = facts.coloured || !is_gray(colour);
    state->transform(x, y, &px, &py);
    state->transform(x + dx, y + dy, &qx, &qy);
    Extent e;
    e.add(std::min(px, qx) - size, std::min(py, qy) - size);
    e.add(std::max(px, qx) + size, std::max(py, qy) + size);
    mark(state, e);
}

Shot Look::describe(GfxState *state, Object *ref, int width, int height) const
{
    Shot shot;
    const double *m = state->getCTM();
    shot.ref = ref && ref->isRef() ? ref->getRef() : Ref::INVALID();
    shot.width = width;
    shot.height = height;
    std::copy(m, m + 6, shot.matrix);
    for (int corner = 0; corner < 4; corner++) {
        double x, y;
        state->transform(corner & 1, corner >> 1, &x, &y);
        shot.place.add(x, y);
    }
    shot.box = shot.place;
    shot.box.clip(clip_box(state));
    // Upright to a quarter turn: over its whole length it leaves the axis by less than a pixel.
    double turn =
        std::fabs(m[0]) >= std::fabs(m[1]) ? std::hypot(m[1], m[2]) : std::hypot(m[0], m[3]);
    double pixel =
        std::max(std::hypot(m[0], m[1]), std::hypot(m[2], m[3])) / std::max(width, height);
    shot.simple = turn < pixel && groups == 0 && !soft && state->getFillOpacity() >= 0.999 &&
                  state->getBlendMode() == gfxBlendNormal && shot.ref != Ref::INVALID();
    return shot;
}

void Look::keep(GfxState *, Shot shot)
{
    if (facts.shots.size() >= shots_max) {
        facts.tangled = true;
        facts.rest.add(shot.box);
        return;
    }
    shot.before = facts.rest;
    facts.rest = Extent();
    facts.shots.push_back(shot);
}

// The depth that shows all of an image's colours.
static uint32_t depth_of(GfxImageColorMap *map)
{
    if (map->getNumPixelComps() != 1)
        return 32;
    int values = 1 << std::min(map->getBits(), 8);
    bool pure = values == 2;
    for (int v = 0; v < values; v++) {
        GfxRGB c;
        unsigned char value = static_cast<unsigned char>(v);
        map->getRGB(&value, &c);
        if (!is_gray(c))
            return 32;
        pure = pure && (colToByte(c.r) < 8 || colToByte(c.r) > 247);
    }
    return pure ? 1 : 8;
}

void Look::drawImage(GfxState *state, Object *ref, Stream *str, int width, int height,
                     GfxImageColorMap *map, bool interpolate, const int *mask, bool in_line)
{
    Shot shot = describe(state, ref, width, height);
    shot.kind = mask ? Shot::masked : Shot::plain;
    shot.depth = depth_of(map);
    keep(state, shot);
    if (in_line)
        OutputDev::drawImage(state, ref, str, width, height, map, interpolate, mask, in_line);
}

void Look::drawImageMask(GfxState *state, Object *ref, Stream *str, int width, int height,
                         bool invert, bool interpolate, bool in_line)
{
    Shot shot = describe(state, ref, width, height);
    GfxRGB ink;
    state->getFillRGB(&ink);
    bool black = is_gray(ink) && colToByte(ink.r) < 64;
    shot.kind = Shot::stencil;
    shot.depth = is_gray(ink) ? (black ? 1 : 8) : 32;
    shot.simple = shot.simple && black && state->getFillColorSpace()->getMode() != csPattern;
    keep(state, shot);
    if (in_line)
        OutputDev::drawImageMask(state, ref, str, width, height, invert, interpolate, in_line);
}

void Look::drawMaskedImage(GfxState *state, Object *ref, Stream *, int width, int height,
                           GfxImageColorMap *map, bool, Stream *, int, int, bool, bool)
{
    Shot shot = describe(state, ref, width, height);
    shot.kind = Shot::masked;
    shot.depth = depth_of(map);
    keep(state, shot);
}

void Look::drawSoftMaskedImage(GfxState *state, Object *ref, Stream *str, int width, int height,
                               GfxImageColorMap *map, bool interpolate, Stream *mask, int mask_w,
                               int mask_h, GfxImageColorMap *, bool mask_interpolate)
{
    drawMaskedImage(state, ref, str, width, height, map, interpolate, mask, mask_w, mask_h, false,
                    mask_interpolate);
}

void Look::beginTransparencyGroup(GfxState *, const double *, GfxColorSpace *, bool, bool, bool)
{
    groups++;
}

void Look::endTransparencyGroup(GfxState *)
{
    groups--;
}

void Look::setSoftMask(GfxState *, const double *, bool, Function *, GfxColor *)
{
    soft = true;
}

bool is_over(void *job)
{
    return sohoa_call_over(static_cast<files_job *>(job)->call);
}

Facts look(PDFDoc &doc, int page, files_job &job)
{
    Look device(job);
    device.facts.width = doc.getPageCropWidth(page);
    device.facts.height = doc.getPageCropHeight(page);
    if (doc.getPageRotate(page) % 180 != 0)
        std::swap(device.facts.width, device.facts.height);
    doc.displayPage(&device, page, 72, 72, 0, false, true, false, is_over, &job);
    return device.facts;
}
} // namespace files_pdf
