/**
 * @file abstract/protocols/smtp.h
 *
 * Sending mail (RFC 5321) as an abstract protocol. Builds without
 * LWS_WITH_SMTP declare nothing here.
 */

#ifndef GOLWS_ABSTRACT_PROTOCOLS_SMTP_H
#define GOLWS_ABSTRACT_PROTOCOLS_SMTP_H

#endif
