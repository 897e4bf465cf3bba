# Net::Libwebsockets::WebSocket::Courier is another name of Net::Golws::WebSocket::Courier.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
