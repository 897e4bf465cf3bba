# The documentation is well-formed, and has every public function.

use strict;
use warnings;

use Test::More;

plan skip_all => 'no Test::Pod' unless eval { require Test::Pod; 1 };
Test::Pod->import;

my @files = all_pod_files('blib/lib');
pod_file_ok($_) for @files;

SKIP: {
    skip 'no Pod::Coverage', 1 unless eval { require Pod::Coverage; 1 };
    # What the modules have for one another.
    my %inner = (
        'Net::Golws'                      => [qr/\A[A-Z_]+\z/],
        'Net::Golws::Server'              => [qr/\A(?:mounts|refuse)\z/],
        'Net::Golws::Request'             => [qr/\A(?:check_status|date|unescaped)\z/],
        'Net::Golws::HTTP::Client'        => [qr/\Abody_of\z/],
        'Net::Golws::Loop::Builtin'       => [qr/\A(?:watch|unwatch|later|after|run_until)\z/],
        'Net::Golws::Logger'              => [qr/\A(?:deliver|update_level)\z/],
        'Net::Golws::Promise'             => [qr/\AAWAIT_/],
    );
    for my $module (
        '', qw(::WebSocket::Client ::WebSocket::Courier ::Server ::Request ::Exchange ::HTTP::Client ::HTTP::Response
        ::Promise ::Loop ::Loop::Builtin ::Logger ::X ::X::Base ::X::WebSocketClose)
    ) {
        my $coverage = Pod::Coverage->new(package => "Net::Golws$module", also_private => $inner{"Net::Golws$module"} // [ qr/\A[A-Z_]+\z/ ]);
        my @naked = grep { !/\A[A-Z_]+\z/ } $coverage->naked;
        ok defined $coverage->coverage && !@naked, "Net::Golws$module" or diag $coverage->why_unrated // "not documented: @naked";
    }
}

done_testing;
