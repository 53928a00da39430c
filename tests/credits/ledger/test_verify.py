"""The stand-alone verifier names the first line that the ledger did not write so; it is run as a stranger runs it."""

import hashlib
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from credits.ledger import signing, verify
from credits.ledger.verify import ed25519_holds
from tests.credits.ledger.factories import appended

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(tmp_path) -> Path:
    """Eight exported entries, and the checkpoint over them."""
    appended(8)
    call_command("export_ledger", out=tmp_path / "ledger.jsonl", checkpoint=tmp_path / "head")
    return tmp_path / "ledger.jsonl"


def verified(ledger: Path, *more: str) -> subprocess.CompletedProcess:
    """Run alone: a copy in an empty folder, nothing else on Python's path."""
    alone = ledger.parent / "alone"
    alone.mkdir(exist_ok=True)
    shutil.copy(verify.__file__, alone / "verify.py")
    command = [sys.executable, "-I", "verify.py", str(ledger), *more]
    return subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)


def against_the_head(ledger: Path, *more: str) -> subprocess.CompletedProcess:
    return verified(ledger, "--checkpoint", str(ledger.parent / "head"), *more)


def changed(ledger: Path, change) -> Path:
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(change(lines)))
    return ledger


def chained_anew(lines: list[bytes], number: int, **changes) -> list[bytes]:
    """As docs/ledger.md tells it: the entry changed, and all from it on hashed again."""
    entries = [json.loads(line) for line in lines]
    entries[number - 1] |= changes
    previous = "0" * 64
    for entry in entries:
        del entry["hash"]
        entry["previous_hash"] = previous
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = entry["hash"] = hashlib.sha256(text.encode()).hexdigest()
    return [(json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode() for entry in entries]


def test_what_was_exported_holds(ledger):
    done = against_the_head(ledger, "--key", signing.public_key())

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("8 entries: sequence, chain and hashes hold. The first 8 are those of the checkpoint of 20")
    assert done.stdout.endswith("signed by the given key.\n")


def test_without_a_checkpoint_it_says_what_it_could_not_see(ledger):
    done = verified(ledger)

    assert done.returncode == 0
    assert "a cut-off end would not be seen" in done.stdout


def test_a_ledger_that_has_grown_since_still_holds_against_the_older_head(ledger):
    appended(3)
    call_command("export_ledger", out=ledger)

    assert against_the_head(ledger).returncode == 0


def test_an_empty_ledger_holds(tmp_path):
    call_command("export_ledger", out=tmp_path / "ledger.jsonl", checkpoint=tmp_path / "head")

    assert against_the_head(tmp_path / "ledger.jsonl").stdout.startswith("0 entries")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda lines: [*lines[:3], lines[3].replace(b'"hundredths":53', b'"hundredths":93'), *lines[4:]], "entry 4: changed"),
        (lambda lines: [*lines[:3], lines[3].replace(b",", b", ", 1), *lines[4:]], "line 4: changed"),
        (lambda lines: [*lines[:3], lines[3].replace(b"{", b'{"hundredths":1,', 1), *lines[4:]], "line 4: changed"),
        (lambda lines: [*lines[:3], lines[3].replace(b"53", b"53.0"), *lines[4:]], "line 4: changed"),
        (lambda lines: [*lines[:3], *lines[4:]], "entry 4: removed"),
        (lambda lines: lines[1:], "entry 1: removed"),
        (lambda lines: [*lines[:4], lines[3], *lines[4:]], "line 5: put in: entry 4"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "entry 4: swapped: entry 5"),
        (lambda lines: [*lines[:3], chained_anew(lines, 4, hundredths=1)[3], *lines[4:]], "entry 5: does not follow entry 4"),
        (lambda lines: [*lines[:7], lines[7][:-1]], "line 8: changed or cut off"),
        (lambda lines: [*lines[:7], b"\n", lines[7]], "line 8: changed"),
        (lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]], "line 1: changed"),
    ],
)  # fmt: skip
def test_the_first_line_that_does_not_fit_is_named(ledger, change, named):
    done = verified(changed(ledger, change))

    assert done.returncode == 1
    assert done.stderr.startswith(named)
    assert done.stderr.count("\n") == 1


