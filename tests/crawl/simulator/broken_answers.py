"""Servers that are slow, endless, torn, or speak no HTTP."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache

from tests.crawl.simulator.answers import HTML, Answer, Wire
from tests.crawl.simulator.behaviour import Behaviour, Occasion

__all__ = ["BROKEN"]

# longer than any client's patience
_FOR_EVER = 3600.0


def _slow_headers(occasion: Occasion, seconds: float = 1.0) -> Answer:
    """Nothing for so many seconds, then the page."""
    answer = occasion.usual()

    def sending(wire: Wire, answer: Answer) -> None:
        wire.wait(seconds)
        wire.send(answer.head(length=len(answer.body)) + answer.body)

    answer.sending = sending
    return answer


def _slow_body(occasion: Occasion, seconds: float = 0.1, size: int = 64) -> Answer:
    """The page in pieces of ``size`` bytes, ``seconds`` apart."""
    answer = occasion.usual()

    def sending(wire: Wire, answer: Answer) -> None:
        wire.send(answer.head(length=len(answer.body)))
        for start in range(0, len(answer.body), size):
            wire.send(answer.body[start : start + size])
            wire.wait(seconds)

    answer.sending = sending
    return answer


def _endless_body(_: Occasion, size: int = 65_536, seconds: float = 0.0, chunked: int = 0) -> Answer:
    """A page that does not end before the client goes; ``size`` bytes every ``seconds``."""
    answer = Answer(200, {"Content-Type": HTML}, b"<p>" + "改造".encode() * (size // 6) + b"</p>")

    def sending(wire: Wire, answer: Answer) -> None:
        if chunked:
            answer.headers["Transfer-Encoding"] = "chunked"
        wire.send(answer.head(length=None))
        piece = b"%x\r\n%b\r\n" % (len(answer.body), answer.body) if chunked else answer.body
        while True:
            wire.send(piece)
            wire.wait(seconds)

    answer.sending = sending
    return answer


def _stall(occasion: Occasion) -> Answer:
    """Half of the page, then nothing more and no end."""
    answer = occasion.usual()

    def sending(wire: Wire, answer: Answer) -> None:
        wire.send(answer.head(length=len(answer.body)) + answer.body[: len(answer.body) // 2])
        wire.wait(_FOR_EVER)

    answer.sending = sending
    return answer


def _gzip(occasion: Occasion, cut: int = 0) -> Answer:
    """The page as gzip; ``cut`` leaves out so many bytes at the end, though the length is right."""
    answer = occasion.usual()
    packed = gzip.compress(answer.body, mtime=0)
    answer.headers["Content-Encoding"] = "gzip"
    answer.body = packed[: len(packed) - cut] if cut else packed
    return answer


def _truncated_gzip(occasion: Occasion) -> Answer:
    answer = _gzip(occasion)
    answer.body = answer.body[: len(answer.body) // 2]
    return answer


def _bad_gzip(occasion: Occasion) -> Answer:
    """A page that is called gzip and is none."""
    answer = occasion.usual()
    answer.headers["Content-Encoding"] = "gzip"
    return answer


def _encoding(occasion: Occasion, name: str = "x-portal") -> Answer:
    """A page with a Content-Encoding that nobody knows."""
    answer = occasion.usual()
    answer.headers["Content-Encoding"] = name
    return answer


def _gzip_bomb(_: Occasion, megabytes: int = 200) -> Answer:
    """Some hundred kB on the wire for so many megabytes."""
    return Answer(200, {"Content-Type": HTML, "Content-Encoding": "gzip"}, _bomb(megabytes))


@lru_cache(maxsize=4)
def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b"<p>" + bytes(1_000_000) + b"</p>"
    return b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()


def _wrong_length(occasion: Occasion, by: int = 1000) -> Answer:
    """A Content-Length that is ``by`` bytes too many, or too few where it is negative."""
    answer = occasion.usual()

    def sending(wire: Wire, answer: Answer) -> None:
        wire.send(answer.head(length=max(0, len(answer.body) + by)) + answer.body)

    answer.sending = sending
    return answer


def _bad_chunks(occasion: Occasion) -> Answer:
    """Chunks whose sizes are no numbers."""
    answer = occasion.usual()
    answer.headers["Transfer-Encoding"] = "chunked"

    def sending(wire: Wire, answer: Answer) -> None:
        wire.send(answer.head(length=None) + b"zz\r\n" + answer.body + b"\r\n")

    answer.sending = sending
    return answer


def _reset(occasion: Occasion) -> Answer:
    """A connection that is reset in the midst of the body."""
    answer = occasion.usual()

    def sending(wire: Wire, answer: Answer) -> None:
        wire.send(answer.head(length=len(answer.body)) + answer.body[: len(answer.body) // 2])
        wire.wait(0.02)  # what was sent is to arrive before the reset
        wire.reset()

    answer.sending = sending
    return answer


def _hang_up(_: Occasion) -> Answer:
    """No answer at all: the connection is closed."""
    return Answer(sending=lambda wire, answer: None)


def _garbage(_: Occasion) -> Answer:
    """Bytes that are no HTTP."""
    return Answer(
        sending=lambda wire, answer: wire.send(b"\x16\x03\x01\x02\x00 no http at all\r\n\x00\xff" * 20)
    )


def _long_headers(occasion: Occasion, count: int = 500, size: int = 1000) -> Answer:
    """More headers than a client should take."""
    answer = occasion.usual()
    answer.headers |= {f"X-Filler-{i}": "x" * size for i in range(count)}
    return answer


BROKEN: dict[str, Behaviour] = {
    "slow-headers": _slow_headers,
    "slow-body": _slow_body,
    "endless-body": _endless_body,
    "stall": _stall,
    "gzip": _gzip,
    "truncated-gzip": _truncated_gzip,
    "bad-gzip": _bad_gzip,
    "encoding": _encoding,
    "gzip-bomb": _gzip_bomb,
    "wrong-length": _wrong_length,
    "bad-chunks": _bad_chunks,
    "reset": _reset,
    "hang-up": _hang_up,
    "garbage": _garbage,
    "long-headers": _long_headers,
}
