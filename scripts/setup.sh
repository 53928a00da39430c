#!/bin/sh
# Makes .venv with what is pinned: `setup.sh run` for the product and its demo, `setup.sh dev` for tests and checks too.
# Needs Python 3.11, nothing else: no compiler, gettext or curl. Done already: it does nothing.
set -eu
cd "$(dirname "$0")/.."

want=requirements.txt
[ "${1:-run}" = dev ] && want=requirements-dev.txt
stamp=".venv/stamp-${1:-run}"
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "OpenCredits needs Python 3.11 or newer; $python is $("$python" -V 2>&1). Name another one: PYTHON=python3.12 make setup" >&2
    exit 1
fi

pinned=$(cat requirements-setup.txt "$want" locale/*/LC_MESSAGES/*.po | cksum)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$pinned" ] && exit 0

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    # A Debian without its venv package lacks this module, and `python -m venv` would leave half a folder behind.
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
            echo "Python's venv module is missing. Run: sudo apt-get install $package" >&2
            exit 1
        fi
        echo "Installing $package"
        apt-get update -qq || true  # a repository that does not answer need not be the one that has it
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
    fi
    "$python" -m venv --clear .venv || { rm -rf .venv; exit 1; }
fi
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-setup.txt
.venv/bin/uv pip install --quiet --python .venv --require-hashes --only-binary :all: -r "$want"
.venv/bin/pybabel --quiet compile --directory locale --domain django
echo "$pinned" >"$stamp"
