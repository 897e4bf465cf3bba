# One server on a library: -l golws or mojolicious; -p PORT; echoes WebSockets, answers
# /hello, serves -d FOLDER at /static. Both under EV.

use strict;
use warnings;

use Getopt::Long;

GetOptions('l=s' => \my $library, 'p=i' => \my $port, 'd=s' => \my $folder, 'deflate' => \my $deflate) or exit 2;
require EV;

my %servers = (
    golws => sub {
        require Net::Golws::Server;
        require AnyEvent;
        my $server = Net::Golws::Server->new(
            event       => 'AnyEvent',
            host        => '127.0.0.1',
            port        => $port,
            compression => $deflate ? 'deflate' : undef,
            mounts      => $folder ? { '/static' => $folder } : undef,
            routes      => { 'GET /hello' => sub { 'hello' } },
            on_connect  => sub {
                my ($courier) = @_;
                $courier->on_text(sub { $_[0]->send_text($_[1]) });
                $courier->on_binary(sub { $_[0]->send_binary($_[1]) });
            },
        );
        EV::run();
    },
    mojolicious => sub {
        $ENV{MOJO_MODE} = 'production';
        require Mojolicious;
        require Mojo::Server::Daemon;
        my $app = Mojolicious->new(mode => 'production');
        $app->log->level('fatal');
        push @{ $app->static->paths }, $folder if $folder;
        my $routes = $app->routes;
        $routes->get('/hello' => sub { $_[0]->render(text => 'hello') });
        $routes->websocket('/*rest' => { rest => '' } => sub {
            my ($c) = @_;
            $c->tx->with_compression if $deflate;
            $c->on(text => sub { $_[0]->send({ text => $_[1] }) });
            $c->on(binary => sub { $_[0]->send({ binary => $_[1] }) });
        });
        Mojo::Server::Daemon->new(app => $app, listen => ["http://127.0.0.1:$port"], silent => 1,
            max_requests => 1_000_000, inactivity_timeout => 0)->run;
    },
);
$servers{$library}->();
