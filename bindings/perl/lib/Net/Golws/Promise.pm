package Net::Golws::Promise;

use strict;
use warnings;

use Carp ();
use Scalar::Util ();

use Net::Golws::Loop ();
use Net::Golws::X ();

use constant { PENDING => 0, RESOLVED => 1, REJECTED => 2 };

sub new {
    my ($class, $loop) = @_;
    return bless { loop => $loop, state => PENDING, waiting => [] }, $class;
}

sub resolve {
    my ($self, @values) = @_;
    return $self->_adopt($values[0]) if Scalar::Util::blessed($values[0]) && $values[0]->can('then');
    return $self->_settle(RESOLVED, \@values);
}

sub reject {
    my ($self, @reason) = @_;
    return $self->_settle(REJECTED, \@reason);
}

# Becomes what another promise, of whatever kind, becomes.
sub _adopt {
    my ($self, $other) = @_;
    if ($other->isa('Future')) {
        $other->on_ready(sub {
            my $failure = $_[0]->failure;
            $failure ? $self->reject($failure) : $self->resolve($_[0]->result);
        });
        $other->retain;
        return $self;
    }
    $other->then(sub { $self->resolve(@_); return }, sub { $self->reject(@_); return });
    return $self;
}

sub _settle {
    my ($self, $state, $values) = @_;
    return $self if $self->{state};
    @$self{qw(state values)} = ($state, $values);
    my $waiting = delete $self->{waiting};
    $self->_run($_) for @$waiting;
    return $self;
}

sub _run {
    my ($self, $callback) = @_;
    $self->{loop}->soon(sub { $callback->($self) });
}

# Calls it with this promise when it is settled.
sub on_settled {
    my ($self, $callback) = @_;
    $self->{handled} = 1;
    $self->{state} ? $self->_run($callback) : push @{ $self->{waiting} }, $callback;
    return $self;
}

sub then {
    my ($self, $on_resolved, $on_rejected) = @_;
    my $next = ref($self)->new($self->{loop});
    $self->on_settled(sub {
        my ($done) = @_;
        my $callback = $done->{state} == RESOLVED ? $on_resolved : $on_rejected;
        return $next->_settle(@$done{qw(state values)}) unless $callback;
        my @result;
        eval { @result = $callback->(@{ $done->{values} }); 1 } or return $next->reject($@);
        $next->resolve(@result);
    });
    return $next;
}

sub catch {
    my ($self, $on_rejected) = @_;
    return $self->then(undef, $on_rejected);
}

sub finally {
    my ($self, $callback) = @_;
    my $next = ref($self)->new($self->{loop});
    $self->on_settled(sub {
        my ($done) = @_;
        my @result;
        eval { @result = $callback->(); 1 } or return $next->reject($@);
        my $pass = sub { $next->_settle(@$done{qw(state values)}); return };
        return $pass->() unless Scalar::Util::blessed($result[0]) && $result[0]->can('then');
        $result[0]->then($pass, sub { $next->reject(@_); return });
    });
    return $next;
}

sub is_pending { $_[0]{state} == PENDING }

# Runs the loop until there is a result, and returns it or dies.
sub get {
    my ($self) = @_;
    $self->{loop}->run_until($self) unless $self->{state};
    $self->{handled} = 1;
    my @values = @{ $self->{values} };
    if ($self->{state} == REJECTED) {
        my $reason = $values[0] // 'rejected';
        die ref $reason || $reason =~ /\n\z/ ? $reason : Carp::shortmess($reason);
    }
    return wantarray ? @values : $values[0];
}

sub to_future {
    my ($self, $future) = @_;
    require Future;
    $future //= Future->new;
    $self->on_settled(sub {
        my ($done) = @_;
        return if $future->is_ready;
        $done->{state} == RESOLVED ? $future->done(@{ $done->{values} }) : $future->fail(@{ $done->{values} });
    });
    return $future;
}

# What Future::AsyncAwait asks of an awaitable.
sub AWAIT_NEW_DONE     { my $self = shift; (ref $self || $self)->new(Net::Golws::Loop->of('Builtin'))->_settle(RESOLVED, [@_]) }
sub AWAIT_NEW_FAIL     { my $self = shift; (ref $self || $self)->new(Net::Golws::Loop->of('Builtin'))->reject(@_) }
sub AWAIT_CLONE        { ref($_[0])->new($_[0]{loop}) }
sub AWAIT_DONE         { my $self = shift; $self->_settle(RESOLVED, [@_]) }
sub AWAIT_FAIL         { my $self = shift; $self->reject(@_) }
sub AWAIT_IS_READY     { $_[0]{state} != PENDING }
sub AWAIT_IS_CANCELLED { 0 }
sub AWAIT_GET          { $_[0]->get }
sub AWAIT_WAIT         { $_[0]->get }
sub AWAIT_ON_READY     { my ($self, $callback) = @_; $self->on_settled($callback) }
sub AWAIT_CHAIN_CANCEL { }
sub AWAIT_ON_CANCEL    { }

sub DESTROY {
    my ($self) = @_;
    return if $self->{state} != REJECTED || $self->{handled} || ${^GLOBAL_PHASE} ne 'RUN';
    my ($reason) = @{ $self->{values} };
    warn 'a promise was rejected, and nobody looked: ' . ($reason =~ s/\n\z//r) . "\n";
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Promise - what will be known later

=head1 SYNOPSIS

    $promise->then(sub { my ($value) = @_; ... }, sub { my ($error) = @_; ... });
    my $value = $promise->get;

    use Future::AsyncAwait;
    my $awaited = await $promise;

=head1 DESCRIPTION

A promise by the rules of Promises/A+: callbacks are called once, later, in the loop; what
they return becomes the next promise's value, what they throw its rejection. Promises of
other kinds that have C<then()>, and L<Future>s, are followed. L<Mojo::Promise> follows
these, and so does C<await> of L<Future::AsyncAwait>.

A rejection that nobody looked at is a warning.

=head1 METHODS

=head2 Net::Golws::Promise->new( $loop )

One that is not settled, in a L<Net::Golws::Loop>.

=head2 resolve( @values ), reject( $reason )

Settles it, once. Both return it.

=head2 $next = then( \&on_resolved, \&on_rejected )

Either may be undef.

=head2 $next = catch( \&on_rejected )

C<then(undef, \&on_rejected)>.

=head2 $next = finally( \&callback )

Called without arguments either way; the next promise is settled as this one, unless the
callback throws.

=head2 on_settled( \&callback )

Calls it with the promise when it is settled. Returns the promise.

=head2 get()

Runs the loop until the promise is settled, and returns its value (in list context, all of
them) or throws its reason. Loops that do not run inside themselves cannot do so in a
callback.

=head2 is_pending()

Whether it is not settled.

=head2 $future = to_future( $future )

A L<Future> that becomes what this does; the one given, such as an L<IO::Async::Loop>'s own,
or a plain one.

=cut
