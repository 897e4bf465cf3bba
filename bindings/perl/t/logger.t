# What the library logs.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

use Net::Golws::Logger ();
use Net::Golws::Server ();

my @lines;
my $logger = Net::Golws::Logger->new(
    level    => Net::Golws::LLL_ERR,
    callback => sub { push @lines, \@_ },
);
sub refused { eval { my $server = echo_server(host => '203.0.113.1'); 1 } ? undef : $@ }

isa_ok refused(), 'Net::Golws::X::General';
is scalar @lines, 1, 'one line of that level';
is $lines[0][0], Net::Golws::LLL_ERR, 'its level';
like $lines[0][1], qr/203\.0\.113\.1.*[^\n]\z/, 'and the line';

my @more;
my $other = Net::Golws::Logger->new(callback => sub { push @more, $_[1]; die "of the logger\n" if @more == 1 });
my $warner = Net::Golws::Logger->new(level => Net::Golws::LLL_WARN, callback => sub { push @more, 'wrong' });
my @warnings;
{
    local $SIG{__WARN__} = sub { push @warnings, @_ };
    refused() for 1 .. 2;
}
is scalar @more, 2, 'another logger has them, too; one of another level has not';
is scalar @lines, 3, 'beside the first';
is_deeply \@warnings, ["of the logger\n"], 'what a logger throws is a warning';
undef $other;
refused();
is scalar @more, 2, 'a logger ends with its object';
is scalar @lines, 4, 'others go on';

undef $_ for $logger, $warner;
Net::Golws::set_log_level(0);
isa_ok refused(), 'Net::Golws::X::General';
is scalar @lines, 4, 'silence without loggers';

done_testing;
