package Net::Golws::X::RequestFailed;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

1;

=encoding utf-8

=head1 NAME

Net::Golws::X::RequestFailed - there was no complete response

=head1 DESCRIPTION

Or a body was too large: then the field C<status> is what a server answers.

=cut
