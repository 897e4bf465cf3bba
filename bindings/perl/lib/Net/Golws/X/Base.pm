package Net::Golws::X::Base;

use strict;
use warnings;

use Carp ();
use overload '""' => sub { $_[0]->to_string }, fallback => 1;

# Where it was thrown is where the program called one of these.
$Carp::Internal{$_}++ for qw(
    Net::Golws Net::Golws::Engine Net::Golws::Exchange Net::Golws::HTTP::Client Net::Golws::HTTP::Response
    Net::Golws::Loop Net::Golws::Loop::AnyEvent Net::Golws::Loop::Builtin Net::Golws::Loop::IOAsync
    Net::Golws::Loop::Mojolicious Net::Golws::Options Net::Golws::Logger Net::Golws::Promise Net::Golws::Request
    Net::Golws::Router Net::Golws::Server Net::Golws::WebSocket::Client Net::Golws::WebSocket::Courier
    Net::Golws::X Net::Golws::X::Base Net::Golws::X::WebSocketClose
);

sub new {
    my ($class, $message, %fields) = @_;
    return bless { %fields, message => $message, where => Carp::shortmess('') }, $class;
}

sub get {
    my ($self, $name) = @_;
    return $self->{$name};
}

sub message { $_[0]{message} }

sub to_string {
    my ($self) = @_;
    my ($kind) = ref($self) =~ /([^:]+)\z/;
    return "$kind: $self->{message}$self->{where}";
}

sub throw { die ref $_[0] ? $_[0] : shift->new(@_) }

1;

=encoding utf-8

=head1 NAME

Net::Golws::X::Base - an error

=head1 METHODS

=head2 new( $message, %fields ), throw( $message, %fields )

Makes one; throws it. An object is thrown again by C<throw()>.

=head2 get( $name )

A field: C<'message'>, or what the class says.

=head2 message()

What it says.

=head2 to_string()

The class, the message, and where the program was. It is what an error is as a string.

=cut
