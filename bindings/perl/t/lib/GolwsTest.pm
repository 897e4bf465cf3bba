package GolwsTest;

# What the tests have in common.

use strict;
use warnings;

use Exporter 'import';
use Test::More;

our @EXPORT = qw(for_each_loop result failure pass_time echo_server url_of);

# Seconds after which a test that hangs dies.
use constant LIMIT => 60;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);
alarm LIMIT;

# What is thrown names the test's line, not one of these.
$Carp::Internal{GolwsTest}++;

my %needs = (AnyEvent => 'AnyEvent', IOAsync => 'IO::Async::Loop', Mojolicious => 'Mojo::IOLoop', Builtin => 'Net::Golws');

# Runs a subtest in each loop that is installed.
sub for_each_loop {
    my ($test) = @_;
    for my $name (sort keys %needs) {
        subtest $name => sub {
            plan skip_all => "no $needs{$name}" unless eval "require $needs{$name}; 1";
            $test->($name eq 'IOAsync' ? [ IOAsync => IO::Async::Loop->new ] : $name);
        };
    }
}

# What a promise resolves to.
sub result { scalar $_[0]->get }

# What it is rejected with.
sub failure {
    my ($promise) = @_;
    my $resolved = eval { $promise->get; 1 };
    return $resolved ? fail('the promise is rejected') : $@;
}

# Runs our own loop for some seconds.
sub pass_time {
    my ($seconds) = @_;
    my $passed = Net::Golws::Promise->new(Net::Golws::Loop->of('Builtin'));
    Net::Golws::after($seconds, sub { $passed->resolve });
    $passed->get;
}

sub echo_server {
    my (%options) = @_;
    require Net::Golws::Server;
    return Net::Golws::Server->new(
        event      => 'Builtin',
        host       => '127.0.0.1',
        on_connect => sub {
            my ($courier) = @_;
            $courier->on_text(sub { $_[0]->send_text($_[1]) });
            $courier->on_binary(sub { $_[0]->send_binary($_[1]) });
        },
        %options,
    );
}

sub url_of {
    my ($server, $path) = @_;
    return 'ws://127.0.0.1:' . $server->port . ($path // '/');
}

1;
