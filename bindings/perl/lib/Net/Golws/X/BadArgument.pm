package Net::Golws::X::BadArgument;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;

=encoding utf-8

=head1 NAME

Net::Golws::X::BadArgument - what cannot be meant

=head1 DESCRIPTION

An option, a message or a code that is none. It is thrown at once.

=cut
