package Net::Golws::Exchange;

use strict;
use warnings;

use Net::Golws ();
use Net::Golws::Options ();
use Net::Golws::Promise ();
use Net::Golws::WebSocket::Courier ();

sub pause {
    my ($self) = @_;
    return Net::Golws::WebSocket::Pause->new($self);
}

sub drained {
    my ($self) = @_;
    my $drained = Net::Golws::Promise->new($self->_loop);
    return $drained->resolve unless $self->waiting;
    push @{ $self->{drained} }, $drained;
    $self->_tell_sent(1);
    return $drained;
}

sub headers {
    my ($self) = @_;
    return @{ $self->{pairs} //= [ Net::Golws::Options::pairs($self->{header_block} //= $self->_read_headers) ] };
}

sub header {
    my ($self, $name) = @_;
    return Net::Golws::Options::value_in([ $self->headers ], $name);
}

sub _body_sent {
    my ($self, $waiting) = @_;
    return if $waiting;
    $self->_tell_sent(0);
    $_->resolve for @{ delete $self->{drained} // [] };
}

# Nobody can be told any more that it is sent.
sub _drop_drained {
    my ($self, $why) = @_;
    my $gone = Net::Golws::X->create(Closed => "the exchange is over: $why", of => $self);
    $_->on_settled(sub { })->reject($gone) for @{ delete $self->{drained} // [] };
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Exchange - what requests and responses have in common

=head1 DESCRIPTION

The base of L<Net::Golws::Request>, a server's side of an HTTP exchange, and of
L<Net::Golws::HTTP::Response>, a client's.

=head1 METHODS

=head2 headers(), header( $name )

What the peer sent: C<< name => value, ... >>, names in lower case; or one header's value,
several joined by C<", ">, undef without.

=head2 $pause = pause()

The peer's body waits as long as the returned object exists.

=head2 waiting()

The bytes of one's own body that wait to be sent.

=head2 $promise = drained()

Resolves when none do; is rejected with a L<Net::Golws::X::Closed> when the exchange is over
before.

=head2 abort()

Ends the exchange at once.

=cut
