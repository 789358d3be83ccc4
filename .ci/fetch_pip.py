"""`python3 fetch_pip.py FOLDER` prints the path of pip, fetched into FOLDER, for a Python that came without one.

Debian's does: its pip and its venv are packages of their own. Python runs pip from the file as it is. It is one
known file, checked: nothing else vouches for it before it runs.
"""

import hashlib
import html
import os
import re
import sys
from pathlib import Path
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

FILE = "pip-26.3-py3-none-any.whl"
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
INDEX = os.environ.get("PIP_INDEX_URL") or os.environ.get("UV_DEFAULT_INDEX") or "https://pypi.org/simple"


def fetch(address: str) -> bytes:
    if not address.startswith(("https://", "http://")):
        sys.exit(f"{address} is not a web address")
    try:
        with urlopen(address, timeout=60) as answer:  # noqa: S310 (looked at just above)
            return answer.read()
    except OSError as error:
        sys.exit(f"{address} could not be fetched: {error}")


def main(folder: Path) -> None:
    listing = f"{INDEX.rstrip('/')}/pip/"
    links = (html.unescape(link) for link in re.findall(r'href="([^"]+)"', fetch(listing).decode()))
    link = next((urldefrag(link).url for link in links if FILE in link), None)
    if not link:
        sys.exit(f"{listing} does not list {FILE}")
    pip = fetch(urljoin(listing, link))
    if hashlib.sha256(pip).hexdigest() != SHA256:
        sys.exit(f"{FILE} is not the file it should be")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(pip)
    sys.stdout.write(f"{folder / FILE}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
