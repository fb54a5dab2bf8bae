"""Equal questions get the same bytes: an answer is made once and kept, since it depends on its question alone.

What a page shows is a function of the bundles, read once at start, and of the address, which the browser sends along;
no cookie, no login name and no clock has a part in it. Kept in memory only, up to a fixed number of bytes.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from flask import Flask, Response, g, request

PATH = "/_dash-update-component"
LONGEST_QUESTION = 8 * 1024
MOST_BYTES = 48 * 1024 * 1024


class Answers:
    """Finished answers by question, the least recently asked dropped first.

    Parameters
    ----------
    most : int
        Bytes to keep.

    Examples
    --------
    >>> kept = Answers(most=10)
    >>> kept.put((b"question", ""), b"twelve bytes", {})
    >>> kept.get((b"question", "")) is None
    True
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.size, self.lock = most, 0, Lock()
        self.kept: OrderedDict[tuple[bytes, str], tuple[bytes, dict[str, str]]] = OrderedDict()

    def get(self, question: tuple[bytes, str]) -> tuple[bytes, dict[str, str]] | None:
        """The answer, if it was given before."""
        with self.lock:
            found = self.kept.get(question)
            if found is not None:
                self.kept.move_to_end(question)
            return found

    def put(self, question: tuple[bytes, str], content: bytes, headers: dict[str, str]) -> None:
        """Keep an answer and make room for it."""
        if len(content) > self.most // 4:
            return
        with self.lock:
            self._drop(question)
            self.kept[question] = (content, headers)
            self.size += len(content) + len(question[0])
            while self.size > self.most:
                self._drop(next(iter(self.kept)))

    def _drop(self, question: tuple[bytes, str]) -> None:
        old = self.kept.pop(question, None)
        if old is not None:
            self.size -= len(old[0]) + len(question[0])


def keep_last(server: Flask, answers: Answers) -> None:
    """Keep what leaves the server; call this before anything else adds a step, so that it sees the finished answer."""

    def keep(response: Response) -> Response:
        question = g.get("question")
        if question is not None and response.status_code == 200 and not response.is_streamed:
            names = ("Content-Type", "Content-Encoding")
            headers = {name: response.headers[name] for name in names if name in response.headers}
            answers.put(question, response.get_data(), headers)
        return response

    server.after_request(keep)


def answer_first(server: Flask, answers: Answers) -> None:
    """Answer a question that was asked before; call this after login is asked for."""

    def answer() -> Response | None:
        if request.path != PATH or request.method != "POST":
            return None
        if not 0 < (request.content_length or 0) <= LONGEST_QUESTION:
            return None
        question = (request.get_data(), request.headers.get("Accept-Encoding", "")[:200])
        found = answers.get(question)
        if found is None:
            g.question = question
            return None
        content, headers = found
        return Response(content, headers={**headers, "Vary": "Accept-Encoding"})

    server.before_request(answer)
