package Net::Golws;

use 5.026;
use strict;
use warnings;

our $VERSION = '0.01';

use constant {
    HAS_PMD => 1,

    LLL_ERR     => 1 << 0,
    LLL_WARN    => 1 << 1,
    LLL_NOTICE  => 1 << 2,
    LLL_INFO    => 1 << 3,
    LLL_DEBUG   => 1 << 4,
    LLL_PARSER  => 1 << 5,
    LLL_HEADER  => 1 << 6,
    LLL_EXT     => 1 << 7,
    LLL_CLIENT  => 1 << 8,
    LLL_LATENCY => 1 << 9,
    LLL_USER    => 1 << 10,
    LLL_THREAD  => 1 << 11,

    LCCSCF_ALLOW_SELFSIGNED                => 1 << 1,
    LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK => 1 << 2,
    LCCSCF_ALLOW_EXPIRED                   => 1 << 3,
    LCCSCF_ALLOW_INSECURE                  => 1 << 4,

    CLOSE_STATUS_NORMAL               => 1000,
    CLOSE_STATUS_GOINGAWAY            => 1001,
    CLOSE_STATUS_PROTOCOL_ERR         => 1002,
    CLOSE_STATUS_UNACCEPTABLE_OPCODE  => 1003,
    CLOSE_STATUS_NO_STATUS            => 1005,
    CLOSE_STATUS_ABNORMAL_CLOSE       => 1006,
    CLOSE_STATUS_INVALID_PAYLOAD      => 1007,
    CLOSE_STATUS_POLICY_VIOLATION     => 1008,
    CLOSE_STATUS_MESSAGE_TOO_LARGE    => 1009,
    CLOSE_STATUS_EXTENSION_REQUIRED   => 1010,
    CLOSE_STATUS_UNEXPECTED_CONDITION => 1011,
};

require XSLoader;
XSLoader::load(__PACKAGE__, $VERSION);

use Net::Golws::X ();
use Net::Golws::Engine ();

sub run  { Net::Golws::Loop->of('Builtin')->run }
sub stop { Net::Golws::Loop->of('Builtin')->stop }

sub after {
    my ($seconds, $callback) = @_;
    Net::Golws::Loop->of('Builtin')->after($seconds, $callback);
    return;
}

