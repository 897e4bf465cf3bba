# Others on the other side: Python's websockets, and curl.
#
# GOLWS_PYTHON   a Python that has websockets

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use IPC::Open2 ();
use Test::More;

use Net::Golws::HTTP::Client ();
use Net::Golws::WebSocket::Client ();

plan skip_all => 'no AnyEvent' unless eval { require AnyEvent; 1 };

# Runs a command beside the loop; what it prints.
sub beside {
    my (@command) = @_;
    my $pid = open my $output, '-|', @command or die "$command[0]: $!";
    my $printed = '';
    my $done = AE::cv();
    my $watcher = AE::io($output, 0, sub {
        sysread $output, $printed, 65_536, length $printed or $done->send;
    });
    $done->recv;
    close $output;
    return $printed;
}

my $server = echo_server(
    event        => 'AnyEvent',
    subprotocols => [],
    routes       => {
        'GET /hello' => sub {'hello'},
        'POST /size' => sub { $_[0]->content->then(sub { length($_[0]) . ' ' . 'bytes' }) },
        'GET /slow'  => sub { my ($request) = @_; $request->begin(200); $request->write("$_\n") for 1 .. 3; $request->end; $request },
    },
);

subtest 'curl' => sub {
    plan skip_all => 'no curl' if system 'command -v curl >/dev/null';
    my $base = 'http://127.0.0.1:' . $server->port;
    is beside('curl', '-s', "$base/hello"), 'hello', 'GET';
    is beside('curl', '-s', '-d', 'x' x 5000, "$base/size"), '5000 bytes', 'POST';
    is beside('curl', '-s', '-H', 'Expect: 100-continue', '-d', 'x' x 500, "$base/size"), '500 bytes', 'Expect';
    is beside('curl', '-s', '--http1.0', "$base/slow"), "1\n2\n3\n", 'pieces in HTTP/1.0';
    is beside('curl', '-s', "$base/slow"), "1\n2\n3\n", 'and in chunks';
    like beside('curl', '-s', '-I', "$base/hello"), qr{\AHTTP/1\.1 200}, 'HEAD';
    is beside('curl', '-s', "$base/hello", "$base/hello"), 'hellohello', 'two on a connection';
};

subtest "Python's websockets" => sub {
    my $python = $ENV{GOLWS_PYTHON};
    plan skip_all => 'GOLWS_PYTHON names no Python with websockets'
        unless $python && !system "$python -c 'import websockets' 2>/dev/null";
    my $client = <<'PYTHON';
import asyncio, sys, websockets

async def main():
    async with websockets.connect(sys.argv[1]) as ws:
        for message in ("caf\u00e9", b"\xff\x00", "x" * 100000, ["in", "pieces"]):
            await ws.send(message)
            expected = "".join(message) if isinstance(message, list) else message
            assert await ws.recv() == expected
        await (await ws.ping())
        await ws.close(1000, "bye")
    print("fine", ws.close_code)

asyncio.run(main())
PYTHON
    is beside($python, '-c', $client, url_of($server)), "fine 1000\n", 'as a client';

    my $program = <<'PYTHON';
import asyncio, sys, websockets

async def echo(ws):
    async for message in ws:
        if message == "bye":
            await ws.close(4001, "told so")
            return
        else:
            await ws.send(message)

async def main():
    async with websockets.serve(echo, "127.0.0.1", 0, subprotocols=["chat"]) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main())
PYTHON
    my $pid = IPC::Open2::open2(my $output, my $input, $python, '-c', $program);
    chomp(my $port = <$output>);
    my $courier = result(Net::Golws::WebSocket::Client::connect(
        url          => "ws://127.0.0.1:$port/",
        event        => 'AnyEvent',
        subprotocols => [ 'other', 'chat' ],
    ));
    is $courier->subprotocol, 'chat', 'as a server: the subprotocol';
    my @got;
    $courier->on_text(sub { push @got, $_[1]; $_[0]->send_text('bye') if @got == 2 })->on_binary(sub { push @got, $_[1] });
    $courier->send_binary("\xff\x00");
    $courier->send_text("caf\x{e9}\x{20ac}");
    my $error = failure($courier->done_p);
    is_deeply \@got, [ "\xff\x00", "caf\x{e9}\x{20ac}" ], 'messages';
    is_deeply [ $error->get('code'), $error->get('reason') ], [ 4001, 'told so' ], 'its close';
    close $input;
    waitpid $pid, 0;
};

done_testing;
