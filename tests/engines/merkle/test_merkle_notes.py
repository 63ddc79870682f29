"""Checkpoints are signed notes that other logs' tools can read; nothing about them may be bent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hecheng.engines.merkle import Checkpoint, NoteError, PublicKey, SigningKey, open_checkpoint, sign_checkpoint
from hecheng.engines.merkle.notes import open_note, sign_note

KEY = SigningKey.generate("log.example.org/longsha")
CHECKPOINT = Checkpoint("log.example.org/longsha", 11, bytes(range(32)))
SIGNED = sign_checkpoint(CHECKPOINT, KEY)

# The example of the signed-note specification.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""


def test_the_published_example_of_a_signed_note_opens() -> None:
    body, signers = open_note(SAID, [PublicKey.parse(NEUMANN)])
    assert body.startswith("If you think")
    assert [str(key) for key in signers] == [NEUMANN]


def test_a_checkpoint_opens_with_its_key_and_says_what_was_signed() -> None:
    assert SIGNED.startswith(
        "log.example.org/longsha\n11\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n— log.example.org/longsha "
    )
    assert open_checkpoint(SIGNED, [KEY.public]) == CHECKPOINT


def test_keys_survive_being_written_down() -> None:
    again = SigningKey.parse(KEY.secret_text())
    assert again.public == KEY.public == PublicKey.parse(str(KEY.public))
    assert sign_checkpoint(CHECKPOINT, again) == SIGNED


def test_a_signing_key_does_not_show_its_secret_when_printed() -> None:
    assert KEY.secret_text().rpartition("+")[2] not in f"{KEY} {KEY!r}"


@settings(deadline=None)
@given(st.integers(0, len(SIGNED.encode()) - 1), st.integers(0, 7))
def test_no_flipped_bit_of_a_checkpoint_goes_unseen(where: int, bit: int) -> None:
    raw = bytearray(SIGNED.encode())
    raw[where] ^= 1 << bit
    try:
        changed = raw.decode()
    except UnicodeDecodeError:
        return
    with pytest.raises(NoteError):
        open_checkpoint(changed, [KEY.public])


def test_a_witness_may_sign_beside_the_log_and_strangers_are_passed_over() -> None:
    witness, stranger = SigningKey.generate("witness.example"), SigningKey.generate("stranger.example")
    signed = sign_note(CHECKPOINT.body(), stranger, KEY, witness)
    assert open_checkpoint(signed, [KEY.public, witness.public]) == CHECKPOINT
    assert open_note(signed, [witness.public, KEY.public])[1] == [KEY.public, witness.public]


def test_a_witness_alone_does_not_make_a_checkpoint() -> None:
    witness = SigningKey.generate("witness.example")
    with pytest.raises(NoteError) as refused:
        open_checkpoint(sign_note(CHECKPOINT.body(), witness), [witness.public])
    assert refused.value.code == "origin"


def test_a_key_of_the_same_name_is_not_the_key() -> None:
    with pytest.raises(NoteError) as refused:
        open_checkpoint(SIGNED, [SigningKey.generate(CHECKPOINT.origin).public])
    assert refused.value.code == "untrusted"


def test_one_forged_line_spoils_a_note_that_is_otherwise_signed() -> None:
    head, line = SIGNED.split("\n\n")
    other = sign_checkpoint(Checkpoint(CHECKPOINT.origin, 12, CHECKPOINT.root), KEY).split("\n\n")[1]
    with pytest.raises(NoteError) as refused:
        open_checkpoint(f"{head}\n\n{line}{other}", [KEY.public])
    assert refused.value.code == "forged"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a\n",
        "a\n1\n",
        "a\n01\nAAAA\n",
        "a\n-1\nAAAA\n",
        "a\n1\nAAAA\n",
        "a\n１\n" + "A" * 43 + "=\n",
        "a\n9" * 30 + "\n",
    ],
)
def test_a_note_that_is_no_checkpoint_is_malformed(body: str) -> None:
    key = SigningKey.generate("a")
    with pytest.raises(NoteError) as refused:
        open_checkpoint(sign_note(body, key) if body else "", [key.public])
    assert refused.value.code == "malformed"


@pytest.mark.parametrize("body", ["no newline", "a\n\nb\n", "\na\n", "a\x00b\n", "a\tb\n"])
def test_what_is_not_lines_of_text_is_not_signed(body: str) -> None:
    with pytest.raises(NoteError):
        sign_note(body, KEY)


def test_a_key_signs_only_for_its_own_log() -> None:
    with pytest.raises(NoteError):
        sign_checkpoint(Checkpoint("another.example", 1, bytes(32)), KEY)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\t"])
def test_a_key_name_is_one_word_without_a_plus(name: str) -> None:
    with pytest.raises(NoteError):
        SigningKey.generate(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("+AR", "+BR"),
        NEUMANN[:-4],
        NEUMANN.replace("Peter", "Paul"),
    ],
)
def test_a_key_text_with_anything_wrong_is_no_key(text: str) -> None:
    with pytest.raises(NoteError):
        PublicKey.parse(text)
    with pytest.raises(NoteError):
        SigningKey.parse("PRIVATE+KEY+" + text)
