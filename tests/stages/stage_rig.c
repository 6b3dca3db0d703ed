/* stage_rig.c - see stage_rig.h. One thread. */
#include "stage_rig.h"

#include "host/registry.h"

#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

const char rig_prose[] =
    "<b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b>\n<b>Độc lập - Tự do - Hạnh phúc</b>\n\n"
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và các văn bản hướng "
    "dẫn thi hành, xét đề nghị của cơ quan đăng ký hộ tịch, người yêu cầu đã nộp đủ giấy tờ và "
    "cam đoan những nội dung khai dưới đây là đúng sự thật, chịu trách nhiệm trước pháp luật.\n"
    "Ông bà và những người trong gia đình thường trú tại thôn Đông, huyện Bình Lục, làm nghề "
    "trồng lúa nước, nuôi cá và dệt vải từ nhiều đời nay. Mỗi khi mùa gặt về, cả xóm rộn ràng "
    "tiếng cười nói, trẻ con chạy theo xe thóc, người già ngồi trước hiên kể chuyện xưa.\n"
    "Hồ sơ gồm bản chính giấy chứng sinh, giấy chứng nhận kết hôn của cha mẹ, bản sao sổ hộ "
    "khẩu cùng các giấy tờ khác có liên quan theo quy định. Thời hạn giải quyết là năm ngày làm "
    "việc kể từ ngày nhận đủ hồ sơ hợp lệ, kết quả được trả tại bộ phận một cửa.\n"
    "Trường hợp cần xác minh thì thời hạn không quá mười ngày; nếu quá hạn mà chưa có kết quả, "
    "cơ quan tiếp nhận phải thông báo bằng văn bản và nêu rõ lý do cho người nộp biết. Quyết "
    "định này có hiệu lực từ ngày ký, các phòng ban và cá nhân liên quan chịu trách nhiệm thực "
    "hiện, báo cáo khó khăn vướng mắc để được hướng dẫn kịp thời.";

PIX *rig_draw(double width_mm, double height_mm, int dpi, const char *font,
              const struct rig_piece *pieces, int count)
{
    int w = (int)(width_mm / 25.4 * dpi), h = (int)(height_mm / 25.4 * dpi);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_set_source_rgb(cr, 0.08, 0.08, 0.08);
    PangoContext *context = pango_cairo_create_context(cr);
    pango_cairo_context_set_resolution(context, dpi);
    PangoFontDescription *face = pango_font_description_from_string(font);
    for (int i = 0; i < count; i++) {
        PangoLayout *layout = pango_layout_new(context);
        pango_layout_set_font_description(layout, face);
        pango_layout_set_width(layout, (int)(pieces[i].width / 25.4 * dpi * PANGO_SCALE));
        pango_layout_set_markup(layout, pieces[i].markup, -1);
        cairo_move_to(cr, pieces[i].x / 25.4 * dpi, pieces[i].y / 25.4 * dpi);
        pango_cairo_show_layout(cr, layout);
        g_object_unref(layout);
    }
    pango_font_description_free(face);
    g_object_unref(context);
    cairo_surface_flush(surface);
    PIX *pix = pixCreate(w, h, 32);
    assert_non_null(pix);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    for (int y = 0; y < h; y++) {
        l_uint32 *line = pixGetData(pix) + (size_t)pixGetWpl(pix) * (size_t)y;
        memcpy(line, data + (size_t)cairo_image_surface_get_stride(surface) * (size_t)y,
               (size_t)w * 4);
        for (int x = 0; x < w; x++)
            line[x] <<= 8;
    }
    pixSetResolution(pix, dpi, dpi);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return pix;
}

PIX *rig_to_depth(PIX *colour, int depth)
{
    if (depth == 32)
        return colour;
    PIX *gray = pixConvertRGBToGrayFast(colour);
    pixDestroy(&colour);
    if (depth == 8)
        return gray;
    PIX *bits = pixThresholdToBinary(gray, 140);
    pixDestroy(&gray);
    return bits;
}

PIX *rig_prose_page(int dpi, const char *font, int depth)
{
    const struct rig_piece pieces[] = {{rig_prose, 25, 20, 165}, {rig_prose, 25, 155, 165}};
    return rig_to_depth(rig_draw(210, 297, dpi, font, pieces, 2), depth);
}

void rig_fill(PIX *pix, int dpi, double x, double y, double w, double h, int gray)
{
    double scale = dpi / 25.4;
    BOX *box =
        boxCreate((int)(x * scale), (int)(y * scale), (int)(w * scale) + 1, (int)(h * scale) + 1);
    l_uint32 value = (l_uint32)gray;
    if (pixGetDepth(pix) == 1)
        value = gray < 128;
    else if (pixGetDepth(pix) == 32)
        value = value << 24 | value << 16 | value << 8;
    pixSetInRectArbitrary(pix, box, value);
    boxDestroy(&box);
}

void rig_disk(PIX *pix, int dpi, double cx, double cy, double radius, int gray)
{
    int rows = (int)(radius * dpi / 25.4);
    for (int row = -rows; row <= rows; row++) {
        double y = row * 25.4 / dpi;
        double half = sqrt(radius * radius - y * y);
        rig_fill(pix, dpi, cx - half, cy + y, 2 * half, 0, gray);
    }
}

