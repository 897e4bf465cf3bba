/**
 * @file lws-optee.h
 *
 * What OP-TEE lacks. Builds for other platforms declare nothing here.
 */

#ifndef GOLWS_LWS_OPTEE_H
#define GOLWS_LWS_OPTEE_H

#endif
