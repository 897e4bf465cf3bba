package Net::Golws::WebSocket::Client;

use strict;
use warnings;

use Net::Golws ();
use Net::Golws::Options ();
use Net::Golws::Promise ();
use Net::Golws::WebSocket::Courier ();

sub connect {
    my (%given) = @_;
    Net::Golws::Options::known(
        \%given, 'connect()', qw(url event on_ready subprotocols compression headers tls logger ping_interval
            ping_timeout max_size timeout proxy origin unix)
    );
    Net::Golws::Options::code(\%given, 'on_ready');
    my $native = Net::Golws::Options::target(\%given, 'WebSocket', qw(ws wss));
    $native->{headers} .= Net::Golws::Options::headers($given{headers});
    my @protocols = @{ Net::Golws::Options::names($given{subprotocols}, 'subprotocols') };
    $native->{protocols} = join ', ', @protocols if @protocols;
    $native->{origin} = Net::Golws::Options::encoded($given{origin}) if defined $given{origin};
    my %connection = Net::Golws::Options::connection(\%given);
    @$native{ keys %connection } = values %connection;

    my $engine = Net::Golws::Engine->of($given{event});
    my $courier = bless {
        engine   => $engine,
        url      => "$given{url}",
        path     => $native->{path} =~ s/\?.*//sr,
        query    => $native->{path} =~ /\?(.*)/s ? $1 : '',
        on_ready => $given{on_ready},
    }, 'Net::Golws::WebSocket::Courier';
    my $promise = $courier->{opening} = Net::Golws::Promise->new($engine->loop);
    $promise = $courier->done_p if $given{on_ready};
    $courier->_connect($engine, $native);
    return $promise;
}

1;
