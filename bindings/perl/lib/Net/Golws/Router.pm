package Net::Golws::Router;

use strict;
use warnings;

use Net::Golws::Options ();

# Chooses by method and path. ":name" in a path stands for a part of it, "*name" for the rest.
sub new {
    my ($class, $routes, $otherwise) = @_;
    my $self = bless { fixed => {}, patterns => [], otherwise => $otherwise }, $class;
    return $self unless defined $routes;
    Net::Golws::Options::wrong(q(routes are { 'GET /path' => sub {...}, ... })) unless ref $routes eq 'HASH';
    for my $route (sort keys %$routes) {
        my ($methods, $path) = $route =~ m{\A(?:([A-Z|]+) )?(/.*)\z}s
            or Net::Golws::Options::wrong("'$route' is no route: 'GET /path' is");
        Net::Golws::Options::wrong("the route '$route' has no code reference")
            unless Net::Golws::Options::is_callable($routes->{$route});
        $methods //= 'GET';
        $methods .= '|HEAD' if $methods =~ /\bGET\b/;
        $self->_methods($path)->{$_} = $routes->{$route} for split /\|/, $methods;
    }
    return $self;
}

sub _methods {
    my ($self, $path) = @_;
    return $self->{fixed}{$path} //= {} unless $path =~ m{/[:*]};
    my @names;
    my $pattern = join '', map {
        if (/\A([:*])(\w+)\z/) { push @names, $2; $1 eq ':' ? '([^/]+)' : '(.+)' }
        else                   { quotemeta }
    } split m{((?<=/)[:*]\w+)}, $path;
    my ($known) = grep { $_->{pattern} eq $pattern } @{ $self->{patterns} };
    push @{ $self->{patterns} }, $known = { pattern => $pattern, match => qr/\A$pattern\z/s, names => \@names, methods => {} }
        unless $known;
    return $known->{methods};
}

# What the handler of a request returns, or what stands for one.
sub answer {
    my ($self, $request) = @_;
    my $methods = $self->{fixed}{ $request->{path} };
    unless ($methods) {
        for my $known (@{ $self->{patterns} }) {
            my @values = $request->{path} =~ $known->{match} or next;
            utf8::decode($_) for @values;
            @{ $request->{parameters} }{ @{ $known->{names} } } = @values;
            $methods = $known->{methods};
            last;
        }
    }
    my $handler = $methods ? $methods->{ $request->{method} } : $self->{otherwise};
    return $handler->($request) if $handler;
    return [ 404, [ 'Content-Type' => 'text/plain' ], "there is nothing at this path\n" ] unless $methods;
    return [ 405, [ 'Content-Type' => 'text/plain', Allow => join ', ', sort keys %$methods ],
        "this path has other methods\n" ];
}

1;
