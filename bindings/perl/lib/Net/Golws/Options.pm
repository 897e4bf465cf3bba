package Net::Golws::Options;

use strict;
use warnings;

use Scalar::Util ();

use Net::Golws::X ();

use constant {
    MAX_SIZE         => 1 << 20,
    PING_INTERVAL    => 20,
    PING_TIMEOUT     => 20,
    NEVER_HANGS_UP   => 43_200,
    ALL_UNVERIFIED   => 1,
    LONGEST_TIMEOUT  => 2_000_000,
};

my %ports = (ws => 80, wss => 443, http => 80, https => 443);

sub wrong { Net::Golws::X->throw(BadArgument => $_[0]) }

# Croaks for what is not among the names that there are.
sub known {
    my ($given, $function, @names) = @_;
    my %known = map { $_ => 1 } @names;
    for my $name (sort keys %$given) {
        wrong("$function has no option '$name'; there are @{[ join ', ', @names ]}") unless $known{$name};
    }
}

sub code {
    my ($given, @names) = @_;
    for my $name (@names) {
        next unless defined $given->{$name};
        wrong("$name is a code reference") unless is_callable($given->{$name});
    }
}

sub is_callable {
    my ($value) = @_;
    return (Scalar::Util::reftype($value) // '') eq 'CODE'
        || Scalar::Util::blessed($value) && defined overload::Method($value, '&{}');
}

sub encoded {
    my ($text) = @_;
    utf8::encode($text);
    return $text;
}

# What a client connects to, by a URL of one of the schemes.
sub target {
    my ($given, $what, @schemes) = @_;
    my $url = $given->{url};
    wrong("a $what URL is a string") if !defined $url || ref $url && !Scalar::Util::blessed($url);
    $url = encoded("$url");
    my $wanted = join ' or ', map {"$_://host..."} @schemes;
    my ($scheme, $account, $host, $port, $path) = $url =~ m{
        \A ([A-Za-z]+) :// (?: ([^/?\#\@]*) \@ )? (\[[0-9A-Fa-f:.]+\] | [^/?\#:\@\[\]]+) (?: : ([0-9]+) )?
        ([/?][^\#]*)? (?: \# .* )? \z
    }xs or wrong("'$given->{url}' is no $what URL: $wanted is");
    $scheme = lc $scheme;
    wrong("'$given->{url}' is no $what URL: $wanted is") unless grep { $_ eq $scheme } @schemes;
    wrong("'$given->{url}' is no $what URL: it has blanks or control characters") if $url =~ /[\x00-\x20\x7f]/;
    wrong("'$given->{url}' is no $what URL: its host is not ASCII; write it in punycode") if $host =~ /[^\x00-\x7f]/;
    wrong("'$given->{url}' is no $what URL: there is no port $port") if defined $port && ($port < 1 || $port > 65535);
    $port ||= $ports{$scheme};
    $path //= "/";
    $path = "/$path" unless $path =~ m{\A/};
    $path =~ s/([^\x21-\x7e]|[<>"`{|}\\^])/sprintf '%%%02X', ord $1/ge;
    my $secure = $scheme eq 'wss' || $scheme eq 'https';
    my $target = {
        host       => $host =~ s/\A\[|\]\z//gr,
        port       => $port,
        authority  => $port == $ports{$scheme} ? $host : "$host:$port",
        path       => $path,
        scheme     => $scheme,
        headers    => '',
        timeout_ms => scalar timeout_ms($given->{timeout}),
        tls        => $secure ? tls($given->{tls}, 0) // {} : undef,
    };
    $target->{proxy} = proxy($given->{proxy}) if defined $given->{proxy};
    @$target{qw(host port)} = (encoded($given->{unix}), -1) if defined $given->{unix};
    if (defined $account) {
        require MIME::Base64;
        my $plain = $account =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ger;
        $target->{headers} = headers([ Authorization => 'Basic ' . MIME::Base64::encode_base64($plain, '') ]);
    }
    return $target;
}

sub origin {
    my ($origin) = @_;
    wrong('an origin has no blanks or control characters') if ref $origin || $origin =~ /[\x00-\x20\x7f]/;
    return encoded($origin);
}

sub proxy {
    my ($url) = @_;
    wrong("'$url' is no HTTP proxy: http://host:port is") if $url =~ /[\x00-\x20\x7f]/;
    my ($account, $place) = encoded($url) =~ m{\A (?: http:// )? (?: ([^/\@]+) \@ )? ([^/:\@]+:[0-9]+) /? \z}x
        or wrong("'$url' is no HTTP proxy: http://host:port is");
    return (defined $account ? "$account\@" : '') . $place;
}

sub timeout_ms {
    my ($seconds) = @_;
    $seconds //= 10;
    wrong('timeout is a number of seconds, more than 0')
        unless Scalar::Util::looks_like_number($seconds) && $seconds > 0;
    return int(1000 * ($seconds < LONGEST_TIMEOUT ? $seconds : LONGEST_TIMEOUT)) || 1;
}

# Certificates: a hash reference; clients may also name what they do not check.
sub tls {
    my ($given, $of_server) = @_;
    return unless defined $given;
    if (!ref $given && !$of_server) {
        wrong('tls is a sum of LCCSCF_ constants, or a hash reference') if $given !~ /\A[0-9]+\z/ || $given & ~30;
        return { unverified => $given };
    }
    wrong('tls is a hash reference') unless ref $given eq 'HASH';
    known($given, 'tls', qw(certificate key ca), $of_server ? () : 'verify');
    my %tls = map { $_ => encoded($given->{$_}) } grep { defined $given->{$_} } qw(certificate key ca);
    for (sort keys %tls) {
        wrong("tls: there is no file $tls{$_}") unless $tls{$_} =~ /\A-----BEGIN/ || -f $tls{$_};
    }
    wrong('tls: a certificate needs its key') if !!defined $tls{certificate} ne !!defined $tls{key};
    wrong("a server's tls needs certificate and key") if $of_server && !defined $tls{key};
    $tls{unverified} = ALL_UNVERIFIED if !$of_server && exists $given->{verify} && !$given->{verify};
    return \%tls;
}

# A block of headers from [ name => value, ... ] or a hash reference.
sub headers {
    my ($given) = @_;
    return '' unless defined $given;
    my @pairs = ref $given eq 'ARRAY' ? @$given : ref $given eq 'HASH' ? map { ($_ => $given->{$_}) } sort keys %$given
        : wrong('headers are [ name => value, ... ]');
    wrong('headers are pairs of name and value') if @pairs % 2;
    my $block = '';
    while (my ($name, $value) = splice @pairs, 0, 2) {
        wrong('a header has no value') unless defined $name && defined $value;
        my $header = "$name\0$value\0";
        utf8::encode($header) if utf8::is_utf8($header) && !utf8::downgrade($header, 1);
        wrong("header '$name' cannot be sent: its name or value has characters that none may have")
            if ($header =~ tr/\0//) != 2 || !Net::Golws::_headers_valid($header);
        $block .= $header;
    }
    return $block;
}

# name => value, ... from a block.
sub pairs {
    my ($block) = @_;
    return split /\0/, $block, -1 if chop $block;
    return;
}

sub value_in {
    my ($pairs, $name) = @_;
    my @values = map { lc $pairs->[ 2 * $_ ] eq lc $name ? $pairs->[ 2 * $_ + 1 ] : () } 0 .. $#$pairs / 2;
    return @values ? join ', ', @values : undef;
}

sub names {
    my ($given, $what) = @_;
    return [] unless defined $given;
    wrong("$what is a reference to an array of names") unless ref $given eq 'ARRAY';
    for (@$given) {
        wrong("$what: '" . ($_ // 'undef') . "' is no name") unless ($_ // '') =~ /\A[!#\$%&'*+.^_`|~0-9A-Za-z-]+\z/;
    }
    return $given;
}

# Settings that connections of clients and of servers have.
sub connection {
    my ($given) = @_;
    my $size = $given->{max_size} // MAX_SIZE;
    wrong('max_size is a number of bytes, at least 1') unless $size =~ /\A[1-9][0-9]{0,17}\z/;
    my $interval = exists $given->{ping_interval} ? $given->{ping_interval} : PING_INTERVAL;
    my $timeout = exists $given->{ping_timeout} ? $given->{ping_timeout} : PING_TIMEOUT;
    for ($interval, $timeout) {
        wrong('ping_interval and ping_timeout are seconds, from 1 to 32767, or undef')
            if defined && !(Scalar::Util::looks_like_number($_) && $_ >= 1 && $_ <= 32_767);
    }
    my %connection = (max_size => $size, deflate => compression($given));
    if ($interval) {
        $connection{ping_after} = int $interval;
        $connection{hangup_after} = int($interval + ($timeout || NEVER_HANGS_UP - $interval));
    }
    return %connection;
}

sub compression {
    my ($given) = @_;
    return 1 unless exists $given->{compression};
    my $compression = $given->{compression};
    return 0 unless $compression;
    for my $setup (ref $compression eq 'ARRAY' ? @$compression : $compression) {
        my ($name) = ref $setup eq 'ARRAY' ? @$setup : $setup;
        next if ref $name eq 'HASH';
        wrong("compression is 'deflate' or undef, not '" . ($name // 'undef') . q(')) unless ($name // '') eq 'deflate';
    }
    return 1;
}

1;
