# Programs that end, fork or let go at the wrong moment: no crash, no noise.

use strict;
use warnings;

use lib 't/lib';
use GolwsTest;
use Test::More;

# Runs a program with $server and $url; what it prints, and how it ended.
sub program {
    my ($code) = @_;
    my $pid = open my $output, '-|';
    die "fork: $!" unless defined $pid;
    if (!$pid) {
        open STDERR, '>&', \*STDOUT;
        exec $^X, (map {"-I$_"} @INC), '-MGolwsTest', '-MNet::Golws::WebSocket::Client', '-MNet::Golws::HTTP::Client', '-e',
            'use strict; use warnings; $| = 1; my $server = echo_server(routes => { "/" => sub { $_[0] } });'
            . ' my $url = url_of($server); ' . $code;
    }
    my $printed = join '', <$output>;
    close $output;
    return ($printed, $?);
}

my $connect = 'my $courier = result(Net::Golws::WebSocket::Client::connect(url => $url, event => "Builtin"));';
my $echo = '$courier->on_text(sub { print "got $_[1]\n"; NEXT }); $courier->send_text("x");';

my @programs = (
    'open connections at the end' => "$connect print qq(open\n);" => "open\n", 0,
    'a connection in a global' => "our \$kept; $connect \$kept = \$courier; our \$also = \$server; print qq(kept\n);" => "kept\n", 0,
    'a cycle with the connection' => "$connect \$courier->{myself} = \$courier; \$courier->on_text(sub { \$courier }); print qq(cycle\n);" => "cycle\n", 0,
    'a handshake that is under way' => 'my $p = Net::Golws::WebSocket::Client::connect(url => $url, event => "Builtin"); print "begun\n";' => "begun\n", 0,
    'a request that is under way' => 'my $p = Net::Golws::HTTP::Client::get($url =~ s/ws/http/r, event => "Builtin"); pass_time(0.1); print "begun\n";' => "begun\n", 0,
    'a promise that nobody keeps' => '{ Net::Golws::WebSocket::Client::connect(url => $url, event => "Builtin") } pass_time(0.1); print "passed\n"' => "passed\n", 0,
    'die with open connections' => "$connect \$! = 0; die qq(dead\n);" => "dead\n", 255,
    'exit in a callback' => $connect . $echo =~ s/NEXT/exit 3/r . 'pass_time(5); print "not here\n"' => "got x\n", 3,
    'exit in a handshake' => '$server = echo_server(on_handshake => sub { print "asked\n"; exit 4 }); $url = url_of($server);' . $connect . 'print "not here\n"' => "asked\n", 4,
    'POSIX::_exit in a callback' => $connect . $echo =~ s/NEXT/require POSIX; POSIX::_exit(5)/r . 'pass_time(5)' => "got x\n", 5,
    'die in END' => "$connect END { die qq(END\n) }" => "END\nEND failed--call queue aborted.\n", 22,
    'a connection in DESTROY' => "$connect package Late { sub DESTROY { eval { \$_[0]{courier}->send_text('x') }; print 'sent: ', ref \$@, qq(\n) } } our \$late = bless { courier => \$courier }, 'Late';" => qr/\Asent: (?:Net::Golws::X::Closed)?\n\z/, 0,
    'the server is let go in its callback' => '$server = echo_server(on_connect => sub { $_[0]->on_text(sub { undef $server; print "gone\n" }) }); $url = url_of($server);' . "$connect \$courier->send_text('x'); print failure(\$courier->done_p)->get('code'), qq(\n);" => "gone\n1006\n", 0,
    'the server is let go in a handshake' => '$server = echo_server(on_handshake => sub { undef $server; print "gone\n"; 1 }); $url = url_of($server);' . 'my $p = Net::Golws::WebSocket::Client::connect(url => $url, event => "Builtin"); print ref failure($p->then(sub { $_[0]->done_p })), "\n"' => qr/\Agone\nNet::Golws::X::\w+\n\z/, 0,
    'all is ended in a callback' => $connect . $echo =~ s/NEXT/\$_[0]->abort; \$_[0]->close; undef \$courier; undef \$server/r . 'Net::Golws::run(); print "run\n"' => "got x\nrun\n", 0,
    'the loop is run in a callback' => $connect . 'my $inner; ' . $echo =~ s/NEXT/return \$inner = "inner" if \$_[1] eq "y"; result(Net::Golws::WebSocket::Client::connect(url => \$url, event => "Builtin")); \$_[0]->send_text("y"); pass_time(0.1); print "\$inner\\n"; \$_[0]->close/r . 'result($courier->done_p);' => "got x\ngot y\ninner\n", 0,
    'a fork' => $connect . 'my $pid = fork // die; if (!$pid) { my $ok = eval { $courier->send_text("x"); 1 }; print $@ =~ /parent process/ ? "refused\n" : "sent $@\n"; undef $courier; exit 0 } waitpid $pid, 0; print "child $?\n"; our $done;' . $echo =~ s/NEXT/\$_[0]->close/r . 'result($courier->done_p); print "parent\n"' => "refused\nchild 0\ngot x\nparent\n", 0,
    'a child with connections of its own' => $connect . 'my $pid = fork // die; if (!$pid) { $server = echo_server(); $courier = result(Net::Golws::WebSocket::Client::connect(url => url_of($server), event => "Builtin")); ' . $echo =~ s/NEXT/\$_[0]->close/r . ' result($courier->done_p); print "child\n"; exit 0 } waitpid $pid, 0; print "ended $?\n"' => "got x\nchild\nended 0\n", 0,
    'a fork in a callback' => $connect . 'my $parent = $$; ' . $echo =~ s/NEXT/my \$pid = fork; if (!\$pid) { print "child\\n"; return } waitpid \$pid, 0; print "parent\\n"; \$_[0]->close/r . 'eval { result($courier->done_p) } or $$ != $parent and exit 0; print "ended\n"' => qr/\Agot x\nchild\n.*parent\nended\n\z/s, 0,
    'threads' => 'use threads; ' . $connect . 'my $thread = threads->create(sub { return ref $courier }); print "thread ", $thread->join, "\n"; ' . $echo =~ s/NEXT/\$_[0]->close/r . 'result($courier->done_p);' => qr/\Athread .*\ngot x\n\z/, 0,
);
while (my ($what, $code, $expected, $status) = splice @programs, 0, 4) {
    my ($printed, $ended) = program($code);
    ref $expected ? like($printed, $expected, $what) : is($printed, $expected, $what);
    is $ended, $status << 8, "$what: its end";
}

done_testing;
