package Net::Golws::Loop;

use strict;
use warnings;

use Scalar::Util ();

use Net::Golws::X ();

my %adapters = map { $_ => "Net::Golws::Loop::$_" } qw(AnyEvent Builtin IOAsync Mojolicious);
my %loops;

# The loop that the "event" option means: a name, or a name and a loop of that kind.
sub of {
    my (undef, $event) = @_;
    return $event if Scalar::Util::blessed($event) && $event->isa(__PACKAGE__);
    my ($name, $host) = ref $event eq 'ARRAY' ? @$event : $event;
    my $class = $adapters{ $name // '' };
    Net::Golws::X->throw(BadArgument => q(which event loop? event => 'AnyEvent', 'Mojolicious', 'Builtin' or)
            . q( ['IOAsync', $loop] says it))
        unless $class;
    unless (eval "require $class; 1") {
        my $why = $@;
        Net::Golws::X->throw(BadArgument => "event => '$name' cannot be used: $why");
    }
    $host = $class->host($host);
    return $loops{ $class . (ref $host ? Scalar::Util::refaddr($host) : '') } //= $class->new($host);
}

sub new {
    my ($class, $host) = @_;
    return bless { host => $host, tasks => [] }, $class;
}

# Forgets what belongs to a loop that has nothing to do for us any more.
sub drop {
    my ($self) = @_;
    return unless ref $self->{host};
    delete $loops{$_} for grep { $loops{$_} == $self } keys %loops;
}

# A handle for the descriptor, which the library closes itself: its own end is without effect.
sub duplicate {
    my (undef, $fd) = @_;
    open my $handle, '<&', $fd or Net::Golws::X->throw(General => "no descriptor is left: $!");
    return $handle;
}

# Calls it each time before EV waits, which is cheaper than to ask for a round when there is something to do.
sub before_wait_of_ev {
    my (undef, $callback) = @_;
    my $watcher = EV::prepare($callback);
    $watcher->keepalive(0);
    return $watcher;
}

# Runs it soon, but not at once: what promises need.
sub soon {
    my ($self, $task) = @_;
    push @{ $self->{tasks} }, $task;
    return if @{ $self->{tasks} } > 1;
    $self->later(sub { $self->run_tasks });
}

sub run_tasks {
    my ($self) = @_;
    my $tasks = $self->{tasks};
    while (@$tasks) {
        my $task = $tasks->[0];
        my $ran = eval { $task->(); 1 };
        warn $@ unless $ran;
        shift @$tasks;
    }
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Loop - an event loop, as the library needs it

=head1 SYNOPSIS

    my $loop = Net::Golws::Loop->of('AnyEvent');
    my $promise = Net::Golws::Promise->new($loop);
    $loop->after(0.5, sub { $promise->resolve });

=head1 DESCRIPTION

The loops that C<event> options mean. A class of your own that derives from this one, and
has the methods below, is a loop, too; an object of it is what C<event> is then.

=head1 METHODS

=head2 Net::Golws::Loop->of( $event )

The loop: see L<Net::Golws/EVENT LOOPS>.

=head2 Net::Golws::Loop->new( $host )

For those that derive: keeps the host's loop in C<< $self->{host} >>.

=head2 watch( $fd, \&callback, \&before_wait ), unwatch( $fd )

Calls it whenever the descriptor can be read. A loop that can call C<before_wait> each time
before it waits does so and returns true; others return false.

=head2 later( \&callback )

Calls it in the next round of the loop.

=head2 after( $seconds, \&callback )

Calls it then.

=head2 run_until( $promise )

Runs the loop until the promise is settled.

=head2 duplicate( $fd )

For loops that need a handle: one for a copy of the descriptor.

=head2 soon( \&task ), run_tasks(), drop(), before_wait_of_ev( \&callback )

What promises and EV's loops are made of. They need not be overridden.

=cut
