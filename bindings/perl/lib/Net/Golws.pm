package Net::Golws;

use 5.026;
use strict;
use warnings;

our $VERSION = '0.01';

use constant {
    HAS_PMD => 1,

    LLL_ERR     => 1 << 0,
    LLL_WARN    => 1 << 1,
    LLL_NOTICE  => 1 << 2,
    LLL_INFO    => 1 << 3,
    LLL_DEBUG   => 1 << 4,
    LLL_PARSER  => 1 << 5,
    LLL_HEADER  => 1 << 6,
    LLL_EXT     => 1 << 7,
    LLL_CLIENT  => 1 << 8,
    LLL_LATENCY => 1 << 9,
    LLL_USER    => 1 << 10,
    LLL_THREAD  => 1 << 11,

    LCCSCF_ALLOW_SELFSIGNED                => 1 << 1,
    LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK => 1 << 2,
    LCCSCF_ALLOW_EXPIRED                   => 1 << 3,
    LCCSCF_ALLOW_INSECURE                  => 1 << 4,

    CLOSE_STATUS_NORMAL               => 1000,
    CLOSE_STATUS_GOINGAWAY            => 1001,
    CLOSE_STATUS_PROTOCOL_ERR         => 1002,
    CLOSE_STATUS_UNACCEPTABLE_OPCODE  => 1003,
    CLOSE_STATUS_NO_STATUS            => 1005,
    CLOSE_STATUS_ABNORMAL_CLOSE       => 1006,
    CLOSE_STATUS_INVALID_PAYLOAD      => 1007,
    CLOSE_STATUS_POLICY_VIOLATION     => 1008,
    CLOSE_STATUS_MESSAGE_TOO_LARGE    => 1009,
    CLOSE_STATUS_EXTENSION_REQUIRED   => 1010,
    CLOSE_STATUS_UNEXPECTED_CONDITION => 1011,
};

require XSLoader;
XSLoader::load(__PACKAGE__, $VERSION);

use Net::Golws::X ();
use Net::Golws::Engine ();

sub run  { Net::Golws::Loop->of('Builtin')->run }
sub stop { Net::Golws::Loop->of('Builtin')->stop }

sub after {
    my ($seconds, $callback) = @_;
    Net::Golws::Loop->of('Builtin')->after($seconds, $callback);
    return;
}

sub set_log_level {
    my ($level) = @_;
    Net::Golws::X->throw(BadArgument => 'a log level is the sum of LLL_ constants')
        if ref $level || ($level // '') !~ /\A[0-9]+\z/;
    Net::Golws::Engine::set_log_level($level);
    return;
}

1;
