# Requests and responses, from both sides.

use strict;
use warnings;
use utf8;

use lib 't/lib';
use File::Temp ();
use GolwsTest;
use Test::More;

use Net::Golws::HTTP::Client ();

my $folder = File::Temp->newdir;
for (['page.html', '<p>page'], ['big.bin', 'x' x 300_000]) {
    open my $file, '>', "$folder/$_->[0]" or die $!;
    print $file $_->[1];
    close $file;
}

my @errors;
my $stream_ended;
my $server = echo_server(
    mounts   => { '/files' => { folder => "$folder", index => 'page.html', max_age => 60 } },
    on_error => sub { push @errors, "$_[0]" },
    routes   => {
        'GET /hello/:name'   => sub { 'hello ' . $_[0]->parameter('name') },
        'GET /rest/*path'    => sub { $_[0]->parameter('path') },
        'GET /json'          => sub { { name => 'é' } },
        'GET /nothing'       => sub { return },
        'GET /psgi'          => sub { [ 201, [ 'X-One' => 1, 'Content-Type' => 'text/x' ], [ 'a', 'b' ] ] },
        'GET /late'          => sub {
            my $late = Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'));
            Net::Golws::after(0.05, sub { $late->resolve('late') });
            return $late;
        },
        'GET /dies'          => sub { die "of the handler\n" },
        'GET /rejects'       => sub { Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'))->reject("of the promise\n") },
        'GET /wide'          => sub { [ 200, [], "\x{263a}" ] },
        'GET /wrong'         => sub { [ 200, [ 'X-Bad' => "a\r\nb: c" ], '' ] },
        'POST|PUT /size'     => sub { $_[0]->content->then(sub { length $_[0] }) },
        'POST /stream'       => sub {
            my ($request) = @_;
            my $size = 0;
            $request->on_body(sub { $size += length $_[1] }, sub { $_[0]->respond(200, [], "streamed $size") });
            return $request;
        },
        'GET /pieces'        => sub {
            my ($request) = @_;
            $request->begin(200, [ 'Content-Type' => 'text/plain' ]);
            my $left = 5;
            my $next;
            $next = sub {
                $request->write('x' x 100_000);
                return $request->drained->then($next) if --$left;
                $request->end('end');
                undef $next;
                $stream_ended = 1;
            };
            $next->();
            return $request;
        },
        'GET /about'         => sub {
            my ($request) = @_;
            return join '|', $request->method, $request->path, $request->query, $request->query_parameter('a'),
                $request->header('x-name') // '', $request->http_version, $request->peer_address =~ /\A127/ ? 'peer' : '';
        },
        'GET /moved'         => sub { [ 302, [ Location => '/hello/moved' ], '' ] },
    },
);
my $base = 'http://127.0.0.1:' . $server->port;

sub got { result(Net::Golws::HTTP::Client::get("$base$_[0]", event => 'Builtin', @_[ 1 .. $#_ ])) }
sub posted { result(Net::Golws::HTTP::Client::post("$base$_[0]", event => 'Builtin', @_[ 1 .. $#_ ])) }

subtest 'what a handler returns' => sub {
    for my $expected (
        [ '/hello/you', 200, 'hello you', 'text/plain; charset=utf-8' ],
        [ '/hello/%C3%A9', 200, 'hello é', 'text/plain; charset=utf-8' ],
        [ '/rest/a/b/c', 200, 'a/b/c', 'text/plain; charset=utf-8' ],
        [ '/json', 200, '{"name":"é"}', 'application/json' ],
        [ '/psgi', 201, 'ab', 'text/x' ],
        [ '/late', 200, 'late', 'text/plain; charset=utf-8' ],
        [ '/about?a=%C3%A9+b&a=2', 200, undef, 'text/plain; charset=utf-8' ],
        [ '/none', 404, "there is nothing at this path\n", 'text/plain' ],
        [ '/size', 405, "this path has other methods\n", 'text/plain' ],
    ) {
        my ($path, $status, $text, $type) = @$expected;
        my $response = got($path);
        is $response->status, $status, "$path: the status";
        is $response->text, $text, "$path: the text" if defined $text;
        is $response->header('Content-Type'), $type, "$path: its type";
    }
    is got('/nothing')->status, 204, 'nothing is 204';
    is got('/json')->json->{name}, 'é', 'JSON comes back';
    is got('/size')->header('allow'), 'POST, PUT', '405 names the methods';
    is got('/about?a=%C3%A9+b&a=2', headers => [ 'X-Name' => 'n' ])->text,
        'GET|/about|a=%C3%A9%20b&a=2|é b|2|n|1|peer', 'what a request tells';
    is result(Net::Golws::HTTP::Client::head("$base/hello/you", event => 'Builtin'))->content, '', 'HEAD has no body';
};

subtest 'handlers that fail' => sub {
    for my $path ('/dies', '/rejects', '/wide', '/wrong') {
        @errors = ();
        is got($path)->status, 500, "$path: 500";
        is scalar @errors, 1, 'which the server is told';
    }
    is got('/hello/still')->content, 'hello still', 'others are not touched';
};

subtest 'bodies' => sub {
    is posted('/size', body => 'x' x 1000)->content, 1000, 'a body';
    is posted('/size', json => { a => 1 })->content, 7, 'JSON';
    is posted('/size')->content, 0, 'none';
    is posted('/size', body => 'x' x (1 << 20))->content, 1 << 20, 'as much as content() takes';
    is posted('/size', body => 'x' x (1 + (1 << 20)))->status, 413, 'more than that is 413';
    is posted('/stream', body => 'x' x 5_000_000)->content, 'streamed 5000000', 'in pieces, no limit';
    is posted('/stream', body => sub { my ($request) = @_; $request->write('x' x 10) for 1 .. 5; $request->end('y') })
        ->content, 'streamed 51', 'a body that is written in pieces';
    is result(Net::Golws::HTTP::Client::put("$base/size", event => 'Builtin', body => 'xy'))->content, 2, 'PUT';
    my $response = got('/pieces');
    is length $response->content, 500_003, 'a response in pieces';
    ok $stream_ended, 'whose writer waited for each';
    my ($pieces, $size, $status) = (0, 0);
    $response = got('/files/big.bin', on_ready => sub { $status = $_[0]->status },
        on_body => sub { $pieces++; $size += length $_[1] });
    is $size, 300_000, 'on_body gets all';
    is $status, 200, 'after on_ready';
    is $response->content, '', 'and nothing is kept';
    my ($while_paused, $pause) = (0);
    got('/files/big.bin', on_body => sub {
        $while_paused++ if $pause;
        $pause = $_[0]->pause;
        Net::Golws::after(0.02, sub { undef $pause });
    });
    is $while_paused, 0, 'a pause holds the body back';
    isa_ok failure(Net::Golws::HTTP::Client::get("$base/files/big.bin", event => 'Builtin', max_size => 1000)),
        'Net::Golws::X::RequestFailed';
};

subtest 'files' => sub {
    my $response = got('/files/page.html');
    is $response->content, '<p>page', 'a file';
    is $response->header('content-type'), 'text/html', 'with its type';
    like $response->header('cache-control'), qr/max-age=60/, 'for a minute';
    is got('/files/')->content, '<p>page', "the folder's own";
    is got('/files/none')->status, 404, 'none';
};

subtest 'redirects, errors' => sub {
    is got('/moved')->status, 302, 'not followed unasked';
    is got('/moved', follow_redirects => 1)->content, 'hello moved', 'followed';
    isa_ok failure(Net::Golws::HTTP::Client::get('http://127.0.0.1:1/', event => 'Builtin')), 'Net::Golws::X::RequestFailed';
    like failure(Net::Golws::HTTP::Client::get("$base/hello/x", event => 'Builtin', on_ready => sub { die "mine\n" })),
        qr/\Amine/, 'what a callback throws rejects the promise';
    my $silent = echo_server(routes => { 'GET /' => sub { $_[0] } });
    like failure(Net::Golws::HTTP::Client::get('http://127.0.0.1:' . $silent->port, event => 'Builtin', timeout => 0.2)),
        qr/timed out/, 'a timeout';
    my $gone = got('/hello/x');
    isa_ok failure($gone->drained->then(sub { $gone->end('x') })), 'Net::Golws::X::Closed';
};

subtest 'a client that goes' => sub {
    my $told;
    my $waiting = echo_server(routes => { 'GET /' => sub {
        my ($request) = @_;
        my $write;
        $write = sub { $request->write('x' x 1_000_000); $request->drained->then($write) };
        $request->begin(200);
        $write->()->catch(sub { $told = $_[0]; undef $write });
        return $request;
    } });
    my $failed = Net::Golws::HTTP::Client::get('http://127.0.0.1:' . $waiting->port, event => 'Builtin',
        on_body => sub { $_[0]->abort });
    isa_ok failure($failed), 'Net::Golws::X::RequestFailed';
    pass_time(0.2);
    isa_ok $told, 'Net::Golws::X::Closed';
};

done_testing;
