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
