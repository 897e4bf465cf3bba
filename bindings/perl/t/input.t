# What is wrong says what is wrong, and nothing dies of it.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws::HTTP::Client ();
use Net::Golws::Logger ();
use Net::Golws::WebSocket::Client ();

Net::Golws::set_log_level(0);

sub connected { Net::Golws::WebSocket::Client::connect(event => 'Builtin', @_) }

sub throws {
    my ($code, $kind, $message, $what) = @_;
    my $lived = eval { $code->(); 1 };
    my $error = $@;
    return fail("$what: nothing was thrown") if $lived;
    subtest $what => sub {
        isa_ok $error, "Net::Golws::X::$kind";
        like "$error", $message, 'the message';
        like "$error", qr/ at \Q$0\E line [0-9]+/, 'where it was';
    };
}

subtest 'clients' => sub {
    for my $url ('http://localhost/', 'ws:/localhost', 'ws://', 'localhost', '', "ws://a b/", "ws://h/\r\nX: y",
        'ws://h:99999/', 'ws://h:0/', 'ws://h:x/', "ws://b\x{fc}cher.example/", 'ws://[::1', 'ws://u@v@w/x@y:1') {
        next if $url eq 'ws://u@v@w/x@y:1';
        throws(sub { connected(url => $url) }, BadArgument => qr/no WebSocket URL/, "'$url'" =~ s/[^ -~]/?/gr);
    }
    throws(sub { connected(url => undef) }, BadArgument => qr/URL is a string/, 'no URL');
    throws(sub { connected(url => ['ws://h/']) }, BadArgument => qr/URL is a string/, 'a reference');
    my @wrong = (
        [ event => undef ]            => qr/which event loop/,
        [ event => 'Nothing' ]        => qr/which event loop/,
        [ event => [ IOAsync => 1 ] ] => qr/IO::Async/,
        [ even => 'Builtin' ]         => qr/no option 'even'/,
        [ on_ready => 1 ]             => qr/on_ready is a code reference/,
        [ subprotocols => 'a' ]       => qr/array of names/,
        [ subprotocols => ['a b'] ]   => qr/'a b' is no name/,
        [ headers => ['X'] ]          => qr/pairs/,
        [ headers => { 'X Y' => 1 } ] => qr/header 'X Y' cannot be sent/,
        [ headers => [ X => "a\nb" ] ] => qr/header 'X' cannot be sent/,
        [ headers => [ X => "a\0b" ] ] => qr/header 'X' cannot be sent/,
        [ headers => [ X => undef ] ] => qr/no value/,
        [ compression => 'gzip' ]     => qr/not 'gzip'/,
        [ max_size => 0 ]             => qr/max_size/,
        [ max_size => 'big' ]         => qr/max_size/,
        [ ping_interval => -1 ]       => qr/ping_interval/,
        [ timeout => 0 ]              => qr/timeout/,
        [ tls => 'yes' ]              => qr/tls is/,
        [ tls => { ca => '/no/such/file' } ] => qr{no file /no/such/file},
        [ tls => { certificate => __FILE__ } ] => qr/needs its key/,
        [ tls => { kee => 1 } ]       => qr/no option 'kee'/,
        [ proxy => 'ftp://x' ]        => qr/no HTTP proxy/,
        [ proxy => "h:1\r\nX: y" ]    => qr/no HTTP proxy/,
        [ origin => "x\r\nX: y" ]     => qr/an origin has no/,
    );
    while (my ($option, $message) = splice @wrong, 0, 2) {
        throws(sub { connected(url => 'wss://localhost/', @$option) }, BadArgument => $message, "@$option[0]");
    }
    isa_ok failure(connected(url => 'ws://127.0.0.1:1/')), 'Net::Golws::X::ConnectionFailed';
    isa_ok failure(connected(url => 'ws://nowhere.invalid/')), 'Net::Golws::X::ConnectionFailed';
    for my $wrong ([ method => 'GET /' ], [ body => {} ], [ body => 'x', json => 1 ], [ body => "\x{263a}" ]) {
        throws(sub { Net::Golws::HTTP::Client::request(url => 'http://localhost/', event => 'Builtin', @$wrong) },
            BadArgument => qr/\w/, "request @$wrong[0]");
    }
    throws(sub { Net::Golws::HTTP::Client::get('ws://localhost/', event => 'Builtin') }, BadArgument => qr/no HTTP URL/, 'get');
};

subtest 'servers' => sub {
    my $server = echo_server();
    my @wrong = (
        [ on_connect => undef ]        => qr/needs on_connect/,
        [ on_connect => 'x' ]          => qr/on_connect is a code reference/,
        [ port => 70_000 ]             => qr/a port is 0 to 65535/,
        [ routes => { 'GET x' => sub { } } ] => qr/'GET x' is no route/,
        [ routes => { '/x' => 'x' } ]  => qr/no code reference/,
        [ mounts => { 'x' => '/tmp' } ] => qr/'x' is no path/,
        [ mounts => { '/x' => '/no/such' } ] => qr{no folder '/no/such'},
        [ tls => { ca => __FILE__ } ]  => qr/needs certificate and key/,
        [ wrong => 1 ]                 => qr/no option 'wrong'/,
    );
    while (my ($option, $message) = splice @wrong, 0, 2) {
        throws(sub { my $other = echo_server(@$option) }, BadArgument => $message, "@$option[0]");
    }
    throws(sub { my $other = echo_server(port => $server->port) }, General => qr/cannot listen on 127\.0\.0\.1 port/, 'a port twice');
    throws(sub { my $other = echo_server(host => '203.0.113.1') }, General => qr/cannot listen/, 'an address of others');
    throws(sub { Net::Golws::Server->new(event => 'Builtin', on_connect => sub { }); 1 }, BadArgument => qr/keep the server/,
        'a server that nobody keeps');
};

