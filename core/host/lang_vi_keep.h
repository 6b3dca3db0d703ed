/* lang_vi_keep.h - the Vietnamese of keeping a store: a part of the table in lang_vi.c. */
/* clang-format off */
    {"remove masters that no page refers to, after a grace time",
     "xóa các bản gốc không còn trang nào dùng, sau một thời gian chờ"},
    {"how long a master stays that nobody refers to: 30d, 12h, 90m (default 7d)",
     "bản gốc không còn ai dùng được giữ thêm bao lâu: 30d, 12h, 90m (mặc định 7d)"},
    {"only tell what would go", "chỉ cho biết những gì sẽ bị xóa"},
    {"%llu files (%llu bytes) would be removed, %llu are too young\n",
     "sẽ xóa %llu tệp (%llu byte), %llu tệp còn trong thời gian chờ\n"},
    {"%llu files (%llu bytes) removed, %llu are too young\n",
     "đã xóa %llu tệp (%llu byte), %llu tệp còn trong thời gian chờ\n"},
    {"--grace is '%s': a number and s, m, h, d or w, at most ten years",
     "--grace là '%s': cần một số và s, m, h, d hoặc w, nhiều nhất mười năm"},
    {"gc was stopped", "việc dọn bản gốc đã bị dừng"},
    {"a backup or another gc of this store is under way: try again later",
     "kho này đang được sao lưu hoặc dọn bởi tiến trình khác: hãy thử lại sau"},
    {"a gc of this store is under way: try again later",
     "kho này đang được dọn: hãy thử lại sau"},
    /* clang-format on */
