"""google-api-python-client, Google's own, against the simulator: what it accepts, our client may rely on."""

import hashlib
import io
import json
import os
import unittest

from simulator import Simulator

try:
    from google.oauth2.credentials import Credentials
    from googleapiclient import discovery
    from googleapiclient.discovery_cache import get_static_doc
    from googleapiclient.errors import HttpError
    from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload
except ImportError:
    discovery = None

QUANTUM = 256 * 1024
FIELDS = "id,name,size,md5Checksum"


@unittest.skipIf(discovery is None, "google-api-python-client is not installed")
@unittest.skipUnless(Simulator.program().exists(), "drive-simulator is not built")
class GoogleClient(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        document = json.loads(get_static_doc("drive", "v3"))
        document["rootUrl"] = self.simulator.url + "/"
        credentials = Credentials(
            None, refresh_token=Simulator.REFRESH_TOKEN, token_uri=self.simulator.url + "/token",
            client_id=Simulator.CLIENT_ID, client_secret=Simulator.CLIENT_SECRET)
        self.drive = discovery.build_from_document(document, credentials=credentials)

    def tearDown(self):
        self.drive.close()
        self.assertEqual(self.simulator.stop(), 0)

    def upload(self, data: bytes, resumable=True, size_is_known=True, **metadata) -> dict:
        media = MediaIoBaseUpload(io.BytesIO(data), "application/x-tar", chunksize=QUANTUM, resumable=resumable)
        if not size_is_known:
            media.size = lambda: None
            media.has_stream = lambda: False
        request = self.drive.files().create(body={"name": "backup.tar"} | metadata, media_body=media, fields=FIELDS)
        file = request.execute()
        self.assertEqual(file["size"], str(len(data)))
        self.assertEqual(file["md5Checksum"], hashlib.md5(data).hexdigest())
        return file

    def test_a_resumable_upload_of_known_size(self):
        for size in (0, 1, QUANTUM, QUANTUM + 1, 3 * QUANTUM):
            with self.subTest(size=size):
                self.upload(os.urandom(size))

    def test_a_resumable_upload_of_unknown_size(self):
        for size in (1, QUANTUM, QUANTUM + 1, 3 * QUANTUM):
            with self.subTest(size=size):
                self.upload(os.urandom(size), size_is_known=False)

    def test_a_multipart_upload(self):
        for data in (b"", b"\r\n--\n", os.urandom(700_000)):
            self.upload(data, resumable=False)

    def test_a_short_acknowledgement_is_followed(self):
        self.simulator.add({"effect": "short_ack", "bytes": 0, "on": "chunk", "from": 2})
        self.upload(os.urandom(3 * QUANTUM))

    def test_a_chunk_can_be_sent_again_after_a_503(self):
        # Not by num_retries: version 2.202 does not rewind the chunk, and its retry hangs (also after a 401).
        self.simulator.add({"effect": "status", "status": 503, "on": "chunk", "from": 2})
        data = os.urandom(3 * QUANTUM)
        media = MediaIoBaseUpload(io.BytesIO(data), "application/x-tar", chunksize=QUANTUM, resumable=True)
        request = self.drive.files().create(body={}, media_body=media, fields=FIELDS)
        file, failures = None, 0
        while file is None:
            try:
                file = request.next_chunk()[1]
            except HttpError as error:
                self.assertEqual(error.status_code, 503)
                failures += 1
        self.assertEqual(failures, 1)
        self.assertEqual(file["md5Checksum"], hashlib.md5(data).hexdigest())

    def test_a_rate_limit_is_recognised(self):
        self.simulator.add(
            {"effect": "status", "status": 403, "reason": "userRateLimitExceeded", "on": "list", "times": 1})
        with self.assertRaises(HttpError) as caught:
            self.drive.files().list().execute()
        self.assertEqual(caught.exception.error_details[0]["reason"], "userRateLimitExceeded")
        self.assertEqual(self.drive.files().list().execute()["files"], [])

    def test_the_life_of_a_file(self):
        files = self.drive.files()
        folder = files.create(
            body={"name": "Backups", "mimeType": "application/vnd.google-apps.folder"}).execute()["id"]
        identifier = files.generateIds(count=1).execute()["ids"][0]
        data = os.urandom(600_000)
        self.upload(data, id=identifier, parents=[folder], appProperties={"slug": "it's"})
        with self.assertRaises(HttpError) as caught:
            self.upload(data, id=identifier)
        self.assertEqual(caught.exception.status_code, 409)
        query = f"'{folder}' in parents and trashed = false and appProperties has {{ key='slug' and value='it\\'s' }}"
        found = files.list(q=query, fields="nextPageToken,files(id,appProperties)").execute()
        self.assertEqual(found, {"files": [{"id": identifier, "appProperties": {"slug": "it's"}}]})
        target = io.BytesIO()
        download = MediaIoBaseDownload(target, files.get_media(fileId=identifier), chunksize=QUANTUM)
        while not download.next_chunk()[1]:
            pass
        self.assertEqual(target.getvalue(), data)
        changed = files.update(fileId=identifier, body={"appProperties": {"slug": None}}, fields="appProperties")
        self.assertEqual(changed.execute(), {})
        self.assertEqual(files.delete(fileId=identifier).execute(), "")
        with self.assertRaises(HttpError) as caught:
            files.get(fileId=identifier).execute()
        self.assertEqual(caught.exception.status_code, 404)

    def test_pages_are_followed_to_the_end(self):
        files = self.drive.files()
        for number in range(5):
            files.create(body={"name": str(number)}).execute()
        names = []
        request = files.list(pageSize=2, orderBy="name", fields="nextPageToken,files(name)")
        while request is not None:
            page = request.execute()
            names += [file["name"] for file in page["files"]]
            request = files.list_next(request, page)
        self.assertEqual(names, ["0", "1", "2", "3", "4"])

    def test_the_quota_is_told(self):
        about = self.drive.about().get(fields="storageQuota,user").execute()
        self.assertEqual(about["storageQuota"]["limit"], str(15 << 30))


if __name__ == "__main__":
    unittest.main()
