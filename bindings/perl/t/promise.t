# Promises: their rules, and other kinds beside them.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws ();
use Net::Golws::Promise ();

sub promise { Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin')) }

my $order = '';
my $promise = promise();
my $next = $promise->then(sub { $order .= "then @_ "; return @_, 'more' });
$promise->resolve(1, 2)->resolve(3)->reject('late');
$order .= 'sync ';
is_deeply [ $next->get ], [ 1, 2, 'more' ], 'a list is passed on';
is $order, 'sync then 1 2 ', 'callbacks come later, and once';

is result(promise()->reject("no\n")->catch(sub {"caught $_[0]"})), "caught no\n", 'catch';
is result(promise()->resolve('yes')->catch(sub {'not this'})), 'yes', 'what is resolved passes catch';
is failure(promise()->reject("no\n")->then(sub {'not this'})), "no\n", 'what is rejected passes then';
is failure(promise()->resolve->then(sub { die "thrown\n" })), "thrown\n", 'what is thrown rejects';
is result(promise()->resolve('kept')->finally(sub {'dropped'})), 'kept', 'finally changes nothing';
is failure(promise()->reject("kept\n")->finally(sub { })), "kept\n", 'nor a rejection';
is failure(promise()->resolve->finally(sub { die "thrown\n" })), "thrown\n", 'unless it throws';
is result(promise()->resolve->then(sub { promise()->resolve('inner') })), 'inner', 'a promise is followed';
is failure(promise()->resolve->then(sub { promise()->reject("inner\n") })), "inner\n", 'to its rejection';
my $slow = promise();
is result(promise()->resolve('x')->finally(sub { Net::Golws::after(0.01, sub { $slow->resolve }); $slow })), 'x',
    'finally waits for one';
my $stuck = eval { promise()->get; 1 } ? '' : $@;
isa_ok $stuck, 'Net::Golws::X::General', 'a promise that nothing can settle';

SKIP: {
    skip 'no Future', 4 unless eval { require Future; 1 };
    is result(promise()->resolve->then(sub { Future->done('future') })), 'future', 'a Future is followed';
    is failure(promise()->resolve->then(sub { Future->fail("failed\n") })), "failed\n", 'to its failure';
    my $from = promise();
    my $future = $from->to_future;
    $from->resolve(5);
    pass_time(0.01);
    is $future->get, 5, 'to_future';
    my $rejected = promise();
    my $failing = $rejected->to_future;
    $rejected->reject("no\n");
    pass_time(0.01);
    is $failing->failure, "no\n", 'to_future of a rejection';
}

SKIP: {
    skip 'no Mojo::Promise', 2 unless eval { require Mojo::Promise; 1 };
    my $mine = Net::Golws::Promise->new(Net::Golws::Loop->of('Mojolicious'));
    my $got;
    Mojo::Promise->resolve->then(sub {$mine})->then(sub { $got = $_[0] });
    $mine->resolve('mojo');
    Mojo::IOLoop->one_tick until $got;
    is $got, 'mojo', 'Mojo::Promise follows it';
    is result(Net::Golws::Promise->new(Net::Golws::Loop->of('Mojolicious'))->resolve(Mojo::Promise->resolve('back'))),
        'back', 'and it follows Mojo::Promise';
}

SKIP: {
    skip 'no Future::AsyncAwait', 3 unless eval { require Future::AsyncAwait; 1 };
    eval <<'ASYNC' or fail("async: $@");
        use Future::AsyncAwait;
        async sub conversation {
            my ($url) = @_;
            my $courier = await Net::Golws::WebSocket::Client::connect(url => $url, event => 'Builtin');
            my $echo = promise();
            $courier->on_text(sub { $echo->resolve($_[1]) });
            $courier->send_text('hello');
            my $got = await $echo;
            await $courier->close;
            return $got;
        }
        require Net::Golws::WebSocket::Client;
        my $server = echo_server(routes => { '/' => async sub { await promise()->resolve; return 'async' } });
        is result(conversation(url_of($server))), 'hello', 'await';
        require Net::Golws::HTTP::Client;
        is result(Net::Golws::HTTP::Client::get(url_of($server) =~ s/ws/http/r, event => 'Builtin'))->content, 'async',
            'a handler may be async';
        is failure((async sub { await promise()->reject("lost\n") })->()), "lost\n", 'await throws';
        1;
ASYNC
}

done_testing;
