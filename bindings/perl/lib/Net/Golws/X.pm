package Net::Golws::X;

use strict;
use warnings;

use Net::Golws::X::Base ();
use Net::Golws::X::BadArgument ();
use Net::Golws::X::Closed ();
use Net::Golws::X::ConnectionFailed ();
use Net::Golws::X::General ();
use Net::Golws::X::RequestFailed ();
use Net::Golws::X::WebSocketClose ();

sub create {
    my (undef, $kind, @arguments) = @_;
    return "Net::Golws::X::$kind"->new(@arguments);
}

sub throw {
    my ($class, @arguments) = @_;
    die $class->create(@arguments);
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::X - errors

=head1 SYNOPSIS

    if (ref $error && $error->isa('Net::Golws::X::WebSocketClose')) {
        warn 'it ended with ', $error->get('code');
    }

=head1 DESCRIPTION

Errors are objects of L<Net::Golws::X::Base>:

=over

=item * L<Net::Golws::X::BadArgument>: what cannot be meant;

=item * L<Net::Golws::X::Closed>: too late, the connection has ended;

=item * L<Net::Golws::X::ConnectionFailed>: there was no connection;

=item * L<Net::Golws::X::RequestFailed>: there was no complete response, or body;

=item * L<Net::Golws::X::WebSocketClose>: a connection ended otherwise than by 1000;

=item * L<Net::Golws::X::General>: anything else.

=back

=head1 METHODS

=head2 Net::Golws::X->create( $kind, @arguments ), throw( $kind, @arguments )

Makes one, C<'General'> for example; throws it.

=cut
