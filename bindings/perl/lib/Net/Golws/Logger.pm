package Net::Golws::Logger;

use strict;
use warnings;

use Scalar::Util ();

use Net::Golws ();
use Net::Golws::Options ();

my %loggers;

sub new {
    my ($class, %given) = @_;
    Net::Golws::Options::known(\%given, 'Net::Golws::Logger->new()', qw(level callback));
    Net::Golws::Options::code(\%given, 'callback');
    my $level = $given{level} // Net::Golws::Engine::log_level();
    Net::Golws::Options::wrong('a log level is the sum of LLL_ constants') if ref $level || $level !~ /\A[0-9]+\z/;
    my $self = bless { level => $level, callback => $given{callback} }, $class;
    Scalar::Util::weaken($loggers{ Scalar::Util::refaddr($self) } = $self);
    update_level();
    return $self;
}

# The library logs what somebody wants to see.
sub update_level {
    my $level = 0;
    $level |= $_->{level} for grep {defined} values %loggers;
    Net::Golws::Engine::set_logged($level, scalar %loggers);
}

# What the library logged: to all that want lines of the level.
sub deliver {
    my ($level, $line) = @_;
    for my $logger (grep {defined} values %loggers) {
        next unless $logger->{level} & $level;
        my $callback = $logger->{callback};
        next if eval { $callback ? $callback->($level, $line) : print STDERR "$line\n"; 1 };
        warn $@;
    }
}

sub DESTROY {
    my ($self) = @_;
    delete $loggers{ Scalar::Util::refaddr($self) };
    update_level() unless ${^GLOBAL_PHASE} eq 'DESTRUCT';
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Logger - what the library logs

=head1 SYNOPSIS

    my $logger = Net::Golws::Logger->new(
        level    => Net::Golws::LLL_ERR | Net::Golws::LLL_WARN,
        callback => sub { my ($level, $line) = @_; ... },
    );

=head1 DESCRIPTION

As long as there are loggers, what the library logs goes to them and not to stderr. A logger
gets the lines of the whole process that have one of its levels.

=head1 METHODS

=head2 Net::Golws::Logger->new( %options )

C<level>: a sum of C<LLL_> constants, without it those of
L<Net::Golws/set_log_level( $level )>. C<callback>: called with the level and the line;
without it the line goes to stderr.

=cut
