# The same in every event loop: a server and a client in one process.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws::Server ();
use Net::Golws::WebSocket::Client ();

for_each_loop(sub {
    my ($event) = @_;
    my @seen;
    my $server = Net::Golws::Server->new(
        event      => $event,
        host       => '127.0.0.1',
        on_connect => sub {
            my ($courier) = @_;
            push @seen, $courier->path, $courier->query;
            $courier->on_text(sub { $_[0]->send_text("text $_[1]") });
            $courier->on_binary(sub { $_[0]->send_binary("binary $_[1]") });
        },
    );
    my @got;
    my $done = Net::Golws::WebSocket::Client::connect(
        url      => 'ws://127.0.0.1:' . $server->port . '/chat?room=1',
        event    => $event,
        on_ready => sub {
            my ($courier) = @_;
            my $take = sub {
                my ($peer, $message) = @_;
                push @got, $message;
                $peer->close(1000, "d\x{f6}ne") if @got == 2;
            };
            $courier->on_text($take);
            $courier->on_binary($take);
            $courier->send_text("\x{263a}");
            $courier->send_binary("\xff\x00");
        },
    );
    is_deeply result($done), [ 1000, "d\x{f6}ne" ], 'it ends as it was closed';
    is_deeply \@got, [ "text \x{263a}", "binary \xff\x00" ], 'texts are characters, binaries are bytes';
    is_deeply \@seen, [ '/chat', 'room=1' ], 'the server sees path and query';

    my $order = '';
    my $promise = Net::Golws::WebSocket::Client::connect(url => 'ws://127.0.0.1:' . $server->port, event => $event);
    $promise = $promise->then(sub {
        my ($courier) = @_;
        $order .= 'opened ';
        $courier->on_text(sub { $order .= $_[1]; $courier->close });
        $courier->send_text('x');
        return $courier->done_p;
    })->finally(sub { $order .= ' over' });
    is result($promise)->[0], 1005, 'a close without a code';
    is $order, 'opened text x over', 'without on_ready the promise is of the courier';
    ok !defined result($server->close), 'the server closes';
});

done_testing;
1;
