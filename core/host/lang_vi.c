/* lang_vi.c - the Vietnamese of every message; see lang.h. Order of conversions must match. */
#include "host/lang.h"

#include <stddef.h>

const struct sohoa_translation sohoa_catalogue_vi[] = {
    {"out of memory", "hết bộ nhớ"},
    /* helper processes */
    {"a picture of %u x %u pixels and %u bits cannot be passed on",
     "không chuyển được ảnh %u x %u điểm, %u bit"},
    {"cannot share a picture of %u x %u pixels", "không chia sẻ được ảnh %u x %u điểm"},
    {"cannot map a picture of %u x %u pixels", "không ánh xạ được ảnh %u x %u điểm vào bộ nhớ"},
    {"cannot share a master", "không chia sẻ được bản gốc"},
    {"the helper sent a picture that cannot be", "tiến trình phụ gửi về một ảnh không hợp lệ"},
    {"the helper sent a page that cannot be", "tiến trình phụ gửi về một trang không hợp lệ"},
    {"the page's text is too large to pass on", "văn bản của trang quá lớn, không chuyển được"},
    {"the program sohoa-helper is not installed", "chưa cài chương trình sohoa-helper"},
    {"cannot start %s", "không khởi động được %s"},
    {"cannot watch %s", "không theo dõi được %s"},
    {"cannot limit the helper process", "không đặt được giới hạn cho tiến trình phụ"},
    {"cannot confine the helper process", "không cô lập được tiến trình phụ"},
    {"%s: needs more than the %u MiB of memory allowed",
     "%s: cần nhiều hơn %u MiB bộ nhớ được phép dùng"},
    {"%s: its helper process made a forbidden system call",
     "%s: tiến trình phụ đã gọi một hàm hệ thống bị cấm"},
    {"%s: its helper process died of signal %d (%s)",
     "%s: tiến trình phụ đã chết vì tín hiệu %d (%s)"},
    {"%s: its helper process ended with code %d", "%s: tiến trình phụ đã kết thúc với mã %d"},
    {"%s: its helper process sent garbage", "%s: tiến trình phụ gửi về dữ liệu vô nghĩa"},
    {"%s: no sign of life for %.3g s; ended",
     "%s: không có dấu hiệu hoạt động trong %.3g giây; đã dừng"},
    {"%s: not done within %.3g s; ended", "%s: chưa xong sau %.3g giây; đã dừng"},
    {"%s: did not stop when asked; ended", "%s: không dừng khi được yêu cầu; đã buộc dừng"},
    {"%s: no time was left for it", "%s: không còn thời gian để chạy"},
    {"%s: only scanners and stages run in a helper process",
     "%s: chỉ máy quét và công đoạn mới chạy trong tiến trình phụ"},
    {"%s: more than %d settings", "%s: có hơn %d thiết lập"},
    {NULL, NULL},
};
