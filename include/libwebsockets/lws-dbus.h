/**
 * @file lws-dbus.h
 *
 * D-Bus connections on the library's loop. Not part of the umbrella, because it
 * needs D-Bus's headers. Builds without LWS_ROLE_DBUS declare nothing here.
 */

#ifndef GOLWS_LWS_DBUS_H
#define GOLWS_LWS_DBUS_H

#endif
