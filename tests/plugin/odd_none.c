/* odd_none.c - a shared object that exports something, but no descriptor. */
extern int odd_none;
int odd_none = 1;
