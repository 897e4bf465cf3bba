"""A server of SMTP that offers STARTTLS to each who comes.

usage: starttls_server.py CERTIFICATE KEY fine|injects|garbage|silent|hangs-up
Prints its port.
"""

import socket
import ssl
import sys

certificate, key, manner = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    try:
        connection.sendall(b"220 hello\r\n")
        connection.recv(100)
        connection.sendall(b"250 STARTTLS\r\n")
        connection.recv(100)
        connection.sendall(b"220 go\r\n")
        if manner == "injects":
            connection.recv(1, socket.MSG_PEEK)  # the hello is there: what is sent now is read after the answer
            connection.sendall(b"250 believe me\r\n")
        if manner == "garbage":
            connection.sendall(b"\x16\x03\x03\x00\x05hello")
        if manner == "silent":
            while connection.recv(1000):
                pass
        if manner == "hangs-up":
            connection.close()
            continue
        connection = context.wrap_socket(connection, server_side=True)
        connection.recv(100)
        connection.sendall(b"250 protected\r\n")
        connection.recv(100)
        connection.sendall(b"221 bye\r\n")
        connection.recv(100)
    except OSError:
        pass
    finally:
        connection.close()
