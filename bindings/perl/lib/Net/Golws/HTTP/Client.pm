package Net::Golws::HTTP::Client;

use strict;
use warnings;

use Net::Golws ();
use Net::Golws::HTTP::Response ();
use Net::Golws::Options ();
use Net::Golws::Promise ();

use constant { NO_BODY => -2, UNKNOWN_LENGTH => -1 };

sub request {
    my (%given) = @_;
    Net::Golws::Options::known(
        \%given, 'request()', qw(method url event headers body json on_body on_ready max_size tls http2 follow_redirects
            timeout proxy unix)
    );
    Net::Golws::Options::code(\%given, qw(on_body on_ready));
    my $method = uc($given{method} // 'GET');
    Net::Golws::Options::wrong("'$method' is no method: GET is, for example") unless $method =~ /\A[A-Z]+\z/;
    my $native = Net::Golws::Options::target(\%given, 'HTTP', qw(http https));
    my ($body, $type, $write) = body_of(\%given);
    my @headers = ref $given{headers} eq 'HASH' ? %{ $given{headers} } : @{ $given{headers} // [] };
    my %sent = map { lc($headers[ 2 * $_ ] // '') => 1 } 0 .. $#headers / 2;
    push @headers, 'Content-Type' => $type if defined $type && !$sent{'content-type'};
    push @headers, 'User-Agent' => 'golws' unless $sent{'user-agent'};
    push @headers, Accept => '*/*' unless $sent{accept};
    $native->{headers} .= Net::Golws::Options::headers(\@headers);
    $native->{method} = $method;
    $native->{length} = $write ? UNKNOWN_LENGTH : defined $body ? length $body
        : $method =~ /\A(?:POST|PUT|PATCH)\z/ ? 0 : NO_BODY;
    $native->{follow_redirects} = $given{follow_redirects} ? 1 : 0;
    $native->{http2} = $given{http2} // 1;

    my $engine = Net::Golws::Engine->of($given{event});
    my $response = Net::Golws::HTTP::Response->_new($engine, \%given);
    my $promise = $response->{complete};
    $response->_open($engine, $native);
    $response->_send($body, 1) if length($body // '') && $response->{complete};
    if ($write) {
        eval { $write->($response); 1 } or $response->_died($@);
    }
    return $promise;
}

# What is sent: bytes, their type, and what writes them if they come in pieces.
sub body_of {
    my ($given) = @_;
    Net::Golws::Options::wrong('a request has a body or json, not both') if defined $given->{body} && exists $given->{json};
    if (exists $given->{json}) {
        require JSON::PP;
        return JSON::PP->new->utf8->canonical->allow_nonref->encode($given->{json}), 'application/json';
    }
    my $body = $given->{body};
    return unless defined $body;
    return undef, 'application/octet-stream', $body if Net::Golws::Options::is_callable($body);
    Net::Golws::Options::wrong('a body is bytes, or a code reference that writes them') if ref $body;
    Net::Golws::Options::wrong('wide character in the body: encode it first') unless utf8::downgrade($body, 1);
    return $body, 'application/octet-stream';
}

for my $method (qw(get head post put patch delete)) {
    no strict 'refs';
    *$method = sub {
        my ($url, %given) = @_;
        return request(%given, url => $url, method => $method);
    };
}

1;

=encoding utf-8

=head1 NAME

Net::Golws::HTTP::Client - HTTP/1.1 and HTTP/2 requests

=head1 SYNOPSIS

    use Net::Golws::HTTP::Client ();

    Net::Golws::HTTP::Client::get('https://example.org/', event => 'AnyEvent')->then(sub {
        my ($response) = @_;
        print $response->status, "\n", $response->text;
    });

=head1 FUNCTIONS

=head2 $promise = get( $url, %options ), head(), post(), put(), patch(), delete()

C<request()> with that method.

=head2 $promise = request( %options )

Asks for something. The promise resolves to a L<Net::Golws::HTTP::Response> when that is
complete, whatever its status, and is rejected with a L<Net::Golws::X::RequestFailed>, or
with what a callback has thrown.

=over

=item C<url>, C<event>

Needed: C<http://...> or C<https://...>, and which event loop: see
L<Net::Golws/EVENT LOOPS>.

=item C<method>

GET without.

=item C<headers>

C<< [ name => value, ... ] >>, or a hash reference.

=item C<body>

Bytes; or a code reference, called with the response to be, which sends the body by
C<write()> and C<end()> of that.

=item C<json>

A value to send as JSON, instead.

=item C<on_ready>

Called with the response when its status and headers are there.

=item C<on_body>

Called with the response and each piece of its body, which is not kept then.

=item C<max_size>

The largest body that is kept: 16 MiB.

=item C<timeout>

Seconds until the response's head must be there: 10.

=item C<follow_redirects>

True follows them, if the request has no body. Authorization and Cookie do not go to other
places.

=item C<http2>

False: does not offer HTTP/2 where there is TLS.

=item C<tls>, C<proxy>, C<unix>

As of L<Net::Golws::WebSocket::Client>.

=back

=cut