def test_an_end_that_was_cut_off_is_named_against_the_head(ledger):
    changed(ledger, lambda lines: lines[:6])

    assert verified(ledger).returncode == 0
    assert against_the_head(ledger).stderr.startswith("entry 7: cut off: the file ends after entry 6")


def test_a_file_that_was_chained_anew_is_refused_by_the_head_and_the_entry_named(ledger):
    changed(ledger, lambda lines: chained_anew(lines, 3, hundredths=9900))

    assert verified(ledger).returncode == 0
    done = against_the_head(ledger, "--key", signing.public_key())
    assert done.returncode == 1
    assert done.stderr.startswith("entry 3: not the one that the checkpoint of")


def test_without_the_fingerprints_a_file_that_was_chained_anew_is_refused_all_the_same(ledger):
    head = ledger.parent / "head"
    head.write_bytes(head.read_bytes().splitlines(keepends=True)[0])

    done = against_the_head(changed(ledger, lambda lines: chained_anew(lines, 3, hundredths=9900)))

    assert done.returncode == 1
    assert done.stderr.startswith("one of the entries 1 to 8 is not")


@pytest.mark.parametrize("field", ["sequence", "root", "at", "signature"])
def test_a_head_with_anything_changed_is_refused(ledger, field):
    head = ledger.parent / "head"
    record = json.loads(head.read_text().splitlines()[0])
    record[field] = 7 if field == "sequence" else record[field].translate(str.maketrans("0123456789", "1234567890"))
    head.write_text(json.dumps(record, sort_keys=True, separators=(",", ":")) + "\n")

    done = against_the_head(ledger)

    assert done.returncode == 1
    assert "its signature does not hold" in done.stderr


def test_a_head_signed_by_somebody_else_is_refused(ledger, settings):
    ours = signing.public_key()
    settings.LEDGER_SIGNING_KEYS = [b"an insider's key of thirty-two b"]
    call_command("export_ledger", out=ledger, checkpoint=ledger.parent / "head")
    appended(1)
    call_command("export_ledger", out=ledger, checkpoint=ledger.parent / "head")

    done = against_the_head(ledger, "--key", ours)

    assert done.returncode == 1
    assert "not with the given one" in done.stderr


def test_any_one_bit_of_the_file_is_found(ledger):
    whole, head = ledger.read_bytes(), ledger.parent / "head"
    places = random.Random(7).sample(range(len(whole) * 8), 300)

    for place in places:
        bits = bytearray(whole)
        bits[place // 8] ^= 1 << place % 8
        ledger.write_bytes(bits)
        with pytest.raises(verify.DoesNotFit):
            verify.verify(ledger, checkpoint_file=head)


@pytest.mark.parametrize(
    "arguments",
    [["nowhere.jsonl"], ["--key", "nonsense"], ["--checkpoint", "nowhere"], ["--checkpoint", "LEDGER"]],
)  # fmt: skip
def test_what_cannot_be_read_ends_with_two_and_one_line(ledger, arguments):
    arguments = [str(ledger) if argument == "LEDGER" else argument for argument in arguments]
    ledger = ledger.with_name(arguments.pop(0)) if len(arguments) == 1 else ledger

    done = verified(ledger, *arguments)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_key_is_taken_as_digits_as_base64_as_pem_and_from_a_file(tmp_path):
    digits = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n"
    (tmp_path / "key.pem").write_text(pem)

    given = [digits, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", pem, str(tmp_path / "key.pem")]

    assert {verify.public_key(text) for text in given} == {digits}


# RFC 8032 section 7.1, tests 1, 2, 3 and SHA(abc): public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_ed25519_follows_the_vectors_of_its_rfc(key, message, signature):
    public, said, signed = (bytes.fromhex(text) for text in (key, message, signature))

    assert ed25519_holds(public, said, signed)
    assert not ed25519_holds(public, said + b"\0", signed)
    assert not ed25519_holds(public, said, bytes([signed[0] ^ 1]) + signed[1:])
    assert not ed25519_holds(public, said, signed[:32] + bytes([signed[32] ^ 1]) + signed[33:])
    # The same signature with its second half above the order of the group must not count as another one.
    above = int.from_bytes(signed[32:], "little") + ORDER
    assert not ed25519_holds(public, said, signed[:32] + above.to_bytes(32, "little"))
