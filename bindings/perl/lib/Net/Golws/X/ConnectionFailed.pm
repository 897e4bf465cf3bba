package Net::Golws::X::ConnectionFailed;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;
