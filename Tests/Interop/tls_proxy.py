"""An HTTPS proxy that leads every host to the simulator, for clients whose addresses cannot be changed."""

import pathlib
import socket
import ssl
import subprocess
import threading


class TLSProxy:
    """Answers CONNECT with a certificate of its own and passes the plain requests on, one for each connection."""

    HOSTS = ("www.googleapis.com", "oauth2.googleapis.com", "accounts.google.com")

    def __init__(self, folder: pathlib.Path, target: int):
        self.target = target
        self.tunnels: list[str] = []  # the heads of the requests for a tunnel
        self.certificate = folder / "proxy.pem"
        key = folder / "proxy.key"
        names = ",".join(f"DNS:{host}" for host in self.HOSTS)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=drive-simulator",
             "-addext", f"subjectAltName={names}", "-keyout", key, "-out", self.certificate],
            check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket):
        try:
            self.tunnels.append(self._head(client).decode())
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with self.context.wrap_socket(client, server_side=True) as tls:
                line, rest = self._head(tls).split(b"\r\n", 1)
                with socket.create_connection(("127.0.0.1", self.target)) as server:
                    server.sendall(line + b"\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n" + rest)
                    threading.Thread(target=self._copy, args=(tls, server), daemon=True).start()
                    self._copy(server, tls)
                    # Closing alone would wait for the other thread's read.
                    tls.shutdown(socket.SHUT_RDWR)
        except OSError:
            client.close()

    @staticmethod
    def _head(connection) -> bytes:
        """Everything up to the end of the head, and what came with it."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                raise ConnectionError
            data += piece
        return data

    @staticmethod
    def _copy(source, sink):
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
        except (OSError, ValueError):
            pass
