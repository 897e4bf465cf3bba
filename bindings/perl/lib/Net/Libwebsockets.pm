package Net::Libwebsockets;

use strict;
use warnings;

our $VERSION = '0.01';

use Net::Golws ();
use Net::Golws::Logger ();
use Net::Golws::WebSocket::Client ();

# All that is in Net::Golws has this name, too: its packages, so that isa() holds, its
# functions and its constants.
BEGIN {
    no strict 'refs';
    no warnings 'once';
    *{'Net::Libwebsockets::'} = *{'Net::Golws::'};
}

1;

=encoding utf-8

=head1 NAME

Net::Libwebsockets - programs written for Net::Libwebsockets, on golws

=head1 SYNOPSIS

    use Net::Libwebsockets::WebSocket::Client ();

    my $done = Net::Libwebsockets::WebSocket::Client::connect(
        url      => 'wss://example.org/',
        event    => 'AnyEvent',
        on_ready => sub { my ($courier) = @_; $courier->send_text('hello') },
    );

=head1 DESCRIPTION

This stands in for the module of that name on CPAN: every C<Net::Libwebsockets::> name is
another name of the same in L<Net::Golws>, whose documentation holds. It has to be loaded
by C<use>, so that the names are there when the program is compiled.

What differs from version 0.03 of that module:

=over

=item * Promises are L<Net::Golws::Promise>, not L<Promise::XS>; C<then>, C<catch> and
C<finally> are the same.

=item * A logger gets the lines of the process, not of one connection: see
L<Net::Golws::Logger>.

=item * A message above 1 MiB closes the connection with 1009; C<max_size> says otherwise.

=item * The attributes of C<compression> are checked, but the offer is always the same.

=item * There is no C<Net::Libwebsockets::Loop> to derive from.

=back

=cut
