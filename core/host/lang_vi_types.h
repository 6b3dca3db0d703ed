/* lang_vi_types.h - the Vietnamese of messages about vocabularies: a part of the table in
 * lang_vi.c.
 */
/* clang-format off */
    {"an entry of a vocabulary is too long", "một mục của bộ từ vựng quá dài"},
    {"a vocabulary has too many entries", "bộ từ vựng có quá nhiều mục"},
    {"the code of an owner has at most three characters", "mã của đơn vị cấp trên có tối đa ba ký tự"},
    {"an entry of a vocabulary is a text", "mục của bộ từ vựng phải là một chuỗi"},
    {"a vocabulary file is a map from the name of a list to its entries",
     "tệp từ vựng là ánh xạ từ tên danh sách đến các mục của nó"},
    {"no vocabulary has this name", "không có bộ từ vựng nào tên như vậy"},
