"""What stands inside a PDF, an image, a notebook, a web page or an SVG, as text that can be searched."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

from vroegsignalering.release.scan_text import (
    METADATA,
    UNREADABLE,
    VECTOR_POINTS,
    Finding,
    arrays_in,
    columns_in,
    keys_in,
)

_STREAM = re.compile(
    rb"<<(?P<head>(?:[^<>]|<[^<]|>[^>]|<<.*?>>)*?)>>\s*stream\r?\n(?P<body>.*?)\r?\nendstream", re.S
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.S | re.I)
_LIBRARY = re.compile(r"plotly\.js v\d|@license|/\*! |sourceMappingURL", re.I)
_SHAPE = re.compile(r"<(?:circle|ellipse|use)\b", re.I)
_POINTS = 200
_METADATA_BYTES = 4096


def html(text: str, path: str, longest: int) -> list[Finding]:
    """Visible text, attributes and scripts; the code of plotting libraries is passed over."""
    found = []
    for script in _SCRIPT.findall(text):
        if len(script) > 200_000 and _LIBRARY.search(script):
            continue
        found += arrays_in(script, path, longest, "script") + columns_in(script, path, "script")
        found += keys_in(script, path, "script")
    rest = _SCRIPT.sub(" ", text)
    rest = re.sub(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=\s]+", " ", rest)
    visible = re.sub(r"<[^>]{0,4000}>", " ", rest)
    attributes = " ".join(re.findall(r'\sdata-[\w-]+="([^"]*)"', rest))
    headers = " ".join(re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", rest, re.S | re.I))
    found += keys_in(visible, path, "text") + columns_in(headers, path, "table")
    found += keys_in(attributes, path, "attributes") + arrays_in(
        attributes.replace("&quot;", '"'), path, longest
    )
    cells = len(re.findall(r"<tr\b", rest, re.I))
    if cells > longest:
        found.append(Finding(path=path, kind="row-level array", place="table", count=cells))
    return found + svg(rest, path)


def svg(text: str, path: str) -> list[Finding]:
    """Many small shapes are points, and points are persons."""
    shapes = len(_SHAPE.findall(text))
    return [Finding(path=path, kind=VECTOR_POINTS, count=shapes)] if shapes > _POINTS else []


def tree(value: Any, path: str, longest: int, place: str = "") -> list[Finding]:
    """A JSON value: long arrays, records with key columns, keys in texts."""
    text = json.dumps(value, ensure_ascii=False)
    found = keys_in(text, path, place) + arrays_in(text, path, longest, place)
    long = _longest_list(value)
    if long > longest and not found:
        found.append(Finding(path=path, kind="row-level array", place=place, count=long))
    names = " ".join(_names(value))
    return found + columns_in(names, path, place)


def _longest_list(value: Any) -> int:
    if isinstance(value, dict):
        return max((_longest_list(one) for one in value.values()), default=0)
    if isinstance(value, list):
        counted = bool(value) and isinstance(value[0], dict) and {"n", "count", "status"} & set(value[0])
        own = 0 if counted else len(value)
        return max([own, *(_longest_list(one) for one in value)])
    return 0


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        inner = [_names(one) for one in value.values()]
        return set(map(str, value)).union(*inner)
    if isinstance(value, list):
        return set().union(*[_names(one) for one in value]) if value else set()
    return set()


def notebook(value: Any, path: str, longest: int) -> list[tuple[str, str, Any]]:
    """Saved outputs of a notebook as (place, media type, content); sources are code and are read as text."""
    parts: list[tuple[str, str, Any]] = []
    for number, cell in enumerate(value.get("cells", [])):
        parts.append((f"cell {number}", "text/plain", _joined(cell.get("source", ""))))
        for output in cell.get("outputs", []):
            place = f"cell {number}, output"
            if "text" in output:
                parts.append((place, "text/plain", _joined(output["text"])))
            if "traceback" in output:
                parts.append((place, "text/plain", _joined(output["traceback"])))
            for media, content in output.get("data", {}).items():
                parts.append((place, media, content if isinstance(content, dict) else _joined(content)))
    return parts


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def image(content: bytes, path: str) -> list[Finding]:
    """Metadata of PNG and JPEG: texts, EXIF, and anything long enough to be data."""
    texts = _png_texts(content) if content.startswith(b"\x89PNG") else _jpeg_texts(content)
    found = []
    for name, text in texts:
        said = text.decode("utf-8", errors="replace")
        found += keys_in(said, path, name) + columns_in(said, path, name)
        if len(text) > _METADATA_BYTES:
            found.append(Finding(path=path, kind=METADATA, place=name, count=len(text)))
    tail = content.rfind(b"IEND")
    if content.startswith(b"\x89PNG") and tail >= 0 and len(content) > tail + 8:
        found.append(
            Finding(path=path, kind=METADATA, place="after the image", count=len(content) - tail - 8)
        )
    return found


def _png_texts(content: bytes) -> list[tuple[str, bytes]]:
    texts, at = [], 8
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        body = content[at + 8 : at + 8 + size]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            texts.append((kind.decode(), body))
        elif kind == b"zTXt":
            texts.append((kind.decode(), _inflated(body[body.find(b"\0") + 2 :]) or b""))
        at += 12 + size
    return texts


def _jpeg_texts(content: bytes) -> list[tuple[str, bytes]]:
    texts, at = [], 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at + 1] in (0xE1, 0xED, 0xFE):
            texts.append((f"marker {content[at + 1]:#x}", content[at + 4 : at + 2 + size]))
        at += 2 + size
    return texts


def pdf(content: bytes, path: str, longest: int) -> list[Finding]:
    """Texts, attachments and metadata of a PDF; glyph codes are read through every character map in the
    file."""
    if b"/Encrypt" in content:
        return [Finding(path=path, kind=UNREADABLE, place="encrypted")]
    streams = [_decoded(found.group("head"), found.group("body")) for found in _STREAM.finditer(content)]
    maps = [made for made in (_character_map(stream) for stream in streams) if made]
    found = keys_in(_latin(_STREAM.sub(b" ", content)), path, "objects")
    for stream in streams:
        if b"begincmap" in stream or b"\0" in stream[:200]:
            continue
        texts = [_shown_text(stream)] if b"TJ" in stream or b"Tj" in stream else [_latin(stream)]
        texts += [_through(stream, made) for made in maps if b"<" in stream]
        for text in texts:
            found += (
                keys_in(text, path, "text") + columns_in(text, path, "text") + arrays_in(text, path, longest)
            )
    if b"/EmbeddedFile" in content or any(b"/EmbeddedFile" in stream for stream in streams):
        found.append(Finding(path=path, kind=METADATA, place="attached file"))
    return sorted(set(found))


def _latin(content: bytes) -> str:
    return content.decode("latin-1")


def _decoded(head: bytes, body: bytes) -> bytes:
    if b"FlateDecode" not in head:
        return b"" if b"DCTDecode" in head else body
    return b"" if b"/Image" in head or b"/FontFile" in head else (_inflated(body) or b"")


def _inflated(body: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(body, 50_000_000)
    except zlib.error:
        return None


def _shown_text(stream: bytes) -> str:
    """Literal strings of a page; what is drawn in one operation belongs together."""
    lines = []
    for shown in re.findall(rb"\[((?:[^\[\]\\]|\\.)*)\]\s*TJ|(\((?:[^()\\]|\\.)*\))\s*(?:Tj|')", stream):
        pieces = re.findall(rb"\(((?:[^()\\]|\\.)*)\)", shown[0] or shown[1])
        lines.append(_latin(b"".join(pieces)))
    return "\n".join(lines)


def _character_map(stream: bytes) -> dict[str, str] | None:
    if b"begincmap" not in stream:
        return None
    made: dict[str, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream, re.S):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            made[code.decode().lower()] = _utf16(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", stream, re.S):
        for first, last, text in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            start, stop, base = int(first, 16), int(last, 16), int(text, 16)
            for code in range(start, min(stop, start + 65_535) + 1):
                made[f"{code:0{len(first)}x}"] = chr(min(base + code - start, 0x10FFFF))
    return made


def _utf16(text: bytes) -> str:
    return bytes.fromhex(text.decode().zfill(4)).decode("utf-16-be", errors="replace")


def _through(stream: bytes, made: dict[str, str]) -> str:
    size = len(next(iter(made), "0000"))
    lines = []
    for shown in re.findall(rb"\[([^\]]*)\]\s*TJ|(<[0-9A-Fa-f\s]+>)\s*Tj", stream):
        codes = "".join(re.findall(r"<([0-9A-Fa-f]+)>", _latin(shown[0] or shown[1]))).lower()
        lines.append("".join(made.get(codes[at : at + size], " ") for at in range(0, len(codes), size)))
    return "\n".join(lines)
