# Messages, closes, backpressure, handshakes.

use strict;
use warnings;
use utf8;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws::WebSocket::Client ();

sub opened {
    my ($url, %options) = @_;
    return result(Net::Golws::WebSocket::Client::connect(url => $url, event => 'Builtin', %options));
}

# Collects messages; the promise resolves when there are so many.
sub collected {
    my ($courier, $count) = @_;
    my @got;
    my $promise = Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'));
    my $take = sub { push @got, $_[1]; $promise->resolve(\@got) if @got == $count };
    $courier->on_text($take)->on_binary($take);
    return $promise;
}

my $server = echo_server();

subtest 'text is characters, binary is bytes' => sub {
    my $courier = opened(url_of($server));
    my @texts = ('', 'ascii', 'caf\x{e9}', "\x{e9}\x{ff}", "日本語 \x{1f600}", "\0nul", 'x' x 100_000, 'é' x 70_000);
    my $got = collected($courier, 2 * @texts);
    my @bytes;
    for my $text (@texts) {
        $courier->send_text($text);
        utf8::encode(my $bytes = $text);
        push @bytes, $bytes;
        $courier->send_binary($bytes);
    }
    is_deeply result($got), [ map { ($texts[$_], $bytes[$_]) } 0 .. $#texts ], 'each comes back as it was';
    my $upgraded = "\xff\xfe";
    utf8::upgrade($upgraded);
    my $one = collected($courier, 1);
    $courier->send_binary($upgraded);
    is_deeply result($one), ["\xff\xfe"], 'bytes are bytes however Perl keeps them';
    is result($courier->close(1000, 'grüße'))->[1], 'grüße', 'a reason is characters';
    is_deeply [ $courier->close_code, $courier->close_reason ], [ 1000, 'grüße' ], 'and is kept';
};

subtest 'what is sent before anybody listens is kept' => sub {
    my $greeter = echo_server(on_connect => sub { $_[0]->send_text("hello $_") for 1 .. 3 });
    my $courier = opened(url_of($greeter));
    pass_time(0.1);
    is_deeply result(collected($courier, 3)), [ map {"hello $_"} 1 .. 3 ], 'it is there when somebody does';
    result($courier->close);

    my @warnings;
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    my $talker = echo_server(on_connect => sub { $_[0]->send_text($_) for 1 .. 40; $_[0]->close(1000) });
    $courier = opened(url_of($talker));
    is result($courier->done_p)->[0], 1000, 'a connection without listeners ends nevertheless';
    my $deaf = Net::Golws::WebSocket::Client::connect(url => url_of($talker), event => 'Builtin', on_ready => sub { });
    is result($deaf)->[0], 1000, 'the same with on_ready';
    cmp_ok scalar(grep {/no on_text\(\) listener/} @warnings), '>', 0, 'and what is dropped warns';

    my $flooding = echo_server(on_connect => sub { $_[0]->send_text($_) for 1 .. 5000 });
    $courier = opened(url_of($flooding));
    pass_time(0.2);
    is result(collected($courier, 5000))->[-1], 5000, 'nothing is dropped of what comes before somebody listens';
};

subtest 'how a connection ends' => sub {
    my $closing = echo_server(on_connect => sub {
        my ($courier) = @_;
        $courier->on_text(sub { my ($code, $reason) = split / /, $_[1], 2; $_[0]->close($code || undef, $reason) });
    });
    for my $code (1000, 1001, 1003, 1008, 1011, 3000, 4999) {
        my $courier = opened(url_of($closing));
        $courier->send_text("$code because");
        my $done = $courier->done_p;
        if ($code == 1000) {
            is_deeply result($done), [ $code, 'because' ], '1000 resolves';
            next;
        }
        my $error = failure($done);
        isa_ok $error, 'Net::Golws::X::WebSocketClose';
        is_deeply [ $error->get('code'), $error->get('reason') ], [ $code, 'because' ], "$code rejects";
    }
    my $courier = opened(url_of($closing));
    my @closes = map { $courier->close } 1 .. 3;
    is result($_)->[0], 1005, 'to close twice is to close' for @closes;
    is result($courier->close)->[0], 1005, 'even later';
    is result($courier->done_p)->[0], 1005, 'done_p of what has ended';
    ok !$courier->is_open, 'it is not open any more';
    $courier->abort;

    my $lost = opened(url_of($closing));
    $lost->abort;
    is failure($lost->done_p)->get('code'), 1006, 'abort() says no goodbye';
};

subtest 'limits' => sub {
    my $small = echo_server(max_size => 1000);
    my $courier = opened(url_of($small));
    $courier->send_text('x' x 1000);
    is length result(collected($courier, 1))->[0], 1000, 'up to max_size';
    $courier->send_text('x' x 1001);
    is failure($courier->done_p)->get('code'), 1009, 'above it: 1009';
};

subtest 'pause and resume' => sub {
    my $courier = opened(url_of($server));
    my @got;
    my @pauses;
    $courier->on_text(sub { push @got, $_[1]; @pauses = ($_[0]->pause, $_[0]->pause) if @got == 2 });
    $courier->send_text($_) for 1 .. 5;
    pass_time(0.2);
    is "@got", '1 2', 'nothing comes while it is paused';
    shift @pauses;
    pass_time(0.05);
    is "@got", '1 2', 'not even when one of two pauses ends';
    @pauses = ();
    pass_time(0.1);
    is "@got", '1 2 3 4 5', 'all comes when the last one ends';
    my $paused = $courier->pause;
    $courier->close(1000);
    undef $courier;
    pass_time(0.1);
    undef $paused;
    pass_time(0.1);
    pass 'a pause may outlive its connection';
};

subtest 'drained' => sub {
    my ($slow, $pause);
    my $received = 0;
    my $stalled = echo_server(on_connect => sub {
        ($slow) = @_;
        $slow->on_binary(sub { $received += length $_[1] });
        $pause = $slow->pause;
    });
    my $courier = opened(url_of($stalled), compression => undef);
    my $most = 0;
    for (1 .. 400) {
        my $waiting = $courier->send_binary('x' x 50_000);
        $most = $waiting if $waiting > $most;
    }
    cmp_ok $most, '>', 10_000_000, 'a send tells what waits';
    my $drained;
    $courier->drained->then(sub { $drained = 1 });
    pass_time(0.3);
    ok !$drained, 'a peer that does not read is waited for';
    cmp_ok $courier->waiting, '>', 1_000_000, 'with what waits';
    undef $pause;
    $drained = $courier->drained;
    result($drained);
    is $courier->waiting, 0, 'until all is sent';
    ok !defined result($courier->drained), 'it is drained at once then';
    result($courier->close);
    is $received, 400 * 50_000, 'nothing was lost';
};

subtest 'pings' => sub {
    my $courier = opened(url_of($server));
    cmp_ok result($courier->ping), '<', 5, 'a ping has its answer after seconds';
    my @pings = map { $courier->ping($_) } 'a', "\xff", '';
    cmp_ok result($_), '>=', 0, 'each has its own' for @pings;
    $courier->pong('unasked');
    my $late = $courier->ping;
    $courier->abort;
    isa_ok failure($late), 'Net::Golws::X::Closed';
};

subtest 'handshakes' => sub {
    my $strict = echo_server(
        subprotocols => [ 'b', 'a' ],
        origins      => ['https://good.example'],
        headers      => [ 'X-Server' => 'golws' ],
        on_handshake => sub {
            my ($courier) = @_;
            return [ 401, "who are you?\n" ] unless ($courier->header('authorization') // '') eq 'Basic dXNlcjpww6Rzcw==';
            return { headers => [ 'X-Path' => $courier->path ] };
        },
    );
    my $url = url_of($strict, '/room?x=1') =~ s{//}{//user:p%C3%A4ss@}r;
    my %right = (origin => 'https://good.example', subprotocols => [ 'a', 'b' ]);
    my $courier = opened($url, %right);
    is $courier->subprotocol, 'b', "the server's first choice";
    is $courier->header('X-Server'), 'golws', 'headers for all';
    is $courier->header('x-path'), '/room', 'headers for one';
    is $courier->status, 101, 'the status';
    like $courier->extensions, qr/permessage-deflate/, 'compression is on';
    like $courier->peer_address, qr/\A127\.0\.0\.1:[0-9]+\z/, 'addresses';
    is $courier->peer_address, '127.0.0.1:' . $strict->port, 'that of the server';
    my ($other) = $strict->couriers;
    is $other->peer_address, $courier->local_address, 'and that of the client';
    result($courier->close);

    for my $refused (
        [ $url, 403, { %right, origin => 'https://bad.example' } ],
        [ $url, 400, { %right, subprotocols => ['c'] } ],
        [ url_of($strict), 401, \%right ],
        [ url_of(echo_server(on_connect => undef, routes => { '/' => sub {'x'} })), 404, {} ],
        [ url_of(echo_server(on_handshake => sub {0})), 403, {} ],
    ) {
        my ($where, $status, $options) = @$refused;
        my $error = failure(Net::Golws::WebSocket::Client::connect(url => $where, event => 'Builtin', %$options));
        isa_ok $error, 'Net::Golws::X::ConnectionFailed';
        is $error->get('status'), $status, "refused with $status";
    }
    my $plain = opened(url_of($server), compression => undef);
    is $plain->extensions, '', 'no compression where none is wanted';
};

subtest 'a unix socket' => sub {
    my $path = "/tmp/golws-perl-$$.sock";
    my $there = echo_server(host => undef, unix => $path);
    my $courier = opened('ws://localhost/', unix => $path);
    $courier->send_text('hello');
    is_deeply result(collected($courier, 1)), ['hello'], 'echoes';
    unlink $path;
};

subtest 'a server closes' => sub {
    my $closing = echo_server();
    my @couriers = map { opened(url_of($closing)) } 1 .. 3;
    is scalar(my @theirs = $closing->couriers), 3, 'it knows its connections';
    my @done = map { $_->done_p->catch(sub { $_[0]->get('code') }) } @couriers;
    my $port = $closing->port;
    result($closing->close);
    is result($_), 1001, 'all are told' for @done;
    isa_ok failure(Net::Golws::WebSocket::Client::connect(url => "ws://127.0.0.1:$port/", event => 'Builtin')),
        'Net::Golws::X::ConnectionFailed';
    result($closing->close);

    my $dropped = echo_server();
    my $courier = opened(url_of($dropped));
    undef $dropped;
    is failure($courier->done_p)->get('code'), 1006, 'a server that is dropped is gone';
};

done_testing;
