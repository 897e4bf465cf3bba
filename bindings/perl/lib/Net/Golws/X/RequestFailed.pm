package Net::Golws::X::RequestFailed;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;
