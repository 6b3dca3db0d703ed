// files_pdf.cc - PDF masters through poppler: opening, the list of pages, one page made into a
// raster as planned. poppler's complaints become notes; they come through one callback of the
// process, so the job of the running call stands in a thread-local variable. Owner-only encryption
// opens; a password that is needed is named as the reason.
#include "files_pdf.h"

#include <Error.h>
#include <ErrorCodes.h>
#include <GlobalParams.h>
#include <leptonica/allheaders.h>
#include <memory>
#include <new>

namespace files_pdf
{

static thread_local files_job *complaining; // the call that poppler's messages belong to

static void on_message(ErrorCategory category, Goffset, const char *text)
{
    if (complaining && category != errConfig && category != errNotAllowed)
        files_warn(complaining, text);
}

class Complaints
{
  public:
    explicit Complaints(files_job *job)
    {
        complaining = job;
    }
    ~Complaints()
    {
        complaining = nullptr;
    }
};

static int open_doc(files_job &job, std::unique_ptr<PDFDoc> &ret_doc)
{
    static GlobalParamsIniter params(on_message); // poppler's own globals: for all calls
    auto *bytes = new MemStream(reinterpret_cast<const char *>(job.data), 0,
                                static_cast<Goffset>(job.size), Object(objNull));
    auto doc = std::make_unique<PDFDoc>(bytes);
    if (!doc->isOk()) {
        if (doc->getErrorCode() == errEncrypted)
            return sohoa_fail(job.err, SOHOA_BAD_PAGE, "the PDF needs a password");
        return sohoa_fail(job.err, SOHOA_BAD_PAGE, "the PDF cannot be read: it is damaged");
    }
    if (doc->getNumPages() <= 0)
        return sohoa_fail(job.err, SOHOA_BAD_PAGE, "the PDF has no page that can be read");
    ret_doc = std::move(doc);
    return SOHOA_OK;
}

static int plan_page(PDFDoc &doc, int page, files_job &job, Facts &facts, Plan &p)
{
    if (!doc.getPage(page))
        return sohoa_fail(job.err, SOHOA_BAD_PAGE, "page %d of the PDF cannot be read", page);
    facts = look(doc, page, job);
    int rc = files_over(&job);
    return rc == SOHOA_OK ? plan(facts, job, p) : rc;
}

// Tells the pages of a document. A page that the page tree lacks counts as unreadable when others
// follow; at the end it only means that the tree promises more pages than it has.
class Teller
{
  public:
    Teller(files_found *to, void *with) : found(to), arg(with)
    {
    }
    int readable = 0;
    const sohoa_image_info unreadable = {sizeof unreadable, 0, 0, 0, 0};

    bool tell(int page, const sohoa_image_info &info)
    {
        bool more = true;
        for (; next < page && more; next++)
            more = found(arg, static_cast<uint32_t>(next - 1), &unreadable);
        next = page + 1;
        return more && found(arg, static_cast<uint32_t>(page - 1), &info);
    }

