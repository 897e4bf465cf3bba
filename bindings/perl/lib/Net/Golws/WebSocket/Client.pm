package Net::Golws::WebSocket::Client;

use strict;
use warnings;

use Net::Golws ();
use Net::Golws::Options ();
use Net::Golws::Promise ();
use Net::Golws::WebSocket::Courier ();

sub connect {
    my (%given) = @_;
    Net::Golws::Options::known(
        \%given, 'connect()', qw(url event on_ready subprotocols compression headers tls logger ping_interval
            ping_timeout max_size timeout proxy origin unix)
    );
    Net::Golws::Options::code(\%given, 'on_ready');
    my $native = Net::Golws::Options::target(\%given, 'WebSocket', qw(ws wss));
    $native->{headers} .= Net::Golws::Options::headers($given{headers});
    my @protocols = @{ Net::Golws::Options::names($given{subprotocols}, 'subprotocols') };
    $native->{protocols} = join ', ', @protocols if @protocols;
    $native->{origin} = Net::Golws::Options::origin($given{origin}) if defined $given{origin};
    my %connection = Net::Golws::Options::connection(\%given);
    @$native{ keys %connection } = values %connection;

    my $engine = Net::Golws::Engine->of($given{event});
    my $courier = bless {
        engine   => $engine,
        url      => "$given{url}",
        path     => $native->{path} =~ s/\?.*//sr,
        query    => $native->{path} =~ /\?(.*)/s ? $1 : '',
        on_ready => $given{on_ready},
    }, 'Net::Golws::WebSocket::Courier';
    my $promise = $courier->{opening} = Net::Golws::Promise->new($engine->loop);
    $promise = $courier->done_p if $given{on_ready};
    $courier->_connect($engine, $native);
    return $promise;
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::WebSocket::Client - connects to a WebSocket server

=head1 SYNOPSIS

    use Net::Golws::WebSocket::Client ();

    Net::Golws::WebSocket::Client::connect(
        url   => 'wss://example.org/chat',
        event => 'Mojolicious',
    )->then(sub {
        my ($courier) = @_;
        $courier->on_text(sub { my ($courier, $text) = @_; print "$text\n" });
        $courier->send_text('hello');
        return $courier->done_p;
    })->catch(sub { warn "it ended with $_[0]" });

=head1 FUNCTIONS

=head2 $promise = connect( %options )

Begins to connect. With C<on_ready> the promise is of the connection's end: it is what
C<done_p()> of L<Net::Golws::WebSocket::Courier> tells. Without, it is of the connection:
it resolves to a L<Net::Golws::WebSocket::Courier>. Either way it is rejected with a
L<Net::Golws::X::ConnectionFailed> when there is no connection. Options that cannot be
meant throw a L<Net::Golws::X::BadArgument> at once.

What is needed:

=over

=item C<url>

C<ws://host...> or C<wss://host...>. User and password in it become an Authorization header.

=item C<event>

Which event loop: see L<Net::Golws/EVENT LOOPS>.

=back

And what may be said:

=over

=item C<on_ready>

Called with the connection when it is open.

=item C<subprotocols>

Those that are offered, in a reference to an array.

=item C<headers>

C<< [ name => value, ... ] >>, or a hash reference.

=item C<origin>

The Origin header.

=item C<compression>

C<'deflate'>, which is offered at first, or undef. A reference to an array of setups is
accepted for the sake of L<Net::Libwebsockets>; their attributes change nothing.

=item C<tls>

For C<wss://>: a hash reference of C<ca> (whom to trust instead of the system's CAs),
C<certificate> and C<key> (one's own), C<verify> (false takes any certificate), the first
three names of PEM files or the PEM text itself; or a sum of C<LCCSCF_> constants that say
what is not checked.

=item C<ping_interval>, C<ping_timeout>

Seconds without a sign of life until a ping is sent, and from then on until the connection
ends; 20 and 20. undef: never.

=item C<max_size>

The largest message that is taken, in bytes: 1 MiB. A larger one closes with 1009.

=item C<timeout>

Seconds until the connection must be open: 10.

=item C<proxy>

An HTTP proxy, C<'http://user:password@host:port'>.

=item C<unix>

The path of a unix socket, instead of the URL's host.

=item C<logger>

A L<Net::Golws::Logger>, which is used as long as it exists, here or elsewhere.

=back

=cut
