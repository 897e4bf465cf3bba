package Net::Golws::X::WebSocketClose;

use strict;
use warnings;

use parent 'Net::Golws::X::Base';

sub new {
    my ($class, $code, $reason) = @_;
    my $message = "the WebSocket was closed with $code" . (length $reason ? " ($reason)" : '');
    return $class->SUPER::new($message, code => $code, reason => $reason);
}

1;
