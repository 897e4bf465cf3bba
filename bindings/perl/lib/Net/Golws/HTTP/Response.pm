package Net::Golws::HTTP::Response;

use strict;
use warnings;

use parent 'Net::Golws::Exchange';

use Net::Golws::Options ();
use Net::Golws::Promise ();

use constant MAX_SIZE => 16 << 20;

sub _new {
    my ($class, $engine, $given) = @_;
    return bless {
        engine       => $engine,
        url          => "$given->{url}",
        complete     => Net::Golws::Promise->new($engine->loop),
        status       => 0,
        header_block => '',
        received     => '',
        on_ready     => $given->{on_ready},
        on_body      => $given->{on_body},
        max_size     => $given->{max_size} // MAX_SIZE,
    }, $class;
}

sub url          { $_[0]{url} }
sub status       { $_[0]{status} }
sub http_version { $_[0]{http_version} }
sub content      { $_[0]{received} }
sub is_success   { $_[0]{status} =~ /\A2/ }

sub text {
    my ($self) = @_;
    my ($charset) = ($self->header('content-type') // '') =~ /;\s*charset="?([\w.:-]+)/i;
    require Encode;
    my $encoding = Encode::find_encoding($charset // 'UTF-8')
        or Net::Golws::X->throw(RequestFailed => "the response is in the unknown charset $charset");
    return $encoding->decode(my $copy = $self->{received});
}

sub json {
    my ($self) = @_;
    require JSON::PP;
    return JSON::PP->new->utf8->allow_nonref->decode($self->{received});
}

# The request's body

sub write {
    my ($self, $piece) = @_;
    return $self->_send($piece, 0);
}

sub end {
    my ($self, $piece) = @_;
    return $self->_send($piece // '', 1);
}

# What the library tells.

sub _loop { $_[0]{engine}->loop }

sub _answered {
    my ($self) = @_;
    $self->{on_ready}->($self) if $self->{on_ready};
}

sub _body {
    my ($self, $piece) = @_;
    return $self->{on_body}->($self, $piece) if $self->{on_body};
    $self->{received} .= $piece;
    $self->_fail(Net::Golws::X->create(RequestFailed => "the body has more than $self->{max_size} bytes"))
        if length $self->{received} > $self->{max_size};
}

sub _body_ended { $_[0]{body_ended} = 1 }

sub _died {
    my ($self, $error) = @_;
    $self->_fail($error);
}

sub _fail {
    my ($self, $error) = @_;
    my $complete = delete $self->{complete} or return;
    $complete->reject($error);
    $self->abort;
}

sub _finished {
    my ($self, $why, $failed) = @_;
    $self->_drop_drained($failed ? $why : 'it is complete');
    my $complete = delete $self->{complete};
    my $body_ended = $self->{body_ended};
    delete @$self{qw(on_ready on_body)};
    return unless $complete;
    return $complete->resolve($self) if $body_ended || !$failed;
    $complete->reject(Net::Golws::X->create(RequestFailed => "the request of $self->{url} failed: $why"));
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::HTTP::Response - what a server answers

=head1 METHODS

Those of L<Net::Golws::Exchange>, and these.

=head2 url(), status(), is_success(), http_version()

What was asked for; the status, and whether it is a 2xx; 1 or 2.

=head2 content()

The body, as bytes; '' when C<on_body> took it.

=head2 text()

The body as characters, by the charset that its Content-Type names, otherwise UTF-8.

=head2 json()

What the body is in JSON.

=head2 write( $bytes ), end( $bytes )

Of the request's body, when C<body> is a code reference. They return the bytes that wait to
be sent.

=cut
