/* paths.h - where this program's own files are: installed, or straight from a build folder.
 *
 * Everything is found from where libsohoa.so lies: BUILD/libsohoa.so -> BUILD/plugins and the
 * source tree's schemas; PREFIX/lib/.../libsohoa.so -> sohoa/plugins beside it,
 * PREFIX/libexec/sohoa/sohoa-helper, PREFIX/share/sohoa. */
#ifndef SOHOA_PATHS_H
#define SOHOA_PATHS_H
#include <stddef.h>

/* Each writes an absolute path to buf and returns 0, or -1 when there is none. [any] */
int sohoa_path_plugins(char *buf, size_t room);
int sohoa_path_helper(char *buf, size_t room); /* $SOHOA_HELPER wins */
int sohoa_path_schemas(char *buf, size_t room);
/* $HOME when it is absolute, else the user's entry in the system's list. */
int sohoa_path_home(char *buf, size_t room);
/* The default store: $SOHOA_STORE, else $XDG_DATA_HOME/sohoa, else ~/.local/share/sohoa. */
int sohoa_path_store(char *buf, size_t room);
#endif
