package Net::Golws::X;

use strict;
use warnings;

use Net::Golws::X::Base ();
use Net::Golws::X::BadArgument ();
use Net::Golws::X::Closed ();
use Net::Golws::X::ConnectionFailed ();
use Net::Golws::X::General ();
use Net::Golws::X::RequestFailed ();
use Net::Golws::X::WebSocketClose ();

sub create {
    my (undef, $kind, @arguments) = @_;
    return "Net::Golws::X::$kind"->new(@arguments);
}

sub throw {
    my ($class, @arguments) = @_;
    die $class->create(@arguments);
}

1;
