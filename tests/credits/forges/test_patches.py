import shutil
import subprocess

import pytest

from credits.forges.patches import FilePatch, patch_id, patch_id_of

FIX = """\
diff --git a/src/pool.py b/src/pool.py
index 1111111..2222222 100644
--- a/src/pool.py
+++ b/src/pool.py
@@ -10,3 +10,4 @@ class Pool:
     def take(self):
-        return self.free.pop()
+        if self.free:
+            return self.free.pop()
         self.count += 1
"""
NEW = """\
diff --git a/docs/new.md b/docs/new.md
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/docs/new.md
@@ -0,0 +1,2 @@
+# New
+--- x
"""


def test_another_place_in_the_file_and_other_blanks_are_the_same_patch():
    moved = FIX.replace("@@ -10,3 +10,4 @@ class Pool:", "@@ -210,3 +212,4 @@").replace("        if self.free:", "\tif self.free:")

    assert patch_id(moved) == patch_id(FIX)


def test_the_order_of_files_does_not_matter():
    assert patch_id(FIX + NEW) == patch_id(NEW + FIX)


@pytest.mark.parametrize(
    ("one", "other"),
    [("+            return", "+            yield"), ("src/pool.py", "src/pond.py"), ("self.count += 1", "self.count += 2")],
)
def test_another_line_another_file_or_other_surroundings_are_another_patch(one, other):
    assert patch_id(FIX.replace(one, other)) != patch_id(FIX)


def test_a_diff_of_nothing_has_no_number():
    assert patch_id("") is None
    assert patch_id_of([]) is None


def test_files_one_by_one_have_the_number_of_the_whole_diff():
    files = [
        FilePatch("docs/new.md", "docs/new.md", ("@@ -0,0 +1,2 @@", "+# New", "+--- x")),
        FilePatch("src/pool.py", "src/pool.py", tuple(FIX.splitlines()[4:])),
    ]

    assert patch_id_of(files) == patch_id(FIX + NEW)


def test_a_quoted_name_is_the_name_itself():
    quoted = 'diff --git "a/docs/\\344\\270\\255 b.md" "b/docs/\\344\\270\\255 b.md"\n--- "a/docs/\\344\\270\\255 b.md"\n'
    quoted += '+++ "b/docs/\\344\\270\\255 b.md"\n@@ -1 +1 @@\n-a\n+b\n'

    assert patch_id(quoted) == patch_id_of([FilePatch("docs/中 b.md", "docs/中 b.md", ("-a", "+b"))])


def test_a_picture_counts_by_its_name_and_a_rename_by_both():
    picture = "diff --git a/logo.png b/logo.png\nindex 1..2 100644\nBinary files a/logo.png and b/logo.png differ\n"
    rename = "diff --git a/old name.py b/new name.py\nsimilarity index 100%\nrename from old name.py\nrename to new name.py\n"

    assert patch_id(picture) == patch_id_of([FilePatch("logo.png", "logo.png", ())])
    assert patch_id(rename) == patch_id_of([FilePatch("old name.py", "new name.py", ())])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not here to compare with")
def test_git_agrees_on_what_is_the_same(tmp_path):
    def git_says(diff: str) -> str:
        said = subprocess.run(["git", "patch-id", "--stable"], input=diff, capture_output=True, text=True, check=True, cwd=tmp_path)
        return said.stdout.split()[0]

    moved = FIX.replace("@@ -10,3 +10,4 @@", "@@ -210,3 +212,4 @@")
    other = FIX.replace("self.count", "self.total")

    for one in (moved, other, NEW + FIX):
        assert (git_says(one) == git_says(FIX + NEW)) == (patch_id(one) == patch_id(FIX + NEW))
        assert (git_says(one) == git_says(FIX)) == (patch_id(one) == patch_id(FIX))
