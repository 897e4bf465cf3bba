#ifndef GOLWS_LWS_MQTT_H
#define GOLWS_LWS_MQTT_H

#endif
