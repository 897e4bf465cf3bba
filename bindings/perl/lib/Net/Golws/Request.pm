package Net::Golws::Request;

use strict;
use warnings;

use parent 'Net::Golws::Exchange';

use Scalar::Util ();

use Net::Golws::Options ();

use constant BODY_MOST => 1 << 20;

my @days   = qw(Sun Mon Tue Wed Thu Fri Sat);
my @months = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);

sub method { $_[0]{method} }

sub path {
    my ($self) = @_;
    my $path = $self->{path};
    utf8::decode($path);
    return $path;
}

sub query        { $_[0]{query}        //= $_[0]->_read_query }
sub http_version { $_[0]{http_version} //= $_[0]->_read_version }
sub peer_address { $_[0]{peer}         //= $_[0]->_read_peer }
sub server       { $_[0]{server} }

sub parameter {
    my ($self, $name) = @_;
    return $self->{parameters}{$name};
}

sub query_parameter {
    my ($self, $name) = @_;
    my @values;
    for my $pair (split /[&;]/, $self->query) {
        my ($key, $value) = map { unescaped($_) } split /=/, $pair, 2;
        push @values, $value // '' if ($key // '') eq $name;
    }
    return wantarray ? @values : $values[0];
}

sub unescaped {
    my ($text) = @_;
    $text =~ tr/+/ /;
    $text =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    utf8::decode($text);
    return $text;
}

# The body

sub on_body {
    my ($self, $on_body, $on_end) = @_;
    Net::Golws::Options::code({ on_body => $on_body, on_end => $on_end }, qw(on_body on_end));
    @$self{qw(on_body on_end)} = ($on_body, $on_end);
    my $body = delete $self->{received};
    $on_body->($self, $body) if length($body // '');
    $on_end->($self) if $on_end && $self->{body_ended};
    return $self;
}

# A promise of the whole body.
sub content {
    my ($self, $most) = @_;
    $self->{content_most} = $most // BODY_MOST;
    my $content = $self->{content} //= Net::Golws::Promise->new($self->_loop);
    $self->_check_size;
    $content->resolve($self->{received} // '') if $self->{body_ended};
    return $content;
}

sub _check_size {
    my ($self) = @_;
    return if length($self->{received} // '') <= $self->{content_most};
    delete $self->{received};
    $self->{content}->reject(Net::Golws::X->create(RequestFailed => 'the body is too large', status => 413));
}

# The response

sub respond {
    my ($self, $status, $headers, $body) = @_;
    $body = '' unless defined $body;
    check_status($status);
    my $block = Net::Golws::Options::headers($headers);
    Net::Golws::X->throw(BadArgument => 'wide character in the body: encode it first')
        unless utf8::downgrade($body, 1);
    $self->{answered} = 1;
    $self->_answer($status, date() . $block, $body);
    $self->_forget_body;
    return $self;
}

sub begin {
    my ($self, $status, $headers, $length) = @_;
    check_status($status);
    $self->{answered} = 1;
    $self->_respond($status, date() . Net::Golws::Options::headers($headers), $length // -1);
    return $self;
}

sub write {
    my ($self, $piece) = @_;
    return $self->_send($piece, 0);
}

sub end {
    my ($self, $piece) = @_;
    my $waiting = $self->_send($piece // '', 1);
    $self->_forget_body;
    return $waiting;
}

# With the response complete nobody reads what was not read before.
sub _forget_body {
    my ($self) = @_;
    $self->{on_body} //= sub { } unless $self->{content};
    delete @$self{qw(held received)};
}

sub check_status {
    my ($status) = @_;
    Net::Golws::Options::wrong("'" . ($status // 'undef') . "' is no status of a response: 200 to 599 are")
        unless ($status // '') =~ /\A[2-5][0-9][0-9]\z/;
}

my ($date_of, $date) = (0, '');

# RFC 9110 section 6.6.1.
sub date {
    my $now = time;
    return $date if $now == $date_of;
    my ($second, $minute, $hour, $day, $month, $year, $weekday) = gmtime($date_of = $now);
    return $date = sprintf "date\0%s, %02d %s %d %02d:%02d:%02d GMT\0", $days[$weekday], $day, $months[$month],
        $year + 1900, $hour, $minute, $second;
}

# What a handler returned becomes the response.
sub _answer_with {
    my ($self, $answer) = @_;
    return if $self->{answered};
    return $self->respond(204) unless defined $answer;
    if (Scalar::Util::blessed($answer)) {
        return if $answer == $self;
        if ($answer->can('then')) {
            Net::Golws::Promise->new($self->_loop)->resolve($answer)->then(
                sub { $self->_answer_with(@_); return },
            )->catch(sub { $self->_failed_with(@_); return });
            return;
        }
    }
    return $self->respond($answer->[0], $answer->[1], ref $answer->[2] eq 'ARRAY' ? join '', @{ $answer->[2] } : $answer->[2])
        if ref $answer eq 'ARRAY';
    if (ref $answer eq 'HASH') {
        require JSON::PP;
        return $self->respond(200, [ 'Content-Type' => 'application/json' ], JSON::PP->new->utf8->canonical->encode($answer));
    }
    Net::Golws::Options::wrong('a handler returns text, [ status, headers, body ], a hash reference, a promise or undef')
        if ref $answer && !Scalar::Util::blessed($answer);
    return $self->respond(200, [ 'Content-Type' => 'text/plain; charset=utf-8' ], Net::Golws::Options::encoded("$answer"));
}

sub _failed_with {
    my ($self, $error) = @_;
    # To answer one who has just gone is no mistake.
    return if Scalar::Util::blessed($error) && $error->isa('Net::Golws::X::Closed') && ($error->get('of') // 0) == $self;
    if (Scalar::Util::blessed($error) && $error->isa('Net::Golws::X::RequestFailed') && $error->get('status')) {
        return $self->respond($error->get('status'), [ 'Content-Type' => 'text/plain' ], $error->message . "\n");
    }
    $self->{server} ? $self->{server}->_report($error, $self) : warn $error;
    return $self->abort if $self->{answered};
    return $self->respond(500, [ 'Content-Type' => 'text/plain' ], "the request failed in the server; its log says why\n");
}

# What the library tells.

sub _loop { $_[0]{engine}->loop }

sub _requested {
    my ($self) = @_;
    my $server = $self->{server};
    return $self->respond(503) if !$server || $server->{closed};
    $self->_answer_with(scalar $server->{router}->answer($self));
}

sub _body {
    my ($self, $piece) = @_;
    return $self->{on_body}->($self, $piece) if $self->{on_body};
    $self->{received} .= $piece;
    return $self->_check_size if $self->{content};
    $self->{held} //= $self->pause if length $self->{received} > BODY_MOST;
}

sub _body_ended {
    my ($self) = @_;
    $self->{body_ended} = 1;
    $self->{content}->resolve($self->{received} // '') if $self->{content};
    $self->{on_end}->($self) if $self->{on_end};
}

sub _died {
    my ($self, $error) = @_;
    $self->_failed_with($error);
}

sub _finished {
    my ($self, $why, $failed) = @_;
    $self->_drop_drained($failed ? $why : 'it is complete');
    delete @$self{qw(on_body on_end held)};
    my $content = delete $self->{content} or return;
    $content->on_settled(sub { })->reject(Net::Golws::X->create(RequestFailed => $why)) unless $self->{body_ended};
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::Request - what a client asks a server for

=head1 SYNOPSIS

    routes => {
        'GET /count' => sub {
            my ($request) = @_;
            $request->begin(200, [ 'Content-Type' => 'text/plain' ]);
            $request->write("$_\n") for 1 .. 3;
            $request->end;
            return $request;
        },
    },

=head1 METHODS

Those of L<Net::Golws::Exchange>, and these. Headers, query and so on can be read until the
response is sent.

=head2 method(), path(), query(), http_version(), peer_address()

What was asked for. The path is decoded, the query is not. The version is 1 or 2.

=head2 parameter( $name )

What stands for C<:name> or C<*name> of the route.

=head2 query_parameter( $name )

The first value of that name in the query, decoded; in list context all.

=head2 server()

The L<Net::Golws::Server>.

=head2 $promise = content( $most )

The whole body. One of more than that many bytes (1 MiB) rejects with a
L<Net::Golws::X::RequestFailed>, which a handler's promise answers with 413.

=head2 on_body( \&on_body, \&on_end )

The body as it comes: C<on_body> is called with the request and each piece, C<on_end> with
the request.

=head2 respond( $status, $headers, $bytes )

The whole response. Headers are C<< [ name => value, ... ] >>.

=head2 begin( $status, $headers, $length ), write( $bytes ), end( $bytes )

A response in pieces. The length may be left out. C<write> and C<end> return the bytes that
wait to be sent; C<drained()> is a promise that none do.

=cut
