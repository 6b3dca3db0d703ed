// files_pdf_plan.cc - which raster a PDF page becomes. No state.
//
// The rule: a page of which one image (or several of one resolution, such as strips) covers at
// least half is a scan and takes that image's resolution; the text on it is not trusted. When the
// covering image is plain and upright, its pixels are the page's pixels: the raster's edges are
// the image's, except where the page reaches more than EDGE beyond or within the image. Any other
// page is rendered at 300 dpi, or at what the cap allows. Text drawn over a coarse background
// image is not rendered at that image's resolution: below FINE dpi it counts as any other page.
#include "files_pdf.h"

#include <algorithm>
#include <cmath>

namespace files_pdf
{

static const double covering = 0.5; // share of the page
static const double edge = 0.01;    // of the page's side
static const double render_dpi = 300;
static const double fine = 140;       // dpi
static const uint64_t text_over = 40; // characters over an image that make it a background
static const double scan_dpi_max = 2400;
static const double dpi_min = 40;

struct Grid {
    double x, y; // pixels a point
};

// Pixels a point of a shot as shown.
static Grid grid_of(const Shot &s)
{
    double along = s.width / std::hypot(s.matrix[0], s.matrix[1]);
    double down = s.height / std::hypot(s.matrix[2], s.matrix[3]);
    return s.orientation() >= 5 ? Grid{down, along} : Grid{along, down};
}

static bool alike(const Grid &a, const Grid &b)
{
    return std::fabs(a.x / b.x - 1) < 0.02 && std::fabs(a.y / b.y - 1) < 0.02;
}

// The finest image that covers the page, alone or with others of its resolution; -1: none.
static int find_cover(const Facts &f, bool &ret_alone)
{
    double need = covering * f.width * f.height;
    int best = -1;
    for (size_t i = 0; i < f.shots.size(); i++) {
        const Shot &s = f.shots[i];
        if (s.box.area() < need / 50)
            continue;
        double sum = s.box.area();
        for (size_t k = 0; k < f.shots.size() && sum < need; k++)
            if (k != i && alike(grid_of(s), grid_of(f.shots[k])))
                sum += f.shots[k].box.area();
        if (sum < need)
            continue;
        if (best < 0 || grid_of(s).x > grid_of(f.shots[(size_t)best]).x * 1.02) {
            best = static_cast<int>(i);
            ret_alone = s.box.area() >= need;
        }
    }
    return best;
}

// One more image that matters beside the base?
static bool has_rival(const Facts &f, int base)
{
    for (size_t i = 0; i < f.shots.size(); i++)
        if (static_cast<int>(i) != base &&
            f.shots[i].box.area() >= covering * f.shots[(size_t)base].box.area())
            return true;
    return false;
}

// Where the raster begins and ends along one axis, in pixels of the image.
static void fit_edges(double start, double end, double page, double scale, int64_t size,
                      int64_t &ret_first, int64_t &ret_last)
{
    ret_first = 0;
    ret_last = size;
    if (std::fabs(start) > edge * page)
        ret_first = std::llround(-start * scale);
    if (std::fabs(page - end) > edge * page)
        ret_last = std::llround((page - start) * scale);
}

// What is drawn besides the base and can be seen, in points.
static Extent seen_beside(const Facts &f, int base)
{
    Extent seen;
    const Shot &b = f.shots[(size_t)base];
    double slack = 1 / grid_of(b).x;
    for (size_t i = 0; i < f.shots.size(); i++) {
        bool below = static_cast<int>(i) <= base && b.kind == Shot::plain;
        if (!below || !f.shots[i].before.inside(b.box, slack))
            seen.add(f.shots[i].before);
        if (static_cast<int>(i) != base && (!below || !f.shots[i].box.inside(b.box, slack)))
            seen.add(f.shots[i].box);
    }
    seen.add(f.rest);
    return seen;
}

static bool plan_base(const Facts &f, int base, Plan &p)
{
    const Shot &s = f.shots[(size_t)base];
    Grid g = grid_of(s);
    bool turned = s.orientation() >= 5;
    if (!s.simple || s.kind == Shot::masked || f.tangled || has_rival(f, base) ||
        std::fabs(g.x / g.y - 1) > 0.1)
        return false;
    // A clip that hides a part of the image on the page: rendered as shown.
    Extent page{}, visible = s.place;
    page.x0 = page.y0 = 0;
    page.x1 = f.width;
    page.y1 = f.height;
    visible.clip(page);
    if (s.box.area() < 0.98 * visible.area())
        return false;
    int64_t w = turned ? s.height : s.width, h = turned ? s.width : s.height, x0, x1, y0, y1;
    fit_edges(s.place.x0, s.place.x1, f.width, g.x, w, x0, x1);
    fit_edges(s.place.y0, s.place.y1, f.height, g.y, h, y0, y1);
    if (x1 <= x0 || y1 <= y0 || x1 - x0 > FILES_SIDE_MAX || y1 - y0 > FILES_SIDE_MAX)
        return false;
    p.base = base;
    p.x_dpi = g.x * 72;
    p.y_dpi = g.y * 72;
    p.left = std::llround(s.place.x0 * g.x) + x0;
    p.top = std::llround(s.place.y0 * g.y) + y0;
    p.base_x = -x0;
    p.base_y = -y0;
    p.image.width = static_cast<uint32_t>(x1 - x0);
    p.image.height = static_cast<uint32_t>(y1 - y0);
    p.image.depth = s.depth;
    Extent seen = seen_beside(f, base);
    if (!seen.empty()) {
        p.over.add(std::floor(seen.x0 * g.x) - static_cast<double>(p.left) - 2,
                   std::floor(seen.y0 * g.y) - static_cast<double>(p.top) - 2);
        p.over.add(std::ceil(seen.x1 * g.x) - static_cast<double>(p.left) + 2,
                   std::ceil(seen.y1 * g.y) - static_cast<double>(p.top) + 2);
        Extent raster;
        raster.add(0, 0);
        raster.add(p.image.width, p.image.height);
        p.over.clip(raster);
    }
    return true;
}

static void plan_render(const Facts &f, double dpi, Plan &p)
{
    double w = f.width / 72, h = f.height / 72;
    double room = std::sqrt(static_cast<double>(FILES_PIXELS_MAX) * 0.99 / (w * h));
    dpi = std::min({dpi, room, (FILES_SIDE_MAX - 1) / std::max(w, h)});
    p.x_dpi = p.y_dpi = dpi;
    p.image.width = static_cast<uint32_t>(std::max(1.0, std::round(w * dpi)));
    p.image.height = static_cast<uint32_t>(std::max(1.0, std::round(h * dpi)));
    p.image.depth = f.coloured ? 32 : 8;
    for (const Shot &s : f.shots)
        if (s.depth == 32)
            p.image.depth = 32;
}

// Images beyond the cap are not decoded at all, wherever on the page they are.
static int check_shots(const Facts &f, files_job &job)
{
    for (const Shot &s : f.shots) {
        files_image image = {};
        image.width = static_cast<uint32_t>(std::max(0, s.width));
        image.height = static_cast<uint32_t>(std::max(0, s.height));
        image.depth = s.depth;
        int rc = s.width == 0 || s.height == 0 ? SOHOA_OK : files_image_check(&image, 0, job.err);
        if (rc != SOHOA_OK)
            return rc;
    }
    return SOHOA_OK;
}

static double snap(double dpi)
{
    double near = std::round(dpi / 10) * 10;
    return std::fabs(dpi - near) < 0.003 * dpi ? near : dpi;
}

int plan(const Facts &f, files_job &job, Plan &p)
{
    bool alone = false;
    if (!(f.width > 0 && f.height > 0 && std::isfinite(f.width) && std::isfinite(f.height)))
        return sohoa_fail(job.err, SOHOA_BAD_PAGE, "the PDF page has no size");
    int rc = check_shots(f, job);
    if (rc != SOHOA_OK)
        return rc;
    p = Plan();
    p.image.orientation = 1;
    int cover = find_cover(f, alone);
    double dpi = render_dpi;
    if (cover >= 0) {
        Grid g = grid_of(f.shots[(size_t)cover]);
        double own = 72 * std::max(g.x, g.y);
        p.scan = own >= dpi_min && !(f.shown >= text_over && own < fine);
        dpi = p.scan ? std::min(own, scan_dpi_max) : dpi;
    }
    if (!p.scan || !alone || !plan_base(f, cover, p))
        plan_render(f, dpi, p);
    p.image.x_dpi = snap(p.x_dpi);
    p.image.y_dpi = snap(p.y_dpi);
    return files_image_check(&p.image, 0, job.err);
}
} // namespace files_pdf
