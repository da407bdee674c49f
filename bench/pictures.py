"""Makes the pictures of the README and the tour from the demonstration: `python bench/pictures.py`.

Only the fictional production is ever shown. Needs the test environment and a Chromium; writes docs/pictures/*.png.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
DESKTOP, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=780)
QUERY = '"not fewer than four inspectors"'
#: Colours of a picture: flat pages need no more, and the repository stays small.
COLOURS = 96


def keep(page: Page, name: str) -> None:
    """Take a picture of what the browser shows and keep it small."""
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def tour(address: str) -> None:
    """Walk through the reading room, a picture at each stop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport=DESKTOP)
        page.goto("/")
        keep(page, "room")
        page.locator("a[data-item]").nth(2).click()
        keep(page, "production")
        page.goto("/")
        page.keyboard.press("/")
        page.keyboard.type(QUERY)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**")
        keep(page, "search")
        page.locator("a[href^='/page/']").last.click()
        keep(page, "page")
        page.get_by_role("link", name="About this page").click()
        keep(page, "about")
        page.goto("/search?q=gabarra&lang=es")
        keep(page, "spanish")
        phone = browser.new_page(base_url=address, viewport=PHONE, device_scale_factor=2)
        phone.goto("/search?q=" + QUERY)
        keep(phone, "phone")
        browser.close()


def main() -> int:
    """Make, read and serve the demonstration, take the pictures, stop it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "readingroom", "demo", "--no-open", "--port", "0", "--keep", f"{folder}/demo"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
            try:
                tour((demo.stdout.readline() if demo.stdout else "").strip())
            finally:
                demo.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
