/* The same facts, seen by a C++ program. */
#include "layout.c"
