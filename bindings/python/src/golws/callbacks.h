/* What Python is told; native_build.py makes extern "Python+C" of it. */

void golws_py_watch(void *engine, int fd, int on);
void *golws_py_accepted(void *server, struct connection *connection);
void golws_py_opened(void *handle);
void golws_py_message(void *handle, const char *data, size_t length, int text);
void golws_py_sent(void *handle);
void golws_py_failed(void *handle, const char *why, size_t length);
void golws_py_closed(void *handle, int code, const char *reason, size_t length);
