package Net::Golws::Loop::Mojolicious;

use strict;
use warnings;

use parent 'Net::Golws::Loop';

use Mojo::IOLoop ();
use Scalar::Util ();

sub host {
    my (undef, $given) = @_;
    $given //= Mojo::IOLoop->singleton;
    $given = $given->reactor if Scalar::Util::blessed($given) && $given->isa('Mojo::IOLoop');
    Net::Golws::X->throw(BadArgument => q(event => ['Mojolicious', $loop] needs a Mojo::IOLoop or a Mojo::Reactor))
        unless Scalar::Util::blessed($given) && $given->isa('Mojo::Reactor');
    return $given;
}

sub watch {
    my ($self, $fd, $callback, $before_wait) = @_;
    my $handle = $self->{handles}{$fd} = $self->duplicate($fd);
    $self->{host}->io($handle => $callback)->watch($handle, 1, 0);
    return 0 unless $self->{host}->isa('Mojo::Reactor::EV');
    $self->{before_wait}{$fd} = $self->before_wait_of_ev($before_wait);
    return 1;
}

sub unwatch {
    my ($self, $fd) = @_;
    delete $self->{before_wait}{$fd};
    $self->{host}->remove(delete $self->{handles}{$fd});
}

sub later {
    my ($self, $callback) = @_;
    $self->{host}->next_tick($callback);
}

sub after {
    my ($self, $seconds, $callback) = @_;
    $self->{host}->timer($seconds => $callback);
}

sub run_until {
    my ($self, $promise) = @_;
    my $done;
    $promise->on_settled(sub { $done = 1 });
    $self->{host}->one_tick until $done;
}

1;
