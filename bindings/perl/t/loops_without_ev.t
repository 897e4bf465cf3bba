# t/loops.t where AnyEvent and Mojolicious have loops of Perl alone.

use strict;
use warnings;

BEGIN {
    $ENV{PERL_ANYEVENT_MODEL} = 'Perl';
    $ENV{MOJO_REACTOR}        = 'Mojo::Reactor::Poll';
}

do './t/loops.t' or die $@ || $!;
