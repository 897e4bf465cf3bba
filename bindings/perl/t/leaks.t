# Thousands of connections, requests and promises leave nothing behind.
#
# GOLWS_CYCLES   connections, twice (otherwise 500)

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws::HTTP::Client ();
use Net::Golws::WebSocket::Client ();

my $cycles = $ENV{GOLWS_CYCLES} || 500;
alarm 60 + $cycles / 20;

my $live = 0;
{

    package Live;
    sub new { $live++; return bless [], shift }
    sub DESTROY { $live-- }
}

my $server = echo_server(
    on_connect => sub {
        my ($courier) = @_;
        my $witness = $courier->{witness} = Live->new;
        $courier->on_text(sub { my $kept = $witness; $courier->send_text($_[1]); $_[0]->close(1000) if $_[1] eq 'last' });
    },
    routes => {
        'POST /' => sub {
            my $late = Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'));
            $_[0]->{witness} = Live->new;
            Net::Golws::after(0.01, sub { $late->resolve('unread') });
            return $late;
        },
        'GET /' => sub { $_[0]->{witness} = Live->new; 'hello' },
    },
);
my $url = url_of($server);

# The ways in which a connection can end, and what its program may leave undone.
my @ways = (
    sub {
        my ($courier) = @_;
        $courier->on_text(sub { $courier->close });    # a cycle, until it is closed
        $courier->send_text('x');
        $courier->done_p->get;
    },
    sub {
        my ($courier) = @_;
        $courier->on_text(sub { });
        $courier->send_text('last');
        $courier->done_p->get;
    },
    sub { $_[0]->abort; eval { $_[0]->done_p->get } },
    sub { my $pause = $_[0]->pause; $_[0]->close->get },
    sub { my $ping = $_[0]->ping; $_[0]->drained; $_[0]->close->get; eval { $ping->get } },
);

sub cycle {
    my ($n) = @_;
    my $courier = Net::Golws::WebSocket::Client::connect(url => $url, event => 'Builtin')->get;
    $courier->{witness} = Live->new;
    $ways[ $n % @ways ]->($courier);
    return if $n % 5;
    my $response = Net::Golws::HTTP::Client::get($url =~ s/ws/http/r, event => 'Builtin')->get;
    $response->{witness} = Live->new;
    Net::Golws::HTTP::Client::post($url =~ s/ws/http/r, event => 'Builtin', body => 'x' x 2_500_000)->catch(sub { })->get
        if $n % 100 == 0;
    my $witness = Live->new;
    my $failed = Net::Golws::WebSocket::Client::connect(url => 'ws://127.0.0.1:1/', event => 'Builtin',
        on_ready => sub { $witness });
    eval { $failed->get };
    eval { my $other = echo_server(port => 70_000) };
}

sub resident {
    open my $status, '<', '/proc/self/status' or die $!;
    my ($kilobytes) = map { /\AVmRSS:\s+(\d+)/ ? $1 : () } <$status>;
    return $kilobytes;
}

cycle($_) for 1 .. $cycles;
pass_time(0.1);
my $before = resident();
cycle($_) for 1 .. $cycles;
pass_time(0.1);
my $grown = resident() - $before;
is $live, 0, 'all objects are gone';
cmp_ok $grown, '<', 3000 + $cycles, "memory: $grown KiB more after $cycles connections";
is $server->{engine}->users, 1, 'the engine knows the server alone';

SKIP: {
    skip 'no Test::LeakTrace', 1 unless eval { require Test::LeakTrace; 1 };
    my $courier = Net::Golws::WebSocket::Client::connect(url => $url, event => 'Builtin')->get;
    my $got;
    $courier->on_text(sub { $got = $_[1] });
    my $echo = sub {
        undef $got;
        $courier->send_text("caf\x{e9}");
        Net::Golws::Loop->of('Builtin')->once until $got;
        eval { $courier->send_binary("\x{263a}") };
    };
    $echo->() for 1 .. 3;
    Test::LeakTrace::no_leaks_ok($echo, 'messages leak nothing');
}

undef $server;
for (1 .. 20) {
    my $engine;
    {
        my $short = echo_server();
        $engine = $short->{engine};
        Net::Golws::WebSocket::Client::connect(url => url_of($short), event => 'Builtin')->get;
    }
    pass_time(0.01);
    ok !$engine->_usable, 'an engine without users ends' if $_ == 20;
}

done_testing;
