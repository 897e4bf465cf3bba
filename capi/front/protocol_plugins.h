/*
 * The protocols that plugins bring to a context's vhosts.
 */

#ifndef GOLWS_PROTOCOL_PLUGINS_H
#define GOLWS_PROTOCOL_PLUGINS_H

#include <libwebsockets.h>

/**
 * Makes @p info->pprotocols, and `protocols` NULL, of the protocols that it names
 * and those of @p plugins. Without plugins it stays as it is.
 *
 * @return what to free when the vhost was made; NULL when nothing was changed, or
 * when there is no memory, which is logged
 */
const struct lws_protocols **
golws_join_protocols(struct lws_context_creation_info *info, const struct lws_plugin *plugins);

#endif
