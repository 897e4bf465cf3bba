package Net::Golws::X::General;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;
