# Net::Libwebsockets::Logger is another name of Net::Golws::Logger.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
