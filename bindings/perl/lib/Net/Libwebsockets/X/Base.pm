# Net::Libwebsockets::X::Base is another name of Net::Golws::X::Base.

use strict;
use warnings;

use Net::Libwebsockets ();

1;
