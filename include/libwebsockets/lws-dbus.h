#ifndef GOLWS_LWS_DBUS_H
#define GOLWS_LWS_DBUS_H

#endif
