package Net::Golws::Loop::Builtin;

use strict;
use warnings;

use parent 'Net::Golws::Loop';

use Errno ();
use Time::HiRes ();

sub host {
    my (undef, $given) = @_;
    Net::Golws::X->throw(BadArgument => q(there is one loop of our own: event => 'Builtin')) if defined $given;
    return;
}

sub watch {
    my ($self, $fd, $callback) = @_;
    $self->{watched}{$fd} = $callback;
    return 0;
}

sub unwatch {
    my ($self, $fd) = @_;
    delete $self->{watched}{$fd};
}

sub later {
    my ($self, $callback) = @_;
    push @{ $self->{soon} }, $callback;
}

sub after {
    my ($self, $seconds, $callback) = @_;
    my $timers = $self->{timers} //= [];
    @$timers = sort { $a->[0] <=> $b->[0] } @$timers, [Time::HiRes::time() + $seconds, $callback];
}

# Waits for something to do, and does it.
sub once {
    my ($self) = @_;
    my $soon = delete $self->{soon};
    my $wait = $soon ? 0 : $self->{timers} && @{ $self->{timers} } ? $self->{timers}[0][0] - Time::HiRes::time() : undef;
    my $fds = '';
    vec($fds, $_, 1) = 1 for keys %{ $self->{watched} };
    my $ready = select $fds, undef, undef, defined $wait && $wait < 0 ? 0 : $wait;
    die "select: $!" if $ready < 0 && !$!{EINTR};
    $_->() for @{ $soon // [] };
    if ($ready > 0) {
        for my $fd (grep { vec $fds, $_, 1 } keys %{ $self->{watched} }) {
            my $callback = $self->{watched}{$fd} or next;
            $callback->();
        }
    }
    while ($self->{timers} && @{ $self->{timers} } && $self->{timers}[0][0] <= Time::HiRes::time()) {
        (shift @{ $self->{timers} })->[1]->();
    }
}

# Until stop(), or until there is nothing left that could happen.
sub run {
    my ($self) = @_;
    local $self->{stopped};
    $self->once until $self->{stopped} || !$self->has_work;
}

sub stop { $_[0]{stopped} = 1 }

sub has_work {
    my ($self) = @_;
    return $self->{soon} || %{ $self->{watched} // {} } || @{ $self->{timers} // [] };
}

sub run_until {
    my ($self, $promise) = @_;
    my $done;
    $promise->on_settled(sub { $done = 1 });
    until ($done) {
        Net::Golws::X->throw(General => 'nothing can happen any more that would settle the promise')
            unless $self->has_work;
        $self->once;
    }
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Loop::Builtin - an event loop of our own

=head1 SYNOPSIS

    my $server = Net::Golws::Server->new(event => 'Builtin', ...);
    Net::Golws::run();

=head1 METHODS

Those of L<Net::Golws::Loop>, and these.

=head2 run(), stop()

C<Net::Golws::run()> and C<Net::Golws::stop()>.

=head2 once()

Waits until there is something to do, and does it.

=head2 has_work()

Whether there is anything to wait for.

=head2 host()

There is no other loop behind it.

=cut
