/* corpus_prose.c - see corpus_prose.h. */
#include "corpus_prose.h"

static const char *const sentences[] = {
    "{s} {v} {o} {c}.",
    "{s} {v} {o} {c}, đồng thời {v} {o}.",
    "{w}, {s} {v} {o} {c}.",
    "{w}, {s} {v} {o}; nếu {i} thì {s} {v} {o}.",
    "Đối với {o}, {s} {v} {o} {c}.",
    "Khi {i}, {s} phải {v} {o} {c}.",
    "Tính đến {d}, {s} đã {v} {n} {u}, đạt {p} kế hoạch, tăng {p} so với năm trước.",
    "Tổng kinh phí thực hiện là {m} đồng, trong đó ngân sách {g} bảo đảm {m} đồng.",
    "Theo {l}, {s} {v} {o} {c}.",
    "{J}, nơi cư trú: {A}, {e}.",
    "{G} ({a}) là người {e}.",
    "Trong {n} {u} đã tiếp nhận có {n} {u} giải quyết trước hạn, {n} {u} đúng hạn.",
    "Mọi vướng mắc xin liên hệ {s}, số điện thoại {T}, để được hướng dẫn {c}.",
    "Việc {v} {o} được thực hiện {c}; kết quả gửi về {s} trước {d}.",
    "Người dân có thể {v} {o} tại {s} hoặc qua dịch vụ bưu chính công ích.",
    "{s} chịu trách nhiệm trước pháp luật về tính chính xác của {o} do mình lập.",
    "Không yêu cầu người dân nộp lại {o} khi thông tin đó đã có trong cơ sở dữ liệu.",
    "Sau khi {v} {o}, công chức được giao nhiệm vụ ghi vào sổ theo dõi và trả kết quả {c}.",
    NULL};

static const char *const subjects[] = {"Ủy ban nhân dân {C}",
                                       "Phòng Tư pháp",
                                       "Sở Nội vụ",
                                       "Văn phòng Đăng ký đất đai",
                                       "Bộ phận tiếp nhận và trả kết quả",
                                       "công chức tư pháp - hộ tịch",
                                       "người yêu cầu",
                                       "cá nhân, tổ chức có liên quan",
                                       "Công an {C}",
                                       "Trung tâm Phục vụ hành chính công {P}",
                                       "Chủ tịch Ủy ban nhân dân {C}",
                                       "Sở Tư pháp {P}",
                                       "cơ quan chủ trì giải quyết hồ sơ",
                                       "Bảo hiểm xã hội {P}",
                                       "trưởng thôn, tổ trưởng tổ dân phố",
                                       "đơn vị lưu trữ lịch sử",
                                       "Hội đồng nhân dân {C}",
                                       "Ban Quản lý dự án đầu tư xây dựng",
                                       "hộ gia đình {G}",
                                       "Trạm Y tế {C}",
                                       "Sở Nông nghiệp và Môi trường",
                                       "Thanh tra {P}",
                                       "tổ công tác liên ngành",
                                       "cán bộ phụ trách công nghệ thông tin",
                                       "Kho bạc Nhà nước khu vực {k}",
                                       NULL};

static const char *const verbs[] = {"tiếp nhận",
                                    "kiểm tra, đối chiếu",
                                    "thẩm định",
                                    "niêm yết công khai",
                                    "tổ chức thực hiện",
                                    "hướng dẫn hoàn thiện",
                                    "báo cáo kết quả rà soát",
                                    "bàn giao",
                                    "số hóa và lưu trữ",
                                    "cập nhật",
                                    "xác minh",
                                    "cấp bản sao",
                                    "chứng thực",
                                    "ghi vào sổ",
                                    "trình cấp có thẩm quyền phê duyệt",
                                    "phối hợp giải quyết",
                                    "đôn đốc, giám sát việc lập",
                                    "lập biên bản về",
                                    "bổ sung",
                                    "điều chỉnh",
                                    "chuyển giao",
                                    "thu hồi",
                                    "thống kê, phân loại",
                                    "khai thác, sử dụng lại",
                                    "công bố",
                                    "tuyên truyền, phổ biến",
                                    "bảo quản",
                                    "ký duyệt",
                                    "trả kết quả",
                                    "đề xuất xử lý",
                                    NULL};