subtest 'messages' => sub {
    my $server = echo_server();
    my $courier = result(connected(url => url_of($server)));
    throws(sub { $courier->send_binary("\x{263a}") }, BadArgument => qr/wide character/, 'a wide character in bytes');
    throws(sub { $courier->send_text(undef) }, BadArgument => qr/not undef/, 'undef');
    throws(sub { $courier->send_text([]) }, BadArgument => qr/not a reference/, 'a reference');
    no warnings;
    throws(sub { $courier->send_text("\x{d800}") }, BadArgument => qr/surrogate/, 'a surrogate');
    throws(sub { $courier->send_text(chr 0x110000) }, BadArgument => qr/surrogate/, 'no character of Unicode');
    throws(sub { $courier->on_text('x') }, BadArgument => qr/code reference/, 'a listener that is none');
    throws(sub { $courier->close($_) }, BadArgument => qr/no close code/, "close($_)") for 5, 1004, 1005, 1006, 1015, 5000, 'x';
    throws(sub { $courier->close(1000, 'x' x 124) }, BadArgument => qr/123 bytes/, 'a long reason');
    throws(sub { $courier->ping('x' x 126) }, BadArgument => qr/125 bytes/, 'a long ping');
    throws(sub { $courier->ping("\x{263a}") }, BadArgument => qr/125 bytes/, 'a wide ping');
    throws(sub { Net::Golws::WebSocket::Courier::send_text({}, 'x') }, BadArgument => qr/not made by/, 'no object');
    throws(sub { Net::Golws::WebSocket::Courier::send_text(bless({}, 'Net::Golws::WebSocket::Courier'), 'x') },
        BadArgument => qr/not made by/, 'a false object');
    is $courier->send_text('still there') > 0, 1, 'the connection is not touched';
    my $closed = $courier->close;
    throws(sub { $courier->send_text('x') }, Closed => qr/closing/, 'closing');
    result($closed);
    throws(sub { $courier->send_text('x') }, Closed => qr/has ended/, 'closed');
    throws(sub { $courier->ping }, Closed => qr/has ended/, 'a ping then');
    throws(sub { Net::Golws::set_log_level('all') }, BadArgument => qr/log level/, 'a log level');
    throws(sub { Net::Golws::Logger->new(callback => 1) }, BadArgument => qr/callback/, 'a logger');
};

subtest 'callbacks that die' => sub {
    my @errors;
    my $server = echo_server(
        on_error   => sub { push @errors, $_[0] },
        on_connect => sub {
            my ($courier) = @_;
            die "in on_connect\n" if $courier->path eq '/connect';
            $courier->on_text(sub { die { object => $_[1] } if $_[1] eq 'die'; $_[0]->send_text($_[1]) });
        },
    );
    my $other = result(connected(url => url_of($server)));
    my $echo = Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'));
    $other->on_text(sub { $echo->resolve($_[1]) });
    is failure(result(connected(url => url_of($server, '/connect')))->done_p)->get('code'), 1011, 'in on_connect: 1011';
    my $courier = result(connected(url => url_of($server)));
    $courier->send_text('die');
    is failure($courier->done_p)->get('code'), 1011, 'in on_text: 1011';
    is_deeply \@errors, [ "in on_connect\n", { object => 'die' } ], 'the server is told, whatever was thrown';
    $other->send_text('fine');
    is result($echo), 'fine', 'other connections are not touched';

    is failure(connected(url => url_of($server), on_ready => sub { die "in on_ready\n" })), "in on_ready\n",
        'what on_ready throws rejects the promise';
    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    my $loud = echo_server(on_connect => sub { die "nobody hears\n" });
    failure(result(connected(url => url_of($loud)))->done_p);
    is_deeply \@warnings, ["nobody hears\n"], 'without on_error it is a warning';
    my $refusing = echo_server(on_handshake => sub { die "in on_handshake\n" });
    is failure(connected(url => url_of($refusing)))->get('status'), 500, 'in on_handshake: 500';
    for my $answer ([ 5000, 'x' ], { headers => [ X => "a\r\nb: c" ] }, { subprotocol => "a\r\nb: c" }) {
        my $wrong = echo_server(on_handshake => sub {$answer});
        is failure(connected(url => url_of($wrong)))->get('status'), 500, 'what on_handshake cannot mean: 500';
    }
    @warnings = ();
    { Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'))->reject("lost\n") }
    like "@warnings", qr/nobody looked: lost/, 'a rejection that nobody sees is a warning';
};

done_testing;
