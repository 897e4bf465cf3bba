# Certificates, and HTTP/2 over them.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws::HTTP::Client ();
use Net::Golws::WebSocket::Client ();

my $folder = $ENV{GOLWS_CERTIFICATES};
plan skip_all => 'GOLWS_CERTIFICATES names no folder with certificates' unless $folder && -d $folder;

sub slurp { local (@ARGV, $/) = @_; <> }

my %own = (certificate => "$folder/server.pem", key => "$folder/server.key");
my $server = echo_server(tls => \%own, routes => { 'GET /' => sub { 'HTTP/' . $_[0]->http_version } });
my $place = 'localhost:' . $server->port;

sub connected { Net::Golws::WebSocket::Client::connect(url => "wss://$place/", event => 'Builtin', @_) }
sub got { Net::Golws::HTTP::Client::get("https://$place/", event => 'Builtin', @_) }

for my $trust (
    { ca => "$folder/ca.pem" },
    { ca => slurp("$folder/ca.pem") },
    { verify => 0 },
    Net::Golws::LCCSCF_ALLOW_SELFSIGNED | Net::Golws::LCCSCF_ALLOW_INSECURE,
) {
    my $courier = result(connected(tls => $trust));
    my $echo = Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'));
    $courier->on_text(sub { $echo->resolve($_[1]) });
    $courier->send_text('hello');
    is result($echo), 'hello', 'a WebSocket over TLS';
    result($courier->close);
}
isa_ok failure(connected()), 'Net::Golws::X::ConnectionFailed', 'a CA that is not known';
isa_ok failure(connected(tls => Net::Golws::LCCSCF_ALLOW_EXPIRED)), 'Net::Golws::X::ConnectionFailed',
    'what is allowed is not all';

my %trust = (tls => { ca => "$folder/ca.pem" });
is result(got(%trust))->content, 'HTTP/2', 'HTTP/2 where both can';
is result(got(%trust, http2 => 0))->content, 'HTTP/1', 'HTTP/1.1 where one does not want it';
is result(got(%trust))->http_version, 2, 'a response says so';
isa_ok failure(got()), 'Net::Golws::X::RequestFailed';

my $strict = echo_server(tls => { %own, ca => "$folder/ca.pem" });
$place = 'localhost:' . $strict->port;
my $error = failure(connected(%trust)->then(sub { $_[0]->done_p }));
ok $error, 'a server that wants certificates refuses those without';
my $courier = result(connected(tls => { %{ $trust{tls} }, certificate => "$folder/client.pem", key => "$folder/client.key" }));
ok $courier->is_open, 'and takes those with one';

done_testing;
