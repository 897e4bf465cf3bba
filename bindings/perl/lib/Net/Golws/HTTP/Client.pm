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
