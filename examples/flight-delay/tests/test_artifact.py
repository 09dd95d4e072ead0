import io
import json
import tarfile
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

from flight_delay.artifact import TREES_FILE, Model, load, pack
from flight_delay.ensemble import Ensemble, Tree
from flight_delay.errors import UserError

STUMP = Tree([0, -1, -1], ["1", 0.5, -0.5], [1, 0, 0], [2, 0, 0], [1, 0, 0])
CATEGORIES = {"origin": ("ATL",), "destination": ("LGA", "ORD")}
MODEL = Model("flight-delay", "1.0.0", CATEGORIES, 0.4, Ensemble(-1.0, (STUMP,), (True, True) + (False,) * 5))


class ArtifactTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_holds_nothing_but_plain_files_without_time_or_owner(self) -> None:
        with tarfile.open(fileobj=io.BytesIO(pack(MODEL)), mode="r:gz") as tar:
            members = tar.getmembers()
        self.assertEqual([member.name for member in members], ["feature-schema.json", "trees.json"])
        for member in members:
            self.assertTrue(member.isfile())
            self.assertEqual((member.mtime, member.uid, member.gid, member.uname, member.mode), (0, 0, 0, "", 0o644))
        # RFC 1952: four bytes of time, then no name.
        self.assertEqual(pack(MODEL)[4:8], bytes(4))
        self.assertEqual(pack(MODEL), pack(MODEL))
        self.assertNotEqual(pack(MODEL), pack(replace(MODEL, version="1.0.1")))

    def test_is_read_as_it_was_packed(self) -> None:
        with tarfile.open(fileobj=io.BytesIO(pack(MODEL)), mode="r:gz") as tar:
            tar.extractall(self.folder, filter="data")
        self.assertEqual(load(self.folder), MODEL)

    def test_says_what_is_wrong_with_a_folder_that_is_no_model(self) -> None:
        document = {
            "format": "flight-delay-trees",
            "formatVersion": 1,
            "features": [],
        }
        for content, message in (
            (None, "No such file.*SM_MODEL_DIR"),
            ("{", "is damaged"),
            ("[]", "no model of this kind"),
            ("{}", "no model of this kind"),
            (json.dumps(document), "another version of this code"),
        ):
            if content is not None:
                (self.folder / TREES_FILE).write_text(content)
            with self.subTest(content=content), self.assertRaisesRegex(UserError, message):
                load(self.folder)

    def test_says_so_when_a_part_is_missing_or_of_another_type(self) -> None:
        with tarfile.open(fileobj=io.BytesIO(pack(MODEL)), mode="r:gz") as tar:
            tar.extractall(self.folder, filter="data")
        sound = json.loads((self.folder / TREES_FILE).read_text())
        for damage in ({"threshold": "x"}, {"trees": [{}]}, {"trees": 3}, {"categories": {}}, {"bias": None}):
            (self.folder / TREES_FILE).write_text(json.dumps(sound | damage))
            with self.subTest(damage=damage), self.assertRaisesRegex(UserError, "damaged"):
                load(self.folder)


if __name__ == "__main__":
    unittest.main()
