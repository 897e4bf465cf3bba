package Net::Golws::X::ConnectionFailed;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;

=encoding utf-8

=head1 NAME

Net::Golws::X::ConnectionFailed - there was no connection

=head1 DESCRIPTION

Fields: C<status>, of the response, 0 if there was none; C<headers>, those of the response
in a reference to an array of names and values.

=cut
