package Net::Golws::Server;

use strict;
use warnings;

use Scalar::Util ();

use Net::Golws ();
use Net::Golws::Options ();
use Net::Golws::Promise ();
use Net::Golws::Request ();
use Net::Golws::Router ();
use Net::Golws::WebSocket::Courier ();

my @options = qw(event host port unix tls http2 mounts routes on_request on_connect on_handshake on_error subprotocols
    origins headers compression max_size ping_interval ping_timeout open_timeout);

sub new {
    my ($class, %given) = @_;
    Net::Golws::Options::known(\%given, 'Net::Golws::Server->new()', @options);
    Net::Golws::Options::code(\%given, qw(on_request on_connect on_handshake on_error));
    Net::Golws::Options::wrong('keep the server in a variable: it ends with its object') unless defined wantarray;
    Net::Golws::Options::wrong('a server needs on_connect, on_request, routes or mounts')
        unless grep { defined $given{$_} } qw(on_connect on_request routes mounts);
    my $port = $given{port} // 0;
    Net::Golws::Options::wrong("a port is 0 to 65535, not $port") unless $port =~ /\A[0-9]{1,5}\z/ && $port <= 65535;
    my $native = {
        Net::Golws::Options::connection(\%given),
        interface    => Net::Golws::Options::encoded($given{unix} // $given{host} // ''),
        port         => defined $given{unix} ? -1 : $port,
        tls          => scalar Net::Golws::Options::tls($given{tls}, 1),
        http2        => $given{http2} // 1,
        open_timeout => $given{open_timeout} // 0,
        mounts       => scalar mounts($given{mounts}),
    };
    delete $native->{interface} unless length $native->{interface};
    my $engine = Net::Golws::Engine->of($given{event});
    my $self = bless {
        %given{qw(on_connect on_handshake on_error)},
        engine       => $engine,
        headers      => Net::Golws::Options::headers($given{headers}),
        origins      => defined $given{origins} ? { map { $_ => 1 } @{ $given{origins} } } : undef,
        subprotocols => Net::Golws::Options::names($given{subprotocols}, 'subprotocols'),
        router       => Net::Golws::Router->new($given{routes}, $given{on_request}),
        couriers     => {},
    }, $class;
    my $where = $given{unix} // ($given{host} // '*') . " port $port";
    # The library would let both listen there, and serve the first alone.
    my $taken = $port && grep { $_ && $_->port == $port } values %{ $engine->{servers} };
    Net::Golws::X->throw(General => "cannot listen on $where") if $taken || !$self->_listen($engine, $native);
    $self->{listens} = 1;
    Scalar::Util::weaken($engine->{servers}{ Scalar::Util::refaddr($self) } = $self);
    return $self;
}

sub mounts {
    my ($given) = @_;
    return unless defined $given;
    Net::Golws::Options::wrong('mounts are { path => folder, ... }') unless ref $given eq 'HASH';
    my @mounts;
    for my $path (sort keys %$given) {
        my $mount = ref $given->{$path} eq 'HASH' ? $given->{$path} : { folder => $given->{$path} };
        Net::Golws::Options::known($mount, 'a mount', qw(folder index max_age));
        Net::Golws::Options::wrong("mounts: '$path' is no path: it starts with /") unless $path =~ m{\A/};
        my $folder = $mount->{folder} // '';
        Net::Golws::Options::wrong("mounts: there is no folder '$folder'") unless -d $folder;
        push @mounts, {
            path    => Net::Golws::Options::encoded($path),
            folder  => Net::Golws::Options::encoded($folder),
            index   => $mount->{index},
            max_age => $mount->{max_age},
        };
    }
    return @mounts ? \@mounts : undef;
}

sub port { $_[0]{port} //= $_[0]->_port }

sub couriers { values %{ $_[0]{couriers} } }

sub close {
    my ($self, $code, $reason) = @_;
    my $closed = Net::Golws::Promise->new($self->{engine}->loop);
    return $closed->resolve if $self->{closed}++;
    my @couriers = $self->couriers;
    my $left = @couriers + 1;
    my $ended = sub {
        return if --$left;
        $self->_end;
        $closed->resolve;
    };
    $_->close($code // Net::Golws::CLOSE_STATUS_GOINGAWAY, $reason)->on_settled($ended) for @couriers;
    $ended->();
    return $closed;
}

sub _end {
    my ($self) = @_;
    delete $self->{engine}{servers}{ Scalar::Util::refaddr($self) };
    $self->_destroy if delete $self->{listens};
}

sub DESTROY {
    my ($self) = @_;
    return if ${^GLOBAL_PHASE} eq 'DESTRUCT' || !$self->{engine};
    # In another thread there is nothing to end.
    local $@;
    eval { $self->_end };
}

# What the library tells.

# Whether a WebSocket may be opened.
sub _upgrade {
    my ($self, $courier) = @_;
    my $takes = eval { $self->_decide($courier) };
    return $takes if defined $takes;
    $self->_report($@);
    return refuse($courier, 500, "the handshake failed in the server; its log says why\n");
}

sub refuse {
    my ($courier, $status, $text) = @_;
    Net::Golws::Request::check_status($status);
    $courier->_refuse($status, "content-type\0text/plain; charset=utf-8\0", Net::Golws::Options::encoded($text));
    return 0;
}

sub _decide {
    my ($self, $courier) = @_;
    return refuse($courier, 404, "there are no WebSockets here\n") if $self->{closed} || !$self->{on_connect};
    return refuse($courier, 403, "this origin is not allowed\n")
        if $self->{origins} && !$self->{origins}{ $courier->header('origin') // '' };
    my %offered = map { $_ => 1 } grep {length} split /\s*,\s*/, $courier->header('sec-websocket-protocol') // '';
    my ($protocol) = grep { $offered{$_} } @{ $self->{subprotocols} };
    return refuse($courier, 400, "one of these subprotocols is needed: @{ $self->{subprotocols} }\n")
        if @{ $self->{subprotocols} } && !defined $protocol;
    my $headers = $self->{headers};
    if ($self->{on_handshake}) {
        my $answer = $self->{on_handshake}->($courier);
        return refuse($courier, ref $answer eq 'ARRAY' ? ($answer->[0], $answer->[-1]) : (403, "refused\n"))
            unless $answer && ref $answer ne 'ARRAY';
        $headers .= Net::Golws::Options::headers($answer->{headers}) if ref $answer eq 'HASH';
        ($protocol) = @{ Net::Golws::Options::names([ $answer->{subprotocol} ], 'subprotocol') }
            if ref $answer eq 'HASH' && defined $answer->{subprotocol};
    }
    $courier->_choose($protocol) if defined $protocol;
    $courier->_respond($headers) if length $headers;
    return 1;
}

sub _connected {
    my ($self, $courier) = @_;
    $self->{couriers}{ Scalar::Util::refaddr($courier) } = $courier;
    $self->{on_connect}->($courier);
    $courier->_listens;
}

sub _disconnected {
    my ($self, $courier) = @_;
    delete $self->{couriers}{ Scalar::Util::refaddr($courier) };
}

# Of a callback that died.
sub _report {
    my ($self, $error, $of) = @_;
    return warn $error unless $self->{on_error};
    eval { $self->{on_error}->($error, $of); 1 } or warn $@;
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Server - WebSockets, HTTP and files on one port

=head1 SYNOPSIS

    use Net::Golws::Server ();

    my $server = Net::Golws::Server->new(
        event      => 'Mojolicious',
        port       => 8080,
        on_connect => sub {
            my ($courier) = @_;
            $courier->on_text(sub {
                my ($courier, $text) = @_;
                $_->send_text($text) for $courier->server->couriers;
            });
        },
        routes => {
            'GET /hello/:name' => sub { my ($request) = @_; 'hello, ' . $request->parameter('name') },
            'POST /size'       => sub { $_[0]->content->then(sub { { size => length $_[0] } }) },
        },
        mounts => { '/' => 'public' },
        tls    => { certificate => 'chain.pem', key => 'key.pem' },
    );

=head1 METHODS

=head2 Net::Golws::Server->new( %options )

Listens, or throws a L<Net::Golws::X::General>. The server ends with its object: keep it.

=over

=item C<event>

Which event loop: see L<Net::Golws/EVENT LOOPS>.

=item C<host>, C<port>

Where: an address or the name of an interface (everywhere without), and a port (a free one
without, or with 0).

=item C<unix>

The path of a unix socket, instead.

=item C<on_connect>

Called with a L<Net::Golws::WebSocket::Courier> for each WebSocket.

=item C<routes>

What answers requests: C<< { 'GET /path' => sub { ... } } >>. Several methods are written
C<'GET|POST /path'>; without one it is GET, which means HEAD, too. C<:name> stands for a
part of the path, C<*name> for the rest of it: C<parameter('name')> of the
L<Net::Golws::Request>. The handler is called with the request and returns

=over

=item * a string: text, status 200;

=item * C<< [ $status, [ name => value, ... ], $bytes ] >>;

=item * a hash reference: JSON;

=item * undef: status 204;

=item * a promise or L<Future> of one of these;

=item * the request itself: it answers, or will, by the request's methods.

=back

=item C<on_request>

A handler for requests that have no route; without it they are answered with 404.

=item C<mounts>

Folders whose files are served by the library: C<< { '/path' => 'folder' } >>, or a hash
reference of C<folder>, C<index> (C<index.html>) and C<max_age> (seconds that they may be
cached).

=item C<on_handshake>

Decides about a WebSocket, at once: called with a L<Net::Golws::WebSocket::Courier> that
has C<path()>, C<headers()> and so on, but is not open. True takes it, false refuses it with
403, C<< [ $status, $text ] >> with that. A hash reference takes it with C<headers> and a
C<subprotocol>.

=item C<subprotocols>

Those that the server speaks, the best first. A client that offers none of them is refused.

=item C<origins>

Those that may come; others are refused with 403.

=item C<headers>

Of the responses to handshakes.

=item C<tls>

A hash reference of C<certificate>, C<key>, and C<ca>, with which clients need a
certificate of that CA: names of PEM files, or the PEM text itself.

=item C<http2>

False: does not offer HTTP/2 where there is TLS.

=item C<on_error>

Called with what a callback has thrown, and the courier or request. A warning without.

=item C<compression>, C<max_size>, C<ping_interval>, C<ping_timeout>

As of L<Net::Golws::WebSocket::Client>.

=item C<open_timeout>

Seconds that a client may take to send its request's head: 10.

=back

=head2 port()

Where it listens.

=head2 couriers()

The WebSockets that are open.

=head2 $promise = close( $code, $reason )

Says goodbye to all (1001 without a code), and stops to listen when all have gone.

=cut
