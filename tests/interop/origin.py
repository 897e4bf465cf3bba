# An HTTP server with Python's own library, for a client of ours. Prints its port.
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        path = self.path
        if path.startswith("/redirect/"):
            code, _, target = path[10:].partition("/")
            self.answer(int(code), b"elsewhere", [("Location", "/" + target)])
        elif path == "/loop":
            self.answer(302, b"", [("Location", "/loop")])
        elif path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for i in range(100):
                piece = b"x" * (i + 1)
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\nx-trailer: yes\r\n\r\n")
        elif path == "/close":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"y" * 100000)
            self.close_connection = True
        elif path == "/early":
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
            self.answer(200, b"late")
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
        elif path == "/missing":
            self.answer(404, b"no such page")
        else:
            self.answer(200, ("%s %s" % (self.command, path)).encode(), [("Content-Type", "text/plain")])

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/redirect/"):
            self.do_GET()
        else:
            text = "%s %d %s" % (self.command, len(body), body == b"a" * len(body))
            self.answer(200, text.encode())

    do_PUT = do_PATCH = do_POST
    do_HEAD = do_DELETE = do_GET

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
