package Net::Golws::Loop::AnyEvent;

use strict;
use warnings;

use parent 'Net::Golws::Loop';

use AnyEvent 6.0 ();

sub host {
    my (undef, $given) = @_;
    Net::Golws::X->throw(BadArgument => q(AnyEvent has one loop: event => 'AnyEvent')) if defined $given;
    return;
}

sub watch {
    my ($self, $fd, $callback, $before_wait) = @_;
    $self->{watchers}{$fd} = [ AE::io($fd, 0, $callback) ];
    return 0 unless AnyEvent::detect() eq 'AnyEvent::Impl::EV';
    push @{ $self->{watchers}{$fd} }, $self->before_wait_of_ev($before_wait);
    return 1;
}

sub unwatch {
    my ($self, $fd) = @_;
    delete $self->{watchers}{$fd};
}

sub later {
    my (undef, $callback) = @_;
    &AnyEvent::postpone($callback);
}

sub after {
    my (undef, $seconds, $callback) = @_;
    my $timer;
    $timer = AE::timer($seconds, 0, sub { undef $timer; $callback->() });
}

sub run_until {
    my (undef, $promise) = @_;
    my $done = AE::cv();
    $promise->on_settled(sub { $done->send });
    $done->recv;
}

1;
