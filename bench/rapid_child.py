"""Reads pictures with rapidocr, its line classifier off: `real.py` runs it with the Python of an environment with it.

Takes paths as a JSON list on stdin and writes a JSON list of [text, CPU seconds] to stdout, loading not counted. It is
a comparison only: the project does not depend on it.
"""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    """Read."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found]  # noqa: PLC0415  # of the other environment

    engine = RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})
    paths = json.load(sys.stdin)
    engine(paths[0])  # what is done once is done before
    answers = []
    for path in paths:
        begun = time.process_time()
        found = engine(path)
        answers.append(["\n".join(found.txts or ()), time.process_time() - begun])
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
