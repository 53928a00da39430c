"""Errors told elsewhere: what failed and where, without secrets."""

import gzip
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.conftest import ROOT
from tests.test_settings import PRODUCTION

SCRIPT = """
import django, sentry_sdk
django.setup()
def read_with(token):
    raise ValueError("cannot open /password/0123456789abcdefghijklmn/")
try:
    read_with("gho_" + "s3cret")
except ValueError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.flush()
"""


class Listening(BaseHTTPRequestHandler):
    """Keeps what it is told."""

    told: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append(gzip.decompress(body).decode() if self.headers["Content-Encoding"] == "gzip" else body.decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


def test_an_error_is_told_without_variables_and_secrets_of_addresses(tmp_path):
    Listening.told = []
    server = HTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    dsn = f"http://key@127.0.0.1:{server.server_port}/1"

    environment = {**PRODUCTION, "OPENCREDITS_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings", "SENTRY_DSN": dsn}
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, check=True)
    server.shutdown()

    told = "\n".join(Listening.told)
    assert "cannot open /password/\\u2026/" in told  # JSON writes the mark so
    assert "read_with" in told
    assert "s3cret" not in told
