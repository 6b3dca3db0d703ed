// layout.cc - walks the result of Tesseract's layout analysis. A unit's box is that of its ink,
// made higher where the line's letters could reach further, with four pixels more on all sides, as
// the recogniser cuts it; the public calls give the line of writing in whole pixels, so that some
// boxes are a pixel off.
#include "layout.h"

#include <algorithm>
#include <cstdlib>
#include <leptonica/allheaders.h>
#include <memory>
#include <tesseract/baseapi.h>
#include <tesseract/pageiterator.h>

namespace
{

enum { PADDING = 4, UNITS_MAX = 100000, MARKS_MAX = 1000000 };

template <typename T>
bool append(T **items, size_t *count, size_t *room, size_t most, const T &item)
{
    if (*count == *room) {
        size_t more = *room ? *room * 2 : 256;
        T *bigger =
            more <= most * 2 ? static_cast<T *>(realloc(*items, more * sizeof(T))) : nullptr;
        if (!bigger)
            return false;
        *items = bigger;
        *room = more;
    }
    (*items)[(*count)++] = item;
    return true;
}

struct edges {
    int left, top, right, bottom;
};

sohoa_box to_box(const edges &e)
{
    return {e.left, e.top, e.right - e.left, e.bottom - e.top};
}

// How far the letters of the unit's line could reach, in a picture of `height` rows. Heights of a
// line are counted upwards and cut to whole pixels there.
void reach_out(const tesseract::PageIterator &it, int height, edges *e)
{
    int x1, y1, x2, y2;
    float row_height, descenders, ascenders;
    if (!it.Baseline(tesseract::RIL_WORD, &x1, &y1, &x2, &y2))
        return;
    it.RowAttributes(&row_height, &descenders, &ascenders);
    float middle = static_cast<float>((e->left + e->right) / 2);
    float share = x2 > x1 ? (middle - static_cast<float>(x1)) / static_cast<float>(x2 - x1) : 0;
    float down = static_cast<float>(y1) + share * static_cast<float>(y2 - y1);
    float base = static_cast<float>(height) - down;
    float bottom = base + descenders, top = base + row_height + descenders;
    if (bottom < static_cast<float>(height - e->bottom))
        e->bottom = height - static_cast<int>(bottom);
    if (top > static_cast<float>(height - e->top))
        e->top = height - static_cast<int>(top);
}

bool add_unit(const tesseract::PageIterator &it, int width, int height, layout *l)
{
    layout_unit unit = {};
    edges e, line;
    if (!it.BoundingBox(tesseract::RIL_WORD, &e.left, &e.top, &e.right, &e.bottom))
        return true;
    if (it.BoundingBox(tesseract::RIL_TEXTLINE, &line.left, &line.top, &line.right, &line.bottom))
        unit.line = to_box(line);
    unit.starts_line = it.IsAtBeginningOf(tesseract::RIL_TEXTLINE);
    unit.starts_paragraph = it.IsAtBeginningOf(tesseract::RIL_PARA);
    reach_out(it, height, &e);
    e.left = std::max(0, e.left - PADDING);
    e.top = std::max(0, e.top - PADDING);
    e.right = std::min(width, e.right + PADDING);
    e.bottom = std::min(height, e.bottom + PADDING);
    unit.box = to_box(e);
    unit.first_mark = l->mark_count;
    return append(&l->units, &l->count, &l->room, UNITS_MAX, unit);
}

// A piece of ink of the last unit.
bool add_mark(const tesseract::PageIterator &it, layout *l)
{
    edges e;
    if (l->count == 0 ||
        !it.BoundingBox(tesseract::RIL_SYMBOL, &e.left, &e.top, &e.right, &e.bottom))
        return true;
    l->units[l->count - 1].marks++;
    return append(&l->marks, &l->mark_count, &l->mark_room, MARKS_MAX, to_box(e));
}

bool is_turned(const tesseract::PageIterator &it)
{
    tesseract::Orientation orientation;
    tesseract::WritingDirection direction;
    tesseract::TextlineOrder order;
    float skew;
    it.Orientation(&orientation, &direction, &order, &skew);
    return orientation != tesseract::ORIENTATION_PAGE_UP;
}

} // namespace

bool layout_find(TessBaseAPI *api, layout *l)
{
    *l = layout();
    std::unique_ptr<tesseract::PageIterator> it(api->AnalyseLayout(true));
    Pix *picture = it ? api->GetInputImage() : nullptr;
    if (!picture)
        return false;
    int width = pixGetWidth(picture), height = pixGetHeight(picture);
    it->SetBoundingBoxComponents(true, true); // dots above and below, too
    it->Begin();
    do {
        if (!tesseract::PTIsTextType(it->BlockType()))
            continue;
        bool starts = it->IsAtBeginningOf(tesseract::RIL_WORD);
        l->turned = l->turned || (starts && is_turned(*it));
        if (l->turned)
            return true;
        if ((starts && !add_unit(*it, width, height, l)) || !add_mark(*it, l))
            return false;
    } while (it->Next(tesseract::RIL_SYMBOL));
    return true;
}
