"""A question's picture: a file in the bank's own folder, of a kind and size that Discord shows."""

from __future__ import annotations

from pathlib import Path

from bot.content.files import reason

MAX_IMAGE_BYTES = 8 * 1024 * 1024
_KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WebP", ".gif": "GIF"}


def find(name: str, folder: Path) -> tuple[str | None, str]:  # noqa: PLR0911 - one a complaint
    """The absolute path of a picture, or None and what is wrong with it."""
    if "/" in name or "\\" in name or name.startswith(".") or ":" in name or not name.isprintable():
        return None, "is not the plain name of a file; put the picture into the bank's folder and write its name alone"
    kind = _KINDS.get(Path(name).suffix.lower())
    if kind is None:
        return None, "is not a picture that Discord shows; use a .png, .jpg, .webp or .gif file"
    try:
        path = (folder / name).resolve()
        if path.parent != folder.resolve():
            return None, "is a link that leads out of the bank's folder; put the picture itself there"
        if not path.is_file():
            return None, "is not in the bank's folder; put it there, or correct its name"
        if path.stat().st_size > MAX_IMAGE_BYTES:
            return None, "is larger than 8 MB; make it smaller"
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError, RuntimeError) as error:
        return None, f"cannot be read: {reason(error)}"
    if _kind_by_content(head) != kind:
        return None, f"is named like a {kind} picture, but its content is not one; save it again as {kind}"
    return str(path), ""


def _kind_by_content(head: bytes) -> str | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WebP" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None
