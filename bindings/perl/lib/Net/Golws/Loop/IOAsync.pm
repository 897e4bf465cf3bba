package Net::Golws::Loop::IOAsync;

use strict;
use warnings;

use parent 'Net::Golws::Loop';

use IO::Async::Loop ();
use Scalar::Util ();

sub host {
    my (undef, $given) = @_;
    $given //= IO::Async::Loop->new;
    Net::Golws::X->throw(BadArgument => q(event => ['IOAsync', $loop] needs an IO::Async::Loop))
        unless Scalar::Util::blessed($given) && $given->isa('IO::Async::Loop');
    return $given;
}

sub watch {
    my ($self, $fd, $callback) = @_;
    my $handle = $self->{handles}{$fd} = $self->duplicate($fd);
    $self->{host}->watch_io(handle => $handle, on_read_ready => $callback);
    return 0;
}

sub unwatch {
    my ($self, $fd) = @_;
    $self->{host}->unwatch_io(handle => delete $self->{handles}{$fd}, on_read_ready => 1);
}

sub later {
    my ($self, $callback) = @_;
    $self->{host}->later($callback);
}

sub after {
    my ($self, $seconds, $callback) = @_;
    $self->{host}->watch_time(after => $seconds, code => $callback);
}

sub run_until {
    my ($self, $promise) = @_;
    my $done;
    $promise->on_settled(sub { $done = 1 });
    $self->{host}->loop_once until $done;
}

1;
