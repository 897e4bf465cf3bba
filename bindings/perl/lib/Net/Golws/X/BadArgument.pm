package Net::Golws::X::BadArgument;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;