PIX *rig_turn(PIX *pix, double degrees)
{
    PIX *out = pixRotate(pix, (l_float32)(degrees * 3.14159265358979 / 180),
                         pixGetDepth(pix) == 1 ? L_ROTATE_SAMPLING : L_ROTATE_AREA_MAP,
                         L_BRING_IN_WHITE, 0, 0);
    assert_non_null(out);
    return out;
}

struct sohoa_page rig_page(PIX *takes, int dpi)
{
    struct sohoa_page page;
    sohoa_page_init(&page);
    page.image = takes;
    page.width = (uint32_t)pixGetWidth(takes);
    page.height = (uint32_t)pixGetHeight(takes);
    page.dpi = (float)dpi;
    return page;
}

enum { KEPT_MAX = 16 };
static struct sohoa_registry *registry;
static struct kept {
    char name[96];
    struct sohoa_instance *instance;
} kept[KEPT_MAX];

static int open_stage(const char *stage, const char *setting, struct sohoa_instance **ret,
                      struct sohoa_err *err)
{
    if (!registry)
        assert_int_equal(sohoa_registry_open(&registry, err), SOHOA_OK);
    const struct sohoa_plugin *plugin = sohoa_registry_find(registry, stage);
    if (!plugin)
        fail_msg("no stage %s", stage);
    enum { MOST = 4 };
    char keys[MOST][64] = {""}, values[MOST][64] = {""};
    struct sohoa_setting settings[MOST];
    size_t count = 0;
    for (const char *at = setting; at && count < MOST; at = strchr(at, ';'), at += at != NULL) {
        size_t key = strcspn(at, "="), all = strcspn(at, ";");
        snprintf(keys[count], sizeof keys[count], "%.*s", (int)key, at);
        snprintf(values[count], sizeof values[count], "%.*s", (int)(all - key - 1), at + key + 1);
        settings[count] =
            (struct sohoa_setting){.key = keys[count], .value = values[count], .origin = "test"};
        count++;
    }
    return sohoa_instance_open(registry, plugin, settings, count, ret, err);
}

int rig_open(const char *stage, const char *setting, struct sohoa_err *err)
{
    struct sohoa_instance *instance = NULL;
    int rc = open_stage(stage, setting, &instance, err);
    if (rc == SOHOA_OK)
        sohoa_instance_close(instance);
    return rc;
}

int rig_run(const char *stage, const char *setting, struct sohoa_page *page,
            const struct sohoa_call *call, struct sohoa_err *err)
{
    char name[96];
    struct kept *k = kept;
    snprintf(name, sizeof name, "%s %s", stage, setting ? setting : "");
    while (k->instance && strcmp(k->name, name) != 0)
        k++;
    assert_true(k < kept + KEPT_MAX - 1);
    if (!k->instance) {
        snprintf(k->name, sizeof k->name, "%s", name);
        int rc = open_stage(stage, setting, &k->instance, err);
        if (rc != SOHOA_OK)
            fail_msg("%s: %s", name, err->text);
    }
    return k->instance->stage->run(k->instance->self, call, page, err);
}

void rig_close(void)
{
    for (struct kept *k = kept; k->instance; k++)
        sohoa_instance_close(k->instance);
    memset(kept, 0, sizeof kept);
    sohoa_registry_close(registry);
    registry = NULL;
}

static bool take_word(const char *word, size_t length, const struct sohoa_text *text, bool *used)
{
    for (size_t i = 0; i < sohoa_text_words(text); i++) {
        const char *have = sohoa_text_word(text, i).text;
        if (!used[i] && strncmp(have, word, length) == 0 && have[length] == 0)
            return used[i] = true;
    }
    return false;
}

double rig_words_found(const char *truth, const struct sohoa_text *text)
{
    bool *used = calloc(sohoa_text_words(text) + 1, sizeof *used);
    int total = 0, found = 0;
    for (const char *at = truth; *at;) {
        size_t n = strcspn(at, " \n<>"), gap;
        if (*at == '<') { /* markup */
            at += strcspn(at, ">") + 1;
            continue;
        }
        if (n > 0) {
            total++;
            found += take_word(at, n, text, used);
        }
        gap = strspn(at + n, " \n");
        at += n + gap;
    }
    free(used);
    return (double)found / total;
}

void rig_to_master(const struct sohoa_page *page, double x, double y, double *ret_x, double *ret_y)
{
    const double *m = page->to_master;
    double w = m[6] * x + m[7] * y + m[8];
    *ret_x = (m[0] * x + m[1] * y + m[2]) / w;
    *ret_y = (m[3] * x + m[4] * y + m[5]) / w;
}

double rig_differing(PIX *a, PIX *b)
{
    l_int32 n = 0;
    PIX *x = pixXor(NULL, a, b);
    assert_non_null(x);
    pixCountPixels(x, &n, NULL);
    pixDestroy(&x);
    return (double)n / ((double)pixGetWidth(a) * pixGetHeight(a));
}

/* What fontconfig and Pango keep for the life of the process is not ours to free. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\nleak:libgobject\n";
}
