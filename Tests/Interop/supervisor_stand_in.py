"""Stands in for the Supervisor where a backup of the apps is asked for: hands out one that is there already."""

import http.server
import json
import pathlib
import re
import threading


class SupervisorStandIn:
    TOKEN = "stand-in-token"
    SLUG = "0a1b2c3d"

    def __init__(self, backup: pathlib.Path, manifest: dict):
        """:param manifest: its backup.json, of which the answers are made."""
        self.backup, self.manifest = backup, manifest
        self.order: dict | None = None
        self.requests: list[str] = []
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                stand_in.answer(self)

            do_POST = do_DELETE = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: http.server.BaseHTTPRequestHandler):
        line = f"{request.command} {request.path}"
        self.requests.append(line)
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        if line.endswith("/download"):
            return self.send_file(request)
        info = self.manifest | {
            "size_bytes": self.backup.stat().st_size, "location": None, "locations": [None], "homeassistant": None}
        if line == "POST /backups/new/partial":
            self.order = json.loads(body)
        data = {
            "GET /host/info": {"disk_free": 20.0, "disk_total": 32.0}, "GET /backups/info": {"backups": []},
            "POST /backups/new/partial": {"job_id": "job"}, f"GET /backups/{self.SLUG}/info": info,
            "GET /jobs/info": {"jobs": [
                {"uuid": "job", "name": "backup_manager_partial_backup", "reference": self.SLUG, "done": True,
                 "progress": 100, "stage": None, "errors": [], "child_jobs": []}]},
        }.get(line, {})
        self.send(request, 200, json.dumps({"result": "ok", "data": data}).encode(), "application/json")

    def send_file(self, request):
        content = self.backup.read_bytes()
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
        if wanted is None:
            return self.send(request, 200, content, "application/tar")
        first, last = int(wanted[1]), int(wanted[2] or len(content) - 1)
        self.send(
            request, 206, content[first:last + 1], "application/tar", f"bytes {first}-{last}/{len(content)}")

    @staticmethod
    def send(request, status: int, content: bytes, kind: str, content_range: str | None = None):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        if content_range:
            request.send_header("Content-Range", content_range)
        request.end_headers()
        request.wfile.write(content)
