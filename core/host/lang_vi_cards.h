/* lang_vi_cards.h - the Vietnamese of messages about cards and zones: a part of lang_vi.c. */
/* clang-format off */
    {"the extraction was stopped", "việc trích xuất đã bị dừng"},
    {"page %u: cannot be inverted", "trang %u: không đảo màu được"},
    {"a machine-readable zone has 3 lines of 30 characters, or 2 of 36 or 44",
     "vùng đọc máy có 3 dòng 30 ký tự, hoặc 2 dòng 36 hay 44 ký tự"},
    {"not a machine-readable zone: %d lines, the first of %d characters",
     "không phải vùng đọc máy: %d dòng, dòng đầu có %d ký tự"},
    /* clang-format on */
