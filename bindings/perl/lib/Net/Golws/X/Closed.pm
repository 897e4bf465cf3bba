package Net::Golws::X::Closed;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;

=encoding utf-8

=head1 NAME

Net::Golws::X::Closed - the connection has ended

=head1 DESCRIPTION

Something was to be sent, and it is too late. Field: C<of>, the connection, request or
response. Callbacks need not catch it for their own connection.

=cut
