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

=encoding utf-8

=head1 NAME

Net::Golws::X::WebSocketClose - a connection ended otherwise than by 1000

=head1 DESCRIPTION

Fields: C<code>, C<reason> (characters).

=head1 METHODS

=head2 new( $code, $reason )

Makes one.

=cut
