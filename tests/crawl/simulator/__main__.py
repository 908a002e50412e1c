"""Run portals in a process of their own.

    python -m tests.crawl.simulator --port-file F [--hosts 20] [--articles 500] [--family mixed]
                                    [--portals DIR] [--log F]

The port file is written once all portals answer: JSON with each one's name, family, port and list. Every
portal obeys ``/__control__/…`` (control.py). The process ends with SIGTERM or SIGINT, or, with
``--until-eof``, when its standard input is closed: then it does not outlive the one who started it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import threading
from pathlib import Path

from tests.crawl.simulator.addresses import FAMILIES
from tests.crawl.simulator.portal import SimulatedPortal
from tests.crawl.simulator.request_log import RequestLog


def main(arguments: list[str] | None = None) -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="tests.crawl.simulator", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--hosts", type=int, default=1)
    parser.add_argument("--articles", type=int, default=60, help="of each host")
    parser.add_argument("--per-page", type=int, help="entries of a list page")
    parser.add_argument("--family", default="mixed", help="several with commas, or mixed: each in turn")
    parser.add_argument("--port-file", type=Path, required=True, help="where the ports are written, as JSON")
    parser.add_argument("--portals", type=Path, help="folder for the files that describe the portals")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds, written into these files")
    parser.add_argument("--jitter", type=float, default=0.0)
    parser.add_argument("--log", type=Path, help="file for the requests, a line of JSON each")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input is closed")
    options = parser.parse_args(arguments)
    families = FAMILIES if options.family == "mixed" else tuple(options.family.split(","))
    if unknown := set(families) - set(FAMILIES):
        parser.error(f"no family {', '.join(sorted(unknown))}, there are {', '.join(FAMILIES)}")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.until_eof:
        threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    log = RequestLog(options.log)
    with contextlib.ExitStack() as stack:
        stack.callback(log.close)
        portals = [
            stack.enter_context(
                SimulatedPortal(
                    f"host-{i:02}",
                    families[i % len(families)],
                    options.articles,
                    options.per_page,
                    place=i,
                    log=log,
                )
            )
            for i in range(options.hosts)
        ]
        if options.portals is not None:
            for portal in portals:
                portal.write_into(options.portals, options.delay, options.jitter)
        written = [
            {"name": p.name, "family": p.family, "port": p.port, "list": p.list_url()} for p in portals
        ]
        draft = options.port_file.with_name(options.port_file.name + ".part")
        draft.write_text(json.dumps({"portals": written}, indent=1) + "\n", encoding="utf-8")
        draft.replace(options.port_file)
        # a wait without limit would not be woken by a signal on every system
        while not stop.wait(1):
            pass


def _await_end(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


if __name__ == "__main__":
    main()
