import pytest

from credits.forges.paths import CLASSES, changes_of, file_class, shape_of

TABLE = """
source      src/core/pool.py
source      cmd/server/main.go
source      lib/net/cursor.rs
source      app/src/main/java/org/example/Rotate.java
source      src/ui/theme.tsx
source      include/io/loader.hpp
source      scripts/release.sh
source      web/index.html
source      web/theme.scss
source      api/v1/pool.proto
source      db/migrate/2026_add_index.sql
source      contest/rank.py
source      latest/attestation.go
source      src/Contest.java
source      lib/vendoring.py
source      src/generated/part.py
source      src/generated.py.tmpl
source      pkg/langs.go
source      locale/reader.py
test        tests/core/test_pool.py
test        pkg/net/cursor_test.go
test        src/__tests__/theme.tsx
test        src/ui/theme.spec.ts
test        app/src/test/java/org/example/Helper.java
test        core/RotateTest.java
test        core/TestRotate.java
test        core/RotateIT.java
test        Core.Tests/RotateTests.cs
test        conftest.py
test        tests/fixtures/answer.json
test        pkg/testdata/input.golden
docs        README.md
docs        README
docs        docs/zh/loader.md
docs        docs/conf/index.rst
docs        CHANGELOG.md
docs        docs/index.html
docs        man/tool.1
docs        paper/main.tex
docs        .github/PULL_REQUEST_TEMPLATE.md
translation locales/zh-CN/upload.json
translation po/zh_CN.po
translation src/locale/fr/LC_MESSAGES/zones.po
translation i18n/ja.json
translation app/src/main/res/values-zh-rCN/strings.xml
translation en.lproj/Localizable.strings
translation src/main/resources/messages_zh_CN.properties
config      .github/workflows/ci.yml
config      config/order.toml
config      .editorconfig
config      .gitignore
config      setup.cfg
config      setup.py
config      pyproject.toml
config      Dockerfile
config      Makefile
config      go.mod
config      package.json
config      requirements.txt
config      requirements-dev.txt
config      CMakeLists.txt
config      vite.config.ts
config      deploy/chart/values.yaml
config      config/settings.json
data        data/points.csv
data        datasets/points.tsv
data        data/words.txt
data        notebooks/explore.ipynb
data        assets/logo.svg
data        data/points.json
generated   api/v1/pool.pb.go
generated   dist/app.min.js
generated   dist/app.js
generated   proto/pool_pb2.py
generated   proto/pool_pb2_grpc.py
generated   web/app.js.map
generated   lib/model.g.dart
generated   lib/model.freezed.dart
generated   ui/Form.Designer.cs
generated   pkg/apis/v1/zz_generated.deepcopy.go
generated   src/__generated__/query.ts
generated   locale/zh_Hans/LC_MESSAGES/django.mo
lockfile    package-lock.json
lockfile    web/yarn.lock
lockfile    pnpm-lock.yaml
lockfile    poetry.lock
lockfile    uv.lock
lockfile    Cargo.lock
lockfile    go.sum
lockfile    Gemfile.lock
lockfile    composer.lock
lockfile    Pipfile.lock
lockfile    .terraform.lock.hcl
lockfile    ios/Podfile.lock
vendored    vendor/github.com/example/pool/pool.go
vendored    third_party/zlib/inflate.c
vendored    3rdparty/zlib/inflate.c
vendored    node_modules/left/index.js
vendored    vendor/package-lock.json
vendored    static/js/jquery-3.7.1.min.js
vendored    web/bootstrap.min.css
vendored    Pods/Example/Example.m
vendored    gradle/wrapper/gradle-wrapper.properties
vendored    gradlew
binary      docs/images/pool.png
binary      assets/font.woff2
binary      tests/fixtures/picture.jpg
binary      lib/tool.jar
binary      report.pdf
other       LICENSE
other       NOTICE
other       AUTHORS
other       notes.unknown
"""


@pytest.mark.parametrize(("kind", "path"), [line.split(maxsplit=1) for line in TABLE.strip().splitlines()])
def test_a_path_has_one_class(kind, path):
    assert file_class(path) == kind


def test_the_table_has_all_eleven_classes():
    assert {line.split()[0] for line in TABLE.strip().splitlines()} == set(CLASSES)


@pytest.mark.parametrize(
    ("kind", "path"), [("docs", "docs/zh/装载.md"), ("source", "源码/池 子.py"), ("other", ""), ("source", "/src/pool.py")]
)
def test_odd_paths_have_a_class_too(kind, path):
    assert file_class(path) == kind


def test_windows_slashes_and_capitals_change_nothing():
    assert file_class("SRC\\Vendor\\zlib.C") == "vendored"


def test_lines_add_up_by_class_and_files_without_lines_are_left_out():
    files = [("src/a.py", 10, 2), ("src/b.py", 5, 0), ("tests/test_a.py", 20, 1), ("logo.png", 0, 0)]

    assert changes_of(files) == {"source": (15, 2), "test": (20, 1)}


def test_nothing_changed_is_no_lines_and_no_shape():
    assert changes_of([]) == {}
    assert shape_of([]) is None


def test_a_shape_is_the_same_from_any_order_and_another_for_another_line():
    files = [("src/a.py", 10, 2), ("src/b.py", 5, 0)]

    assert shape_of(files) == shape_of(files[::-1])
    assert shape_of(files) != shape_of([("src/a.py", 10, 3), ("src/b.py", 5, 0)])
    # printf 'src/a.py\00010\0002\nsrc/b.py\0005\0000\n' | sha256sum
    assert shape_of(files) == "e8de72403825d08fc04f836e417197cc6457ef5bf9d5e11336e495d4c52ae243"
