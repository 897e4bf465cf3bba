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

=encoding utf-8

=head1 NAME

Net::Golws::WebSocket::Courier - a WebSocket

=head1 SYNOPSIS

    $courier->on_text(sub { my ($courier, $characters) = @_; ... });
    $courier->on_binary(sub { my ($courier, $bytes) = @_; ... });

    $courier->send_text("caf\x{e9}");
    $courier->send_binary("\xff\x00");
    $courier->close(1000, 'done');

=head1 DESCRIPTION

A connection: what L<Net::Golws::WebSocket::Client> resolves to, and what a
L<Net::Golws::Server> gives to C<on_connect>.

=head1 METHODS

=head2 on_text( \&callback ), on_binary( \&callback )

What is called with the connection and each message of the kind: characters or bytes,
always a whole message. There is one callback of each kind; the last one holds. Both return
the connection.

A message that comes before there is any callback is kept. Once there is one (or
C<done_p()> was asked for, or C<on_ready> or C<on_connect> has returned), a message of a
kind that nobody listens to is dropped with a warning.

=head2 send_text( $characters ), send_binary( $bytes )

Queues a message, and returns how many bytes wait to be sent now: a program that sends a
lot waits for C<drained()> when that grows. Throws L<Net::Golws::X::Closed> when the
connection is closing or closed, L<Net::Golws::X::BadArgument> for what is no such message.

=head2 $promise = drained()

Resolves when nothing waits to be sent.

=head2 waiting()

The bytes that wait to be sent.

=head2 $pause = pause()

Nothing is read from the peer as long as the returned object exists, so that the peer has
to wait, too; messages that are there already wait as well. Several pauses add up.

=head2 $promise = close( $code, $reason )

Says goodbye, after what waits has been sent. The promise resolves to
C<< [ $code, $reason ] >> as they turned out when the connection has ended. Without a code
none is sent, and 1005 is what it turns out to be. The reason is characters, at most 123
bytes of UTF-8. To close what is closing or closed does nothing else.

=head2 abort()

Ends the connection without a goodbye.

=head2 $promise = done_p()

The end of the connection: resolves to C<< [ $code, $reason ] >> after 1000, or no code at
all (1005), and is rejected with a L<Net::Golws::X::WebSocketClose> after any other, such
as 1006 for a connection that was lost; or with what a callback has thrown.

=head2 $promise = ping( $payload )

Sends a ping; the promise resolves to the seconds until its answer. Without a payload
there is one that differs each time.

=head2 pong( $payload )

Sends a pong that nobody asked for. Pings are answered without it.

=head2 is_open()

Whether the connection has not ended.

=head2 path(), query()

Of the request: the path, and what is behind the question mark.

=head2 headers(), header( $name )

What the peer sent for the handshake: C<< name => value, ... >>, names in lower case; or one
header's value, several joined by C<", ">, undef without.

=head2 status()

The status of the response, for clients.

=head2 subprotocol(), extensions()

What both agreed on, '' for none.

=head2 peer_address(), local_address()

C<"address:port">; undef on a unix socket.

=head2 close_code(), close_reason()

Of a connection that has ended.

=head2 server()

The L<Net::Golws::Server>, for its connections.

=cut