static const char *const objects[] = {"hồ sơ đăng ký khai sinh",
                                      "giấy chứng nhận quyền sử dụng đất",
                                      "tài liệu lưu trữ vĩnh viễn",
                                      "danh mục thủ tục hành chính",
                                      "thông tin về cư trú của công dân",
                                      "kết quả giải quyết thủ tục hành chính",
                                      "sổ hộ tịch năm {y}",
                                      "hồ sơ cấp phép xây dựng",
                                      "bản đồ địa chính tỷ lệ 1/{z}",
                                      "biên bản bàn giao mốc giới",
                                      "hồ sơ người có công với cách mạng",
                                      "tờ khai thay đổi thông tin cư trú",
                                      "giấy xác nhận tình trạng hôn nhân",
                                      "quyết toán ngân sách năm {y}",
                                      "hồ sơ bồi thường, giải phóng mặt bằng",
                                      "văn bản ủy quyền",
                                      "phiếu lý lịch tư pháp",
                                      "giấy phép lái xe",
                                      "thẻ bảo hiểm y tế",
                                      "dữ liệu dân cư",
                                      "đơn thư khiếu nại, tố cáo của công dân",
                                      "kế hoạch phòng, chống thiên tai",
                                      "báo cáo đánh giá tác động môi trường",
                                      "hợp đồng chuyển nhượng nhà ở",
                                      "mã số hồ sơ 000.00.{q}.H56-{h}",
                                      "trích lục bản đồ thửa đất số {q}, tờ bản đồ số {q}",
                                      "chế độ trợ cấp hằng tháng",
                                      "phương án sắp xếp đơn vị hành chính",
                                      "hồ sơ tuyển sinh lớp {q}",
                                      "giấy đăng ký kết hôn",
                                      "chữ ký số chuyên dùng",
                                      NULL};

static const char *const complements[] = {
    "theo quy định của pháp luật",
    "trong thời hạn {k} ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
    "bằng hình thức trực tiếp hoặc trực tuyến",
    "đúng thẩm quyền, trình tự và thủ tục",
    "tại trụ sở cơ quan",
    "trước {d}",
    "theo Điều {q} {l}",
    "bảo đảm an toàn thông tin mạng",
    "kèm theo bản chính để đối chiếu",
    "nhằm rút ngắn thời gian chờ đợi của người dân",
    "trên Cổng Dịch vụ công quốc gia",
    "phù hợp với tình hình thực tế tại địa phương",
    "với mức phí {m} đồng một trường hợp",
    "ngay trong ngày làm việc",
    "và chịu trách nhiệm về nội dung đã xác nhận",
    "theo mẫu số {q} ban hành kèm theo Quyết định này",
    "không phân biệt nơi cư trú",
    "qua hệ thống thông tin giải quyết thủ tục hành chính",
    NULL};

static const char *const openings[] = {"Trong thời gian qua",
                                       "Để bảo đảm tiến độ",
                                       "Căn cứ kết quả kiểm tra {d}",
                                       "Thực hiện chỉ đạo của cấp trên",
                                       "Qua rà soát thực tế",
                                       "Nhằm nâng cao chất lượng phục vụ",
                                       "Trên cơ sở đề nghị của {s}",
                                       "Trường hợp hồ sơ chưa đầy đủ",
                                       "Từ {d}",
                                       "Theo phản ánh của người dân",
                                       "Sau khi thống nhất với {s}",
                                       "Trong quý {x} năm {y}",
                                       "Tại cuộc họp {d}",
                                       NULL};

static const char *const conditions[] = {"hồ sơ đã đầy đủ và hợp lệ",
                                         "thông tin kê khai không trùng khớp với cơ sở dữ liệu",
                                         "giấy tờ bị rách nát, tẩy xóa",
                                         "người yêu cầu không có mặt tại nơi cư trú",
                                         "quá thời hạn {k} ngày mà chưa có ý kiến",
                                         "phát sinh khiếu nại, tranh chấp",
                                         "cần kéo dài thời gian xác minh",
                                         "có thay đổi về địa giới hành chính",
                                         NULL};

