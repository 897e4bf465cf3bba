# Net::Libwebsockets::X::ConnectionFailed is another name of Net::Golws::X::ConnectionFailed.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
