"""Answers a form with what Python's own parser finds in it. CC0 1.0."""
import email
import email.policy
import hashlib
import http.server
import signal
import sys


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        lines = []
        for part in form.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if part.get_filename() is None:
                lines.append(f"{name} = {content.decode()}")
            else:
                digest = hashlib.sha1(content).hexdigest()
                lines.append(f"{name}: {part.get_filename()}, {part.get_content_type()}, {len(content)} bytes, sha1 {digest}")
        answer = "".join(line + "\n" for line in lines).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
server = http.server.HTTPServer(("localhost", int(sys.argv[1])), Receiver)
print("listening on port", sys.argv[1], flush=True)
server.serve_forever()