static const char *const endings[] = {"đã nộp đủ giấy tờ và lệ phí theo quy định",
                                      "đề nghị được cấp lại giấy khai sinh bản chính",
                                      "xin xác nhận tình trạng bất động sản",
                                      "được hưởng chế độ ưu đãi kể từ {d}",
                                      "đại diện cho các hộ dân trong thôn ký biên bản",
                                      "có đơn xin chuyển mục đích sử dụng {n} m2 đất",
                                      "chưa được cấp giấy chứng nhận quyền sử dụng đất lần nào",
                                      NULL};

static const char *const ages[] = {"trú tại {A}", "số điện thoại {T}", "sinh năm {y}", NULL};
static const char *const units[] = {"hồ sơ",   "trường hợp", "thủ tục", "lượt công dân",
                                    "văn bản", "thửa đất",   "bản sao", NULL};
static const char *const budgets[] = {"tỉnh", "xã", "trung ương", "địa phương", NULL};
static const char *const laws[] = {"Nghị định số {q}/{y}/NĐ-CP ngày {f} của Chính phủ",
                                   "Thông tư số {q}/{y}/TT-BTP ngày {f} của Bộ trưởng Bộ Tư pháp",
                                   "Quyết định số {n}/QĐ-UBND ngày {f} của Ủy ban nhân dân {P}",
                                   "Nghị quyết số {q}/NQ-HĐND ngày {f} của Hội đồng nhân dân {C}",
                                   "Công văn số {n}/STP-HCTP ngày {f} của Sở Tư pháp",
                                   NULL};

static const char *const topics[] = {
    "phê duyệt kế hoạch số hóa {o}",
    "ban hành quy chế tiếp nhận và trả kết quả {o}",
    "thành lập tổ công tác rà soát {o}",
    "giao chỉ tiêu {v} {o} năm {y}",
    "công bố danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của Ủy ban nhân dân {C}",
    "phân công nhiệm vụ {v} {o}",
    NULL};

static const char *const grounds[] = {"Căn cứ Luật Tổ chức chính quyền địa phương ngày {f};",
                                      "Căn cứ Luật Hộ tịch ngày {f};",
                                      "Căn cứ Luật Đất đai ngày {f};",
                                      "Căn cứ Luật Lưu trữ ngày {f};",
                                      "Căn cứ {l};",
                                      "Căn cứ Luật Giao dịch điện tử ngày {f};",
                                      "Xét đề nghị của {s} tại Tờ trình số {n}/TTr ngày {f};",
                                      NULL};

static const char *const *list_of(char mark)
{
    switch (mark) {
    case 's':
        return subjects;
    case 'v':
        return verbs;
    case 'o':
        return objects;
    case 'c':
        return complements;
    case 'w':
        return openings;
    case 'i':
        return conditions;
    case 'e':
        return endings;
    case 'a':
        return ages;
    case 'u':
        return units;
    case 'g':
        return budgets;
    case 'l':
        return laws;
    default:
        return NULL;
    }
}

static const char *money(struct corpus_random *random, corpus_arena *arena)
{
    int thousands = corpus_random_int(random, 5, 2000000);

    if (thousands >= 1000000) {
        return corpus_printf(arena, "%d.%03d.%03d.000", thousands / 1000000,
                             thousands / 1000 % 1000, thousands % 1000);
    }
    if (thousands >= 1000) {
        return corpus_printf(arena, "%d.%03d.000", thousands / 1000, thousands % 1000);
    }
    return corpus_printf(arena, "%d.000", thousands);
}

/* "ông Lê Văn An", in full with the birth date and the ID number that fits it. */
static const char *citizen(struct corpus_random *random, corpus_arena *arena, bool full)
{
    bool female = corpus_random_chance(random, 0.5);
    struct corpus_person person = corpus_person_new(random, arena, female, 1950, 2007);
    const char *title =
        person.birth.year < 1985 ? (female ? "bà" : "ông") : (female ? "chị" : "anh");

    if (!full) {
        return corpus_printf(arena, "%s %s", title, person.name);
    }
    return corpus_printf(arena, "%s %s, sinh %s, số định danh cá nhân %s", title, person.name,
                         corpus_date_long(arena, person.birth), person.id_number);
}

