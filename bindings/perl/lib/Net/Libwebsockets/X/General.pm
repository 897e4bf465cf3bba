# Net::Libwebsockets::X::General is another name of Net::Golws::X::General.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