sub set_log_level {
    my ($level) = @_;
    Net::Golws::X->throw(BadArgument => 'a log level is the sum of LLL_ constants')
        if ref $level || ($level // '') !~ /\A[0-9]+\z/;
    Net::Golws::Engine::set_log_level($level);
    return;
}

1;

=encoding utf-8

=head1 NAME

Net::Golws - WebSocket and HTTP, client and server, in the event loop that you have

=head1 SYNOPSIS

    use Net::Golws::Server ();
    use Net::Golws::WebSocket::Client ();

    my $server = Net::Golws::Server->new(
        event      => 'AnyEvent',
        port       => 8080,
        on_connect => sub {
            my ($courier) = @_;
            $courier->on_text(sub { my ($courier, $text) = @_; $courier->send_text($text) });
        },
        routes => { 'GET /hello/:name' => sub { 'hello, ' . $_[0]->parameter('name') } },
        mounts => { '/files' => 'public' },
    );

    my $done = Net::Golws::WebSocket::Client::connect(
        url      => 'ws://127.0.0.1:8080/',
        event    => 'AnyEvent',
        on_ready => sub {
            my ($courier) = @_;
            $courier->on_text(sub { my ($courier, $text) = @_; $courier->close(1000) });
            $courier->send_text('hello');
        },
    );

=head1 DESCRIPTION

A binding of golws, a libwebsockets. What there is:

=over

=item * L<Net::Golws::WebSocket::Client> connects; L<Net::Golws::WebSocket::Courier> is a
connection, of either side.

=item * L<Net::Golws::Server> listens: WebSockets, HTTP requests
(L<Net::Golws::Request>) and files on one port.

=item * L<Net::Golws::HTTP::Client> asks for things; L<Net::Golws::HTTP::Response> is what
comes.

=item * L<Net::Golws::Promise>, L<Net::Golws::Logger>, L<Net::Golws::X>: promises, the
log, errors.

=item * L<Net::Libwebsockets> is another name of all this, for programs that were written
for the module of that name.

=back

Nothing here starts a thread of Perl or runs a loop that you did not start: the library's
descriptor is watched by the loop that C<event> names.

=head1 EVENT LOOPS

=over

=item C<< event => 'AnyEvent' >>

L<AnyEvent>, with whatever is behind it.

=item C<< event => 'Mojolicious' >>

The L<Mojo::IOLoop> that there is one of; C<< ['Mojolicious', $loop] >> another one, or a
L<Mojo::Reactor>.

=item C<< event => ['IOAsync', $loop] >>

An L<IO::Async::Loop>.

=item C<< event => 'Builtin' >>

A small loop of our own, for programs that do nothing else. It runs in C<get()> of a
promise, or in C<Net::Golws::run()>.

=back

=head1 FUNCTIONS

=head2 run()

Runs the builtin loop until C<stop()> is called or nothing is left to wait for.

=head2 stop()

Lets C<run()> return.

=head2 after( $seconds, \&callback )

Calls it later, in the builtin loop.

=head2 set_log_level( $level )

What the library writes to stderr: a sum of the C<LLL_> constants. C<LLL_ERR> at first.
While there is a L<Net::Golws::Logger>, loggers get it instead.

=head1 CONSTANTS

=over

=item * Log levels: C<LLL_ERR>, C<LLL_WARN>, C<LLL_NOTICE>, C<LLL_INFO>, C<LLL_DEBUG>,
C<LLL_PARSER>, C<LLL_HEADER>, C<LLL_EXT>, C<LLL_CLIENT>, C<LLL_LATENCY>, C<LLL_USER>,
C<LLL_THREAD>.

=item * What a client does not check of a certificate: C<LCCSCF_ALLOW_SELFSIGNED>,
C<LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK>, C<LCCSCF_ALLOW_EXPIRED>,
C<LCCSCF_ALLOW_INSECURE>.

=item * Close codes: C<CLOSE_STATUS_NORMAL> (1000), C<CLOSE_STATUS_GOINGAWAY> (1001),
C<CLOSE_STATUS_PROTOCOL_ERR> (1002), C<CLOSE_STATUS_UNACCEPTABLE_OPCODE> (1003),
C<CLOSE_STATUS_NO_STATUS> (1005), C<CLOSE_STATUS_ABNORMAL_CLOSE> (1006),
C<CLOSE_STATUS_INVALID_PAYLOAD> (1007), C<CLOSE_STATUS_POLICY_VIOLATION> (1008),
C<CLOSE_STATUS_MESSAGE_TOO_LARGE> (1009), C<CLOSE_STATUS_EXTENSION_REQUIRED> (1010),
C<CLOSE_STATUS_UNEXPECTED_CONDITION> (1011).

=item * C<HAS_PMD>: true, messages can be compressed.

=back

=head1 TEXT AND BYTES

Text messages are strings of characters, both ways; there is nothing to encode or decode.
Binary messages are strings of bytes; a wide character in one is an error. Bodies of HTTP
are bytes, but for a handler that returns a string: that is text. Header values are bytes.

=head1 CALLBACKS AND WHAT THEY MAY DO

A callback may die, exit, close or abort any connection, let go of any object, and run the
loop (C<get()> of a promise). The exception is a server's C<on_handshake>, which decides at
once.

What a callback of a WebSocket throws closes that connection with 1011; it rejects the
promise of the connection's end, and without such a promise goes to C<on_error> of the
server or is a warning. Other connections are not touched.

A connection lives until it is closed, whoever keeps its object. When it has ended it lets
go of its listeners, so a listener may refer to its own connection.

=head1 FORKS AND THREADS

In the child of a fork the parent's connections and servers throw, and do nothing by
themselves; new ones work. The same holds for a thread of L<threads>: objects of another
thread throw.

=head1 SEE ALSO

L<Net::Libwebsockets>

=cut