/* The marks that are made, not picked. */
static const char *made_of(struct corpus_random *random, corpus_arena *arena, char mark)
{
    static const char *const quarters[] = {"I", "II", "III", "IV", NULL};
    static const char *const scales[] = {"500", "1000", "2000", "5000", NULL};
    int number;

    switch (mark) {
    case 'C':
        return corpus_commune_new(random, arena);
    case 'P':
        return corpus_province_new(random);
    case 'A':
        return corpus_address_new(random, arena);
    case 'G':
        return citizen(random, arena, false);
    case 'J':
        return citizen(random, arena, true);
    case 'T':
        return corpus_printf(arena, "09%d.%03d.%03d", corpus_random_int(random, 0, 99) % 90 + 10,
                             corpus_random_int(random, 0, 999), corpus_random_int(random, 0, 999));
    case 'd':
        return corpus_date_long(arena, corpus_date_new(random, 2019, 2026));
    case 'f':
        return corpus_date_print(arena, corpus_date_new(random, 2013, 2026), DATE_SLASHES);
    case 'y':
        return corpus_printf(arena, "%d", corpus_random_int(random, 1975, 2026));
    case 'n':
        return corpus_printf(arena, "%d", corpus_random_int(random, 11, 3999));
    case 'q':
        return corpus_printf(arena, "%02d", corpus_random_int(random, 1, 99));
    case 'h':
        return corpus_printf(arena, "%02d%02d%02d-%04d", corpus_random_int(random, 19, 26),
                             corpus_random_int(random, 1, 12), corpus_random_int(random, 1, 28),
                             corpus_random_int(random, 1, 250));
    case 'k':
        number = corpus_random_int(random, 2, 45);
        return corpus_printf(arena, "%02d (%s)", number, corpus_number_words(arena, number));
    case 'p':
        return corpus_printf(arena, "%d,%d%%", corpus_random_int(random, 1, 99),
                             corpus_random_int(random, 0, 9));
    case 'm':
        return money(random, arena);
    case 'x':
        return corpus_random_pick(random, quarters);
    case 'z':
        return corpus_random_pick(random, scales);
    default:
        g_error("corpus: unknown mark {%c}", mark);
    }
}

static void expand(struct corpus_random *random, corpus_arena *arena, const char *pattern,
                   GString *out)
{
    for (const char *p = pattern; *p; p++) {
        if (p[0] != '{') {
            g_string_append_c(out, *p);
            continue;
        }
        const char *const *list = list_of(p[1]);
        if (list) {
            expand(random, arena, corpus_random_pick(random, list), out);
        } else {
            g_string_append(out, made_of(random, arena, p[1]));
        }
        p += 2;
    }
}

const char *corpus_prose_fill(struct corpus_random *random, corpus_arena *arena,
                              const char *pattern, bool capital)
{
    GString *out = g_string_new(NULL);

    expand(random, arena, pattern, out);
    char *text = g_string_free(out, FALSE);
    if (capital) {
        const char *rest = g_utf8_next_char(text);
        char *first = g_utf8_strup(text, rest - text);
        char *whole = g_strconcat(first, rest, NULL);
        g_free(first);
        g_free(text);
        text = whole;
    }
    return corpus_keep(arena, text);
}

const char *corpus_prose_paragraph(struct corpus_random *random, corpus_arena *arena, int first,
                                   int last)
{
    GString *out = g_string_new(NULL);
    int count = corpus_random_int(random, first, last);

    for (int i = 0; i < count; i++) {
        if (i) {
            g_string_append_c(out, ' ');
        }
        g_string_append(
            out, corpus_prose_fill(random, arena, corpus_random_pick(random, sentences), true));
    }
    return corpus_keep(arena, g_string_free(out, FALSE));
}

const char *corpus_prose_item(struct corpus_random *random, corpus_arena *arena)
{
    static const char *const items[] = {"{v} {o} {c}", "{s} {v} {o}", "{o} ({n} {u})",
                                        "{v} {o} và {o}", NULL};

    return corpus_prose_fill(random, arena, corpus_random_pick(random, items), true);
}

const char *corpus_prose_topic(struct corpus_random *random, corpus_arena *arena)
{
    return corpus_prose_fill(random, arena, corpus_random_pick(random, topics), false);
}

const char *corpus_prose_ground(struct corpus_random *random, corpus_arena *arena)
{
    return corpus_prose_fill(random, arena, corpus_random_pick(random, grounds), false);
}
