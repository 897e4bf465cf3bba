# A program written for Net::Libwebsockets 0.03 needs nothing but this module.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Libwebsockets::Logger ();
use Net::Libwebsockets::WebSocket::Client ();
use Net::Libwebsockets::X::WebSocketClose ();

my $event = 'AnyEvent';
plan skip_all => 'no AnyEvent' unless eval { require AnyEvent; 1 };

my @headers;
my $server = echo_server(
    event        => $event,
    subprotocols => ['chat'],
    on_connect   => sub {
        my ($courier) = @_;
        push @headers, $courier->header('x-foo');
        $courier->on_text(sub { $_[1] eq 'bye' ? $_[0]->close(4000, 'as told') : $_[0]->send_text($_[1]) });
        $courier->on_binary(sub { $_[0]->send_binary($_[1]) });
    },
);

sub program {
    my (%options) = @_;
    my $cv = AE::cv();
    my @seen;
    my ($resolved, $rejected);
    my $done_p = Net::Libwebsockets::WebSocket::Client::connect(
        url           => url_of($server),
        event         => $event,
        subprotocols  => ['chat'],
        compression   => [ [ deflate => { local_context_mode => 'no_takeover' } ] ],
        headers       => [ 'X-Foo' => 'foo', 'X-Bar' => 'bar' ],
        ping_interval => 30,
        ping_timeout  => 299,
        tls           => Net::Libwebsockets::LCCSCF_ALLOW_SELFSIGNED | Net::Libwebsockets::LCCSCF_ALLOW_EXPIRED,
        logger        => Net::Libwebsockets::Logger->new(
            level    => Net::Libwebsockets::LLL_ERR | Net::Libwebsockets::LLL_WARN,
            callback => sub { note "@_" },
        ),
        on_ready => sub {
            my ($courier) = @_;
            push @seen, ref $courier, $courier->isa('Net::Libwebsockets::WebSocket::Courier');
            $courier->on_text(sub {
                my ($self, $text) = @_;
                push @seen, $text;
                my $pause = $self->pause;
                undef $pause;
                $self->send_binary("\xff");
            });
            $courier->on_binary(sub {
                my ($self, $bytes) = @_;
                push @seen, $bytes;
                $options{end}->($self);
            });
            $courier->send_text("\x{e9}\x{20ac}");
        },
    );
    $done_p->then(sub { ($resolved) = @_ }, sub { ($rejected) = @_ })->finally($cv);
    $cv->recv;
    return \@seen, $resolved, $rejected;
}

my ($seen, $resolved, $rejected) = program(end => sub { $_[0]->close(Net::Libwebsockets::CLOSE_STATUS_NORMAL, 'done') });
is_deeply $seen, [ 'Net::Golws::WebSocket::Courier', 1, "\x{e9}\x{20ac}", "\xff" ], 'messages both ways';
is_deeply $resolved, [ 1000, 'done' ], 'the promise resolves to code and reason';
is $headers[0], 'foo', 'headers are sent';

(undef, $resolved) = program(end => sub { $_[0]->close });
is_deeply $resolved, [ Net::Libwebsockets::CLOSE_STATUS_NO_STATUS, '' ], 'a close without a code';

(undef, undef, $rejected) = program(end => sub { $_[0]->send_text('bye') });
isa_ok $rejected, 'Net::Libwebsockets::X::WebSocketClose';
isa_ok $rejected, 'Net::Libwebsockets::X::Base';
is $rejected->get('code'), 4000, 'its code';
is $rejected->get('reason'), 'as told', 'its reason';

(undef, undef, $rejected) = program(end => sub { die "of the callback\n" });
is $rejected, "of the callback\n", 'what a callback throws rejects the promise';

my $failed = failure(Net::Libwebsockets::WebSocket::Client::connect(
    url      => 'ws://127.0.0.1:1/',
    event    => $event,
    on_ready => sub { die "never\n" },
));
isa_ok $failed, 'Net::Libwebsockets::X::ConnectionFailed';
is +Net::Libwebsockets::X->create(General => 'all')->message, 'all', 'X->create';
ok Net::Libwebsockets::HAS_PMD(), 'constants';
Net::Libwebsockets::set_log_level(Net::Libwebsockets::LLL_ERR);

done_testing;
