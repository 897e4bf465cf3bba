package Net::Golws::X::General;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;

=encoding utf-8

=head1 NAME

Net::Golws::X::General - something went wrong

=head1 DESCRIPTION

A server that cannot listen, an object of the parent process or of another thread, a
library that does not start.

=cut
