package Net::Golws::WebSocket::Courier;

use strict;
use warnings;

use Scalar::Util ();
use Time::HiRes ();

use Net::Golws ();
use Net::Golws::Options ();
use Net::Golws::Promise ();

# RFC 6455 section 5.5: the payload of a ping, and, with its code, of a close.
use constant CONTROL_MOST => 125;

my %texts = (0 => ['text', 'on_text'], 1 => ['binary', 'on_binary']);

sub done_p {
    my ($self) = @_;
    return $self->{done} if $self->{done};
    my $done = $self->{done} = Net::Golws::Promise->new($self->_loop);
    $self->_settle($done) if $self->{closed_as};
    # Who waits for the end takes what comes before it.
    $self->_listens unless $self->{opening};
    return $done;
}

sub close {
    my ($self, $code, $reason) = @_;
    # RFC 6455 section 7.4.
    Net::Golws::X->throw(BadArgument => "$code is no close code that can be sent (RFC 6455, 7.4)")
        if defined $code && $code !~ /\A(?:100[0-37-9]|101[0-4]|[34][0-9]{3})\z/;
    $reason = Net::Golws::Options::encoded($reason // '');
    Net::Golws::X->throw(BadArgument => 'a close has a reason of at most ' . (CONTROL_MOST - 2) . ' bytes')
        if length $reason > CONTROL_MOST - 2;
    Net::Golws::X->throw(BadArgument => 'a close with a reason has a code') if length $reason && !defined $code;
    my $closed = Net::Golws::Promise->new($self->_loop);
    if ($self->{closed_as}) {
        $closed->resolve($self->{closed_as});
    }
    else {
        push @{ $self->{closing} }, $closed;
        $self->_close($code // Net::Golws::CLOSE_STATUS_NO_STATUS, $reason);
    }
    return $closed;
}

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

sub ping {
    my ($self, $payload) = @_;
    $payload //= pack 'N', ++$self->{pings_sent};
    Net::Golws::X->throw(BadArgument => 'a ping has at most ' . CONTROL_MOST . ' bytes')
        if !utf8::downgrade($payload, 1) || length $payload > CONTROL_MOST;
    $self->_ping($payload) or Net::Golws::X->throw(Closed => 'the connection is closing, or not open yet', of => $self);
    my $answer = Net::Golws::Promise->new($self->_loop);
    push @{ $self->{pings} }, [ $payload, $answer, Time::HiRes::time() ];
    return $answer;
}

sub pong {
    my ($self, $payload) = @_;
    $payload //= '';
    Net::Golws::X->throw(BadArgument => 'a pong has at most ' . CONTROL_MOST . ' bytes')
        if !utf8::downgrade($payload, 1) || length $payload > CONTROL_MOST;
    $self->_pong($payload) or Net::Golws::X->throw(Closed => 'the connection is closing, or not open yet', of => $self);
    return;
}

sub path          { $_[0]{path} }
sub query         { $_[0]{query} }
sub status        { $_[0]{status} }
sub subprotocol   { $_[0]{subprotocol} // '' }
sub extensions    { $_[0]{extensions} // '' }
sub peer_address  { $_[0]{peer} }
sub local_address { $_[0]{local} }
sub server        { $_[0]{server} }
sub close_code    { $_[0]{closed_as} ? $_[0]{closed_as}[0] : undef }
sub close_reason  { $_[0]{closed_as} ? $_[0]{closed_as}[1] : undef }

sub headers {
    my ($self) = @_;
    return @{ $self->{pairs} //= [ Net::Golws::Options::pairs($self->{header_block} // '') ] };
}

sub header {
    my ($self, $name) = @_;
    return Net::Golws::Options::value_in([ $self->headers ], $name);
}

# What the library tells.

sub _loop { $_[0]{engine}->loop }

sub _opened {
    my ($self) = @_;
    if (exists $self->{server}) {
        return $self->{server} ? $self->{server}->_connected($self) : $self->abort;
    }
    my $opening = delete $self->{opening};
    my $on_ready = delete $self->{on_ready};
    return $opening->resolve($self) unless $on_ready;
    eval { $on_ready->($self); 1 } or $self->_died($@);
    $self->_listens;
}

sub _unheard {
    my ($self, $kind) = @_;
    my ($what, $method) = @{ $texts{$kind} };
    warn "a $what message came, and was dropped: there is no $method() listener\n";
}

sub _ponged {
    my ($self, $payload) = @_;
    my $pings = $self->{pings} or return;
    return unless grep { $_->[0] eq $payload } @$pings;
    # RFC 6455 section 5.5.3: a pong may answer the last of several pings alone.
    while (my $ping = shift @$pings) {
        $ping->[1]->resolve(Time::HiRes::time() - $ping->[2]);
        last if $ping->[0] eq $payload;
    }
}

sub _sent {
    my ($self, $waiting) = @_;
    return if $waiting;
    $self->_tell_sent(0);
    $_->resolve for @{ delete $self->{drained} // [] };
}

sub _failed {
    my ($self, $why) = @_;
    my $status = $self->{status} || 0;
    $why = "it answered with HTTP status $status" if $status && $status != 101;
    $self->{failure} = Net::Golws::X->create(
        ConnectionFailed => "cannot connect to $self->{url}: $why",
        status           => $status,
        headers          => [ $self->headers ],
    );
    $self->{opening}->reject($self->{failure}) unless $self->{on_ready};
    delete @$self{qw(opening on_ready)};
    $self->_ended([ Net::Golws::CLOSE_STATUS_ABNORMAL_CLOSE, $why ]);
}

sub _closed {
    my ($self, $reason, $code) = @_;
    $self->_ended([ $code, $reason ]);
}

# A callback threw something.
sub _died {
    my ($self, $error) = @_;
    # To send to one who has just gone is no mistake.
    return if Scalar::Util::blessed($error) && $error->isa('Net::Golws::X::Closed') && ($error->get('of') // 0) == $self;
    my $told = $self->{done};
    $self->{failure} //= $error;
    $self->_close(Net::Golws::CLOSE_STATUS_UNEXPECTED_CONDITION, '') if $self->is_open;
    return if $told;
    my $server = $self->{server};
    $server ? $server->_report($error, $self) : warn $error;
}

sub _ended {
    my ($self, $closed_as) = @_;
    $self->{closed_as} = $closed_as;
    my $gone = Net::Golws::X->create(Closed => "the connection was closed with $closed_as->[0]");
    $_->[1]->on_settled(sub { })->reject($gone) for @{ delete $self->{pings} // [] };
    $_->on_settled(sub { })->reject($gone) for @{ delete $self->{drained} // [] };
    $_->resolve($closed_as) for @{ delete $self->{closing} // [] };
    $self->_settle($self->{done}) if $self->{done};
    $self->{server}->_disconnected($self) if $self->{server};
}

sub _settle {
    my ($self, $done) = @_;
    my ($code, $reason) = @{ $self->{closed_as} };
    return $done->reject($self->{failure}) if defined $self->{failure};
    return $done->resolve($self->{closed_as})
        if $code == Net::Golws::CLOSE_STATUS_NORMAL || $code == Net::Golws::CLOSE_STATUS_NO_STATUS;
    return $done->reject(Net::Golws::X->create(WebSocketClose => $code, $reason));
}

package Net::Golws::WebSocket::Pause;

sub new {
    my ($class, $paused) = @_;
    $paused->_pause(1);
    return bless \$paused, $class;
}

sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT';
    local $@;
    eval { $$self->_pause(-1) };
}

1;
