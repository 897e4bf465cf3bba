/**
 * @file lws-freertos.h
 *
 * What FreeRTOS lacks. Builds for other platforms declare nothing here.
 */

#ifndef GOLWS_LWS_FREERTOS_H
#define GOLWS_LWS_FREERTOS_H

#endif
