"""Locking and unlocking: ChaCha20-Poly1305, so that nobody reads a bundle, or changes it, without the key.

A bundle is one line of text and what follows it. The line is not secret, and it is authenticated too:

    deep-grader bundle 1 grader 0.1.0 key 5f2c0a91b3d4e6f7 bytes 48123
    <12 bytes of nonce><ciphertext with its tag>
"""

import base64
import binascii
import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple

from grader import __version__
from grader.errors import BundleError

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
except ImportError:
    raise BundleError(
        "A bundle needs the package cryptography, which is not installed. Run: pip install 'deep-grader[instructor]'"
    ) from None

VARIABLE = "GRADER_KEY"
VERSION = 1
PREFIX = "dgk1_"  # a key is recognised when it turns up where it should not
KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16
LONGEST_HEAD = 200
HEAD = re.compile(rb"deep-grader bundle (\d+) grader (\S+) key ([0-9a-f]{16}) bytes (\d+)\n")
ANOTHER = "`grader bundle --new-key` makes one."


class Key(NamedTuple):
    """A key, and where it came from."""

    secret: bytes
    source: str

    @property
    def id(self) -> str:
        """What can be said of the key aloud: it tells keys apart, and nothing more."""
        return hashlib.sha256(b"deep-grader key id" + self.secret).hexdigest()[:16]


def new_key() -> str:
    """A new key, as people pass it on."""
    return PREFIX + base64.urlsafe_b64encode(ChaCha20Poly1305.generate_key()).decode("ascii").rstrip("=")


def course_key(file: Path | None) -> Key:
    """The key in a file, else in the environment variable GRADER_KEY; the variable is emptied.

    Raises:
        BundleError: there is none, or what is there is no key. The message never shows it.
    """
    if file is None:
        value = os.environ.pop(VARIABLE, "").strip()
        if not value:
            raise BundleError(
                f"The key of the bundle is missing: the environment variable {VARIABLE} is not set. Set it from your "
                "pipeline's secrets (a pipeline of a fork or of a pull request may not get them), or use --key-file."
            )
        return _key(value, f"the environment variable {VARIABLE}")
    try:
        return _key(file.read_text(encoding="utf-8").strip(), str(file))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BundleError(f"The key file {file} cannot be read: {why}. {ANOTHER}") from None


def _key(text: str, source: str) -> Key:
    body = text.removeprefix(PREFIX)
    try:
        secret = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(PREFIX) or len(secret) != KEY_BYTES:
        raise BundleError(
            f"What is in {source} ({len(text)} characters) is no key: a key is {PREFIX} and 43 letters, digits, "
            f"- or _. {ANOTHER}"
        )
    return Key(secret, source)


def lock(content: bytes, key: Key) -> bytes:
    """The content as a bundle that this version of the grader can open."""
    size = NONCE_BYTES + len(content) + TAG_BYTES
    head = f"deep-grader bundle {VERSION} grader {__version__} key {key.id} bytes {size}\n".encode("ascii")
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + ChaCha20Poly1305(key.secret).encrypt(nonce, content, head)


def unlock(data: bytes, key: Key, name: str) -> bytes:
    """The content of a bundle.

    Args:
        data: the bundle.
        key: the one that locked it.
        name: what messages call it.

    Raises:
        BundleError: it is no bundle, of another version, cut short, locked with another key, or changed.
    """
    head = HEAD.match(data[:LONGEST_HEAD])
    if head is None:
        raise BundleError(f"{name} is no bundle of a course. Make one with `grader bundle COURSE.yaml --out FILE`.")
    version, grader, key_id, size = (part.decode("ascii") for part in head.groups())
    if int(version) != VERSION or grader != __version__:
        raise BundleError(
            f"{name} is a bundle of format {version} by grader {grader}; this is grader {__version__}, which reads "
            f"format {VERSION} by {__version__}. Make the bundle anew, or install deep-grader=={grader}."
        )
    locked = data[head.end() :]
    if len(locked) != int(size):
        what = "cut short" if len(locked) < int(size) else "longer than it was"
        raise BundleError(f"{name} is {what}: {len(locked)} bytes of {size}. Copy it anew, as a binary file.")
    if key_id != key.id:
        raise BundleError(
            f"{name} was locked with the key {key_id}, and {key.source} holds the key {key.id}. "
            "Use the right key, or make the bundle anew with this one."
        )
    try:
        return ChaCha20Poly1305(key.secret).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], head.group())
    except InvalidTag:
        raise BundleError(
            f"{name} has been changed since it was made: its seal is broken. Nothing of it was used. "
            "Copy it anew from where it was made, as a binary file."
        ) from None
