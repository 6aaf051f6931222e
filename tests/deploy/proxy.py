"""nginx with the project's own configuration, on free ports and with a certificate made for the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"

MAIN = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/study.conf;
}}
"""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Proxy:
    """nginx before participant apps on these ports."""

    folder: Path
    apps: Sequence[int]
    port: int = field(default_factory=free_port)
    """Of HTTPS."""
    plain_port: int = field(default_factory=free_port)
    """Of HTTP, which only leads to HTTPS."""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Address of the landing page."""
        return f"https://127.0.0.1:{self.port}/"

    def write(self) -> None:
        """Writes the configuration with these ports and files in the place of the public ones."""
        text = CONFIGURATION.read_text(encoding="utf-8")
        places = {
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            "/etc/study/tls": str(self.folder),
            "/var/log/nginx": str(self.folder),
        } | {f"participant-{number}:8501": f"127.0.0.1:{port}" for number, port in enumerate(self.apps, start=1)}
        for public, own in places.items():
            assert public in text, public
            text = text.replace(public, own)
        (self.folder / "study.conf").write_text(text, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "main.conf").write_text(MAIN.format(folder=self.folder, user=user), encoding="utf-8")
        names = ("-keyout", str(self.folder / "privkey.pem"), "-out", str(self.folder / "fullchain.pem"))
        request = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1")
        subprocess.run([*request, *names], check=True, capture_output=True)

    def check(self) -> str:
        """What `nginx -t` says about the configuration."""
        return subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=False).stderr

    def start(self) -> None:
        """Serves; returns when it takes connections."""
        self.process = subprocess.Popen([*self._command, "-g", "daemon off;"])
        late = time.monotonic() + 20
        while time.monotonic() < late:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, (self.folder / "error.log").read_text()
            time.sleep(0.02)
        raise TimeoutError(f"no nginx on port {self.port}")

    def stop(self) -> None:
        """Ends nginx and its workers."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    @property
    def _command(self) -> list[str]:
        return [str(shutil.which("nginx")), "-p", str(self.folder), "-c", str(self.folder / "main.conf")]
