/* lang_vi_photo.h - prep_photo, prep_colour; part of lang_vi.c. */
/* clang-format off */
    {"Finds the sheet in a photograph and takes the perspective out.",
     "Tìm tờ giấy trong ảnh chụp và nắn thẳng phối cảnh."},
    {"Photographs finer than so many dpi are reduced to it.",
     "Ảnh chụp có độ phân giải trên số dpi này được thu nhỏ về mức đó."},
    {"Takes red seals and blue signatures off the black print under them.",
     "Tẩy con dấu đỏ và chữ ký xanh khỏi chữ in đen bên dưới."},
    /* clang-format on */