  private:
    files_found *found;
    void *arg;
    int next = 1;
};

static int probe(files_job &job, files_found *found, void *arg)
{
    std::unique_ptr<PDFDoc> doc;
    Teller teller(found, arg);
    int rc = open_doc(job, doc), last = rc;
    if (rc != SOHOA_OK)
        return rc;
    int pages = std::min(doc->getNumPages(), static_cast<int>(FILES_IMAGES_MAX));
    for (int n = 1; n <= pages; n++) {
        Facts facts;
        Plan p;
        sohoa_image_info info = {};
        info.size = sizeof info;
        int page_rc = plan_page(*doc, n, job, facts, p);
        if (page_rc == SOHOA_RETRY)
            return page_rc;
        if (page_rc == SOHOA_OK) {
            files_image_tell(&p.image, &info);
            info.dpi = static_cast<float>(p.image.x_dpi);
            teller.readable++;
        } else {
            last = page_rc;
        }
        if (doc->getPage(n) && !teller.tell(n, info))
            return SOHOA_OK;
    }
    if (doc->getNumPages() > pages)
        teller.tell(pages + 1, teller.unreadable);
    return teller.readable > 0 ? SOHOA_OK : last;
}

// The last page that there is says so when the page tree promises more.
static void note_missing(PDFDoc &doc, int page, files_job &job)
{
    int next = page + 1, pages = doc.getNumPages();
    while (next <= pages && !doc.getPage(next) && next - page < 1000)
        next++;
    if (page < pages && (next > pages || next - page >= 1000))
        sohoa_page_note(job.page, "the PDF promises %d pages, after page %d there is none", pages,
                        page);
}

// The base placed on the raster's ground: the base itself where it is the whole raster.
static Pix *place_base(Pix *base, const Plan &p)
{
    if (p.base_x == 0 && p.base_y == 0 &&
        static_cast<uint32_t>(pixGetWidth(base)) == p.image.width &&
        static_cast<uint32_t>(pixGetHeight(base)) == p.image.height)
        return base;
    Pix *pix = pixCreateNoInit(static_cast<int>(p.image.width), static_cast<int>(p.image.height),
                               pixGetDepth(base));
    if (!pix)
        return nullptr;
    pixSetBlackOrWhite(pix, L_SET_WHITE);
    pixRasterop(pix, static_cast<int>(p.base_x), static_cast<int>(p.base_y), pixGetWidth(base),
                pixGetHeight(base), PIX_SRC, base, 0, 0);
    return pix;
}

static int make_scan(PDFDoc &doc, int page, const Facts &facts, const Plan &p, files_job &job)
{
    Pix *base = nullptr;
    const Shot &shot = facts.shots[static_cast<size_t>(p.base)];
    int rc = take_base(doc, page, shot, job, &base);
    if (rc != SOHOA_OK)
        return rc;
    Pix *pix = place_base(base, p);
    if (!pix)
        rc = sohoa_fail(job.err, SOHOA_BAD_PAGE, "out of memory");
    else if (!p.over.empty())
        rc = draw_over(doc, page, p, shot, job, pix, base);
    if (pix != base)
        pixDestroy(&base);
    if (rc != SOHOA_OK) {
        pixDestroy(&pix);
        return rc;
    }
    files_raster raster = {};
    raster.image = p.image;
    raster.image.depth = static_cast<uint32_t>(pixGetDepth(pix));
    raster.rows = p.image.height;
    raster.pix = pix;
    return files_raster_end(&raster, job.page, job.err);
}

static int make_rendered(PDFDoc &doc, int page, const Facts &facts, const Plan &p, files_job &job)
{
    files_raster raster = {};
    int rc = draw_page(doc, page, p, job, raster);
    if (rc == SOHOA_OK)
        rc = files_raster_end(&raster, job.page, job.err);
    if (rc != SOHOA_OK || p.scan)
        return rc;
    sohoa_text *text = nullptr;
    if (read_text(doc, page, facts, p.x_dpi / 72, job, &text) == SOHOA_OK) {
        job.page->text = text;
        job.page->flags |= SOHOA_PAGE_BORN_DIGITAL;
    }
    return SOHOA_OK;
}

static int decode(files_job &job, uint32_t image)
{
    std::unique_ptr<PDFDoc> doc;
    Facts facts;
    Plan p;
    int rc = open_doc(job, doc), page = static_cast<int>(image) + 1;
    if (rc == SOHOA_OK && image >= static_cast<uint32_t>(doc->getNumPages()))
        rc = sohoa_fail(job.err, SOHOA_BAD_PAGE, "the file has no image %u", image + 1);
    if (rc == SOHOA_OK)
        rc = plan_page(*doc, page, job, facts, p);
    if (rc != SOHOA_OK)
        return rc;
    rc = p.base >= 0 ? make_scan(*doc, page, facts, p, job)
                     : make_rendered(*doc, page, facts, p, job);
    if (rc == SOHOA_OK) {
        job.page->dpi = static_cast<float>(p.image.x_dpi);
        note_missing(*doc, page, job);
    }
    return rc;
}

template <typename Work> static int guarded(files_job *job, Work work)
{
    Complaints here(job);
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "the PDF needs too much memory");
    } catch (...) {
        return sohoa_fail(job->err, SOHOA_BAD_PAGE, "the PDF cannot be read: it is damaged");
    }
}
} // namespace files_pdf

extern "C" int files_pdf_probe(struct files_job *job, files_found *found, void *arg)
{
    return files_pdf::guarded(job, [&] { return files_pdf::probe(*job, found, arg); });
}

extern "C" int files_pdf_decode(struct files_job *job, uint32_t image)
{
    return files_pdf::guarded(job, [&] { return files_pdf::decode(*job, image); });
}
