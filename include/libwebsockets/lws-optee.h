#ifndef GOLWS_LWS_OPTEE_H
#define GOLWS_LWS_OPTEE_H

#endif
