"""Which path is which: the eleven classes of changed files (SCORING.md section 3), decided from the path alone.

What counts as generated or vendored follows the rules that GitHub Linguist publishes for languages' statistics
(https://github.com/github-linguist/linguist, `lib/linguist/generated.rb` and `vendor.yml`) as far as a path tells it. Two of its
rules are not ours: test data is `test` or `data`, and `.github/` is configuration that somebody wrote.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

CLASSES = ("source", "test", "docs", "translation", "config", "data", "generated", "lockfile", "vendored", "binary", "other")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A path is folded to lower case and begins with a slash before any of this is looked at: "/folder/" is a whole folder.
_LOCKFILE = _any(
    r"/(?:package-lock|npm-shrinkwrap)\.json$",
    r"/(?:pnpm-lock|yarn-lock)\.ya?ml$",
    r"/(?:go\.sum|go\.work\.sum|bun\.lockb?|gradle\.lockfile|packages\.lock\.json|package\.resolved|\.terraform\.lock\.hcl)$",
    r"/(?:cargo|gemfile|poetry|pdm|uv|pipfile|pixi|composer|yarn|deno|flake|mix|podfile|pubspec|cartfile|gopkg|glide|conan|symfony"
    r"|module\.bazel|berksfile|melos|packages|shard|stack\.yaml|manifest|requirements)[\w.-]*\.(?:lock|resolved)$",
    r"/[\w.-]+-lock\.(?:json|ya?ml|toml)$",
)
_VENDORED = _any(
    r"/(?:node_modules|bower_components|vendors?|third[-_]?party|3rd[-_]?party|extern(?:al)?s?|godeps|dependencies|deps|pods|carthage"
    r"|site-packages|\.yarn/(?:releases|plugins|sdks|unplugged|versions)|\.bundle)/",
    r"/(?:jquery|bootstrap|angular|react|react-dom|d3|underscore|lodash|backbone|modernizr|prototype|mootools|dojo|raphael|html5shiv)"
    r"(?:[-.]v?\d[\w.]*)?(?:[-.](?:min|slim|bundle|production|development))*\.(?:js|css)$",
    r"/(?:jquery\.ui|jquery-ui|yui|extjs|ckeditor|tiny_?mce|codemirror|mathjax|font-?awesome)/",
    r"/gradle/wrapper/",
    r"/(?:gradlew(?:\.bat)?|mvnw(?:\.cmd)?|config\.guess|config\.sub|ltmain\.sh|aclocal\.m4|libtool\.m4|\.pnp\.c?js|\.pnp\.loader\.mjs)$",
)
_GENERATED = _any(
    r"[.-]min\.(?:js|css|mjs)$",
    r"\.(?:js|css|mjs|ts)\.map$",
    r"/__generated__/",
    r"/(?:dist|\.next|\.nuxt|_build|storybook-static)/",
    r"\.pb(?:\.gw|\.validate|\.micro)?\.(?:go|cc|h|c|swift|dart|rb|ts|js|py|php)$|_grpc\.pb\.go$|\.pbobjc\.[hm]$|\.twirp\.go$",
    r"_pb2(?:_grpc)?\.pyi?$|_pb\.(?:js|d\.ts|ts|rb)$|_pb_service\.(?:js|ts)$",
    r"\.(?:g|freezed|gr|config|mocks)\.dart$|\.(?:g|designer|generated)\.(?:cs|vb|fs)$|\.feature\.cs$|\.razor\.g\.cs$",
    r"(?:[._-]|/zz_)(?:generated|autogen|gen)\.[a-z0-9]+$|/zz_generated\.[\w.]+$|_string\.go$|_easyjson\.go$|/bindata\.go$|/wire_gen\.go$",
    r"/(?:schema\.rb|structure\.sql|swagger-ui[\w.-]*\.(?:js|css)|apidoc\.json)$",
    r"\.(?:nib|xcworkspacedata|xcuserstate|snap|pyc|class|mo|qm|resx\.designer)$",
    r"/(?:configure|makefile\.in|config\.h\.in)$",
    r"/htmlcov/|/coverage/lcov-report/|/javadoc/|/doxygen/html/",
)
_BINARY = _words(
    """png jpg jpeg gif bmp ico icns webp avif tif tiff psd ai xcf sketch fig heic
    mp3 wav ogg flac m4a mp4 mov avi mkv webm ttf otf woff woff2 eot
    zip gz tgz bz2 xz zst 7z rar tar jar war ear aar apk ipa deb rpm dmg iso msi exe dll so dylib a o lib obj bin dat
    pdf doc docx xls xlsx ppt pptx odt ods odp epub
    pyd whl egg wasm node keystore jks p12 pfx der crx db sqlite sqlite3 mdb rdb
    h5 hdf5 npy npz pkl pickle pt pth onnx pb tflite safetensors ckpt parquet arrow feather blend fbx glb stl uasset"""
)
_TRANSLATION = _any(
    r"\.(?:po|pot|xliff|xlf|arb|strings|stringsdict|ftl|tmx|lang)$",
    r"/(?:locales?|i18n|l10n|lang|langs|languages?|translations?|intl|nls)/(?!.*\.(?:py|go|rs|java|kt|c|cc|cpp|h|hpp|rb|cs|swift|sh)$)"
    r".*\.(?:json5?|ya?ml|properties|ini|xml|toml|php|js|ts|ts?x|csv|txt|md|html|res|resx)$",
    r"/values-[a-z]{2,3}(?:-r[a-z]{2})?/strings\.xml$",
    r"[._-](?:zh|en|ja|ko|fr|de|es|ru|pt|it|vi|ar|tr|pl|nl)(?:[_-](?:hans|hant|cn|tw|hk|us|gb|br|pt|jp|kr))?\.(?:properties|resx|json|ya?ml)$",
    r"/[a-z]{2,3}(?:[_-][a-z]{2,4})?\.lproj/",
)
_TEST = _any(
    r"/(?:tests?|testing|__tests__|specs?|e2e|unittests?|testdata|test-data|test_data|__mocks__|__snapshots__|androidtest|cypress)/",
    r"/test_[^/]*\.[a-z0-9]+$|/conftest\.py$",
    r"[._-](?:test|tests|spec|specs|unittest|e2e|cy)\.[a-z0-9]+$",
    r"/src/(?:test|integrationtest)/",
)
# What camel case tells is looked at before folding: FooTest.java, FooTests.cs, TestFoo.java, FooIT.java.
_TEST_NAME = re.compile(
    r"/(?:\w*[a-z0-9](?:Tests?|Specs?|TestCase|IT)|Test[A-Z]\w*)\.(?:java|kt|scala|cs|swift|groovy|php|m|mm|cpp|cc)$"
)
_DOCS = _any(
    r"\.(?:md|mdx|markdown|rst|adoc|asciidoc|textile|tex|bib|org|rdoc|pod|man|[1-8]|typ|rmd|qmd|wiki)$",
    r"/(?:docs?|documentation|manual|manuals|wiki|man|javadocs?)/.*\.(?:txt|html?|css|svg|puml|plantuml|mmd|dot|drawio|ipynb|ya?ml|json|toml)$",
    r"/(?:readme|changelog|changes|history|news|contributing|code_of_conduct|security|governance|maintainers|install|upgrading|todo)"
    r"(?:[._-][\w.-]+)?$",
)
_CONFIG_NAMES = _words(
    """makefile gnumakefile dockerfile containerfile jenkinsfile vagrantfile procfile rakefile gemfile podfile brewfile justfile
    cmakelists.txt build.bazel workspace workspace.bazel module.bazel build meson.build meson_options.txt sconstruct sconscript
    go.mod go.work pom.xml build.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts setup.py setup.cfg tox.ini
    pipfile manifest.in requirements.txt constraints.txt codeowners owners gulpfile.js gruntfile.js webpack.config.js pkgbuild
    package.json tsconfig.json jsconfig.json composer.json cargo.toml pyproject.toml environment.yml kustomization.yaml"""
)
_CONFIG = _any(
    r"\.(?:toml|ini|cfg|conf|config|properties|env|editorconfig|ya?ml|cmake|mk|bzl|gradle|gradle\.kts|nix|tf|tfvars|hcl|csproj|vbproj"
    r"|fsproj|sln|vcxproj|props|targets|pbxproj|xcconfig|plist|entitlements|service|timer|socket|desktop|rules|spec|cabal|gemspec|podspec"
    r"|nuspec|jsonnet|libsonnet|cue|dhall|kdl|lock|gn|gni|pri|pro|am|ac|m4|in)$",
    r"/\.[^/]*(?:rc|ignore|attributes|config|keep)(?:\.[a-z0-9]+)?$|/\.[\w-]+$",
    r"/(?:\.github|\.gitlab|\.circleci|\.devcontainer|\.vscode|\.idea|\.husky|\.cargo|\.config|charts?/[^/]+)/.*\.(?!md$)[a-z0-9]+$",
    r"[./](?:babel|webpack|vite|vitest|rollup|jest|eslint|prettier|postcss|tailwind|karma|next|nuxt|vue|svelte|astro|playwright|cypress"
    r"|commitlint|stylelint|metro)\.config\.[cm]?[jt]s$",
    r"/(?:dockerfile|containerfile|makefile|requirements|constraints)[._-][\w.-]+$|/requirements/[\w.-]+\.(?:txt|in)$",
    r"/[\w.-]*\.dockerfile$",
    r"/(?:configs?|conf|settings|etc)/.*\.(?:json5?|xml|txt)$|/[\w.-]*(?:config|settings|manifest)\.(?:json5?|xml)$",
)
_DATA = _any(
    r"\.(?:csv|tsv|jsonl|ndjson|geojson|topojson|json5?|xml|xsd|wsdl|dtd|ipynb|svg|sql\.gz|log|out|ics|vcf|rdf|owl|ttl|nt|kml|gpx|gml"
    r"|fasta|fa|fastq|sam|bed|pdb|mat|arff|shp|dbf|obj|mtl|ply|gcode|srt|vtt|har|pcap|avro)$",
    r"/(?:data|datasets?|corpus|corpora|fixtures?|samples?)/.*\.(?:txt|json5?|ya?ml|xml|sql|html?|list|lst)$",
)
_SOURCE = _words(
    """py pyi pyx pxd pxi js mjs cjs jsx ts mts cts tsx vue svelte astro go rs java kt kts scala groovy clj cljs cljc edn
    c h cc cpp cxx c++ hh hpp hxx h++ inl ipp ino cu cuh cl m mm swift cs vb fs fsx fsi razor cshtml xaml
    rb erb rake php phtml pl pm t lua luau r jl dart ex exs eex heex leex erl hrl hs lhs ml mli mly mll re rei elm nim zig v sv vhd
    vhdl vh d pas pp f f77 f90 f95 f03 f08 for adb ads cob cbl lisp lsp cl el scm ss rkt fnl pro prolog asm s nasm sx
    sh bash zsh fish ksh csh ps1 psm1 psd1 bat cmd awk sed tcl sql psql plsql cql cypher graphql gql proto thrift avdl fbs capnp smithy
    html htm xhtml css scss sass less styl pug jade haml slim hbs mustache handlebars ejs njk twig liquid jinja jinja2 j2 tmpl tpl gotmpl
    wat sol vy cairo move ets arkts wxml wxss wxs swan axml acss gd gdshader glsl vert frag geom comp hlsl shader metal wgsl qml
    vim rego ql qll bpf p4 y l yy ll cr hx hack coffee ls purs idr agda lean thy ad st bas vba vbs applescript ahk nsi iss"""
)


def file_class(path: str) -> str:  # noqa: PLR0911 - a table of classes, first match first
    """One of CLASSES for a path in a repository, with slashes, as the forge gives it."""
    name = "/" + path.replace("\\", "/").lstrip("/")
    folded = name.lower()
    for kind, pattern in ((("vendored"), _VENDORED), ("lockfile", _LOCKFILE), ("generated", _GENERATED)):
        if pattern.search(folded):
            return kind
    last = PurePosixPath(folded).name
    suffix = last.rpartition(".")[2] if "." in last[1:] else ""
    if suffix in _BINARY:
        return "binary"
    if _TRANSLATION.search(folded):
        return "translation"
    if _TEST.search(folded) or _TEST_NAME.search(name):
        return "test"
    if _DOCS.search(folded) and last not in _CONFIG_NAMES:
        return "docs"
    if last in _CONFIG_NAMES:
        return "config"
    if suffix in _SOURCE and not _CONFIG.search(folded):
        return "source"
    return "config" if _CONFIG.search(folded) else "data" if _DATA.search(folded) else "other"


def changes_of(files: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Lines by class: class → (added, deleted), from (path, added, deleted). Classes without a line are left out."""
    changes: dict[str, tuple[int, int]] = {}
    for path, added, deleted in files:
        if added or deleted:
            kind = file_class(path)
            held = changes.get(kind, (0, 0))
            changes[kind] = (held[0] + added, held[1] + deleted)
    return dict(sorted(changes.items()))


def shape_of(files: Iterable[tuple[str, int, int]]) -> str | None:
    """SHA-256 over the sorted (path, added, deleted): equal for the same change at another place. None: no file changed."""
    lines = sorted(f"{path}\0{added}\0{deleted}\n" for path, added, deleted in files)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest() if lines else None
