# Net::Libwebsockets::X is another name of Net::Golws::X.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
