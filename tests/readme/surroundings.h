/* What the pieces of C in docs/ take for granted: the names around them. */
#include <libwebsockets.h>
#include <string.h>
#include <unistd.h>

struct session { int member; };

extern int echo(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len);
#ifdef STATEMENTS
extern const struct lws_protocols protocols[];
extern const struct lws_http_mount mount;
#endif
extern struct lws_context_creation_info info;
extern struct lws_context *context;

/* docs/threads.md */
extern enum lws_threadpool_task_return count(void *work, enum lws_threadpool_task_status status);
struct work;
extern void free_work(struct lws *wsi, void *work);

/* docs/event-loops.md */
extern void *uv_default_loop(void);
extern int uv_run(void *loop, int mode);
enum { UV_RUN_DEFAULT };

/* docs/parsers.md */
extern lws_lec_pctx_t ctx;
extern enum lws_lec_pctx_ret r;
extern int id, fd, file, priority;
extern char *name, *path, *piece;
extern uint8_t buf[512], *blob;
extern size_t len;
extern struct lws_fts *t;
#define send(start, used) write(fd, start, used)
