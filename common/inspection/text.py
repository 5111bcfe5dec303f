"""The text of a PDF, one JSON string per line and page: `python -m common.inspection.text <PDF`.

A process of its own under limits, since the file may be hostile: `common.page_text` starts it. Words broken at the end
of a line come out whole; characters that no database keeps, or that mark words in excerpts, are left out.
"""

from __future__ import annotations

import json
import re
import resource
import sys

MEMORY = 1024 * 1024 * 1024  # bytes of address space
PROCESSOR = 180  # seconds
MOST_LETTERS = 40_000  # of one page; a full page of small print has about 8,000
BROKEN_WORD = re.compile("[\ufffe\x02]\\s*")
UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ue000\ue001\ufffe\uffff\ud800-\udfff]")


def cleaned(text: str) -> str:
    text = UNKEPT.sub("", BROKEN_WORD.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()[:MOST_LETTERS]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from pypdfium2 import PdfDocument

    document = PdfDocument(sys.stdin.buffer.read())
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        print(json.dumps(cleaned(words.get_text_bounded())), flush=True)
        words.close()
        page.close()


if __name__ == "__main__":
    main()
