# Net::Libwebsockets::WebSocket::Client is another name of Net::Golws::WebSocket::Client.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
