# Net::Libwebsockets::X::WebSocketClose is another name of Net::Golws::X::WebSocketClose.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
