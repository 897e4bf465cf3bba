package Net::Golws::Engine;

use strict;
use warnings;

use Scalar::Util ();

use Net::Golws::Loop ();
use Net::Golws::X ();

my %engines;
my $log_level = 1;    # errors
my @logged;

# The engine of a loop, which lives as long as it has connections or servers.
sub of {
    my ($class, $event) = @_;
    my $loop = Net::Golws::Loop->of($event);
    my $engine = $engines{$loop};
    return $engine if $engine && $engine->_usable;
    # One of the parent process, or of another thread.
    eval { $engine->end } if $engine;
    update_log_level();
    $engine = bless { loop => $loop }, $class;
    $engine->_start;
    return $engines{$loop} = $engine;
}

# What is logged to stderr, while there are no loggers.
sub log_level { $log_level }

sub set_log_level {
    ($log_level) = @_;
    update_log_level();
}

# What loggers want.
sub set_logged {
    @logged = @_;
    update_log_level();
}

sub update_log_level {
    my ($level, $loggers) = @logged;
    Net::Golws::_log_level($loggers ? $level : $log_level, $loggers // 0);
}

sub loop { $_[0]{loop} }

# What the library needs of the loop.

sub _watch {
    my ($self, $fd) = @_;
    Scalar::Util::weaken(my $engine = $self);
    $self->{promised_turn} = sub { $engine->_promised_turn if $engine };
    $self->_is_prepared($self->{loop}->watch($fd, sub { $engine->turn if $engine }, $self->{promised_turn}) ? 1 : 0);
}

sub _unwatch {
    my ($self, $fd) = @_;
    $self->{loop}->unwatch($fd);
}

sub _want_turn {
    my ($self) = @_;
    $self->{loop}->later($self->{promised_turn});
}

sub _unused {
    my ($self) = @_;
    return if $self->{leaving}++;
    $self->{loop}->soon(sub {
        $self->{leaving} = 0;
        $self->_leave unless $self->users;
    });
}

sub _leave {
    my ($self) = @_;
    $self->end;
    my $loop = $self->{loop};
    return unless ($engines{$loop} // 0) == $self;
    delete $engines{$loop};
    $loop->drop;
}

END {
    eval { $_->end } for values %engines;
    %engines = ();
}

1;
