package Net::Golws::X::Closed;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;
