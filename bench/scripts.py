"""How pages of other scripts are read by models of Latin letters, and whether the script is named: fits, or tells.

    python bench/scripts.py --fit [--work FOLDER]
    python bench/scripts.py [--mode balanced] [--pages 20]

Pages are drawn by chance from a few sentences of office prose in Russian, Greek, Arabic, Hebrew and Chinese with the
fonts of this machine (synthetic). The first way counts which letters the tiny and the small model make of each script,
and of pages without print, and writes `src/readingroom/reading/scripts.toml`; the fonts, words and seeds of the second
are others wherever the machine has more than one font.
"""

# ruff: noqa: RUF001  # letters of other scripts that look like Latin ones are what this is about

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import readingroom.reading as room_of_reading
from common import table
from examples import CHOSEN, Watching, everything, seen
from readingroom.engines.ocr import load_recogniser
from readingroom.engines.pages import Pixels
from readingroom.reading.look import with_look
from readingroom.reading.scan import read_scan
from unprinted import OneImage

#: Office prose, as words.
WORDS = {
    "Cyrl": (
        "районное управление сообщило что операция была отложена до понедельника и копия письма направлена в архив "
        "второго отдела все документы должны быть проверены до конца месяца ответ на запрос не получен сотрудники "
        "министерства обороны приказ номер дата подпись заявление о предоставлении информации"
    ),
    "Grek": (
        "το γραφείο της περιφέρειας ανακοίνωσε ότι η επιχείρηση αναβλήθηκε μέχρι τη δευτέρα και το αντίγραφο της "
        "επιστολής στάλθηκε στο αρχείο του δεύτερου τμήματος όλα τα έγγραφα πρέπει να ελεγχθούν μέχρι το τέλος του "
        "μήνα δεν ελήφθη απάντηση στο αίτημα"
    ),
    "Arab": (
        "أعلن مكتب المنطقة أن العملية تأجلت حتى يوم الاثنين وأرسلت نسخة من الرسالة إلى أرشيف القسم الثاني يجب فحص جميع "
        "الوثائق قبل نهاية الشهر لم يتم استلام رد على الطلب موظفو وزارة الدفاع رقم الأمر التاريخ التوقيع"
    ),
    "Hebr": (
        "משרד המחוז הודיע כי המבצע נדחה עד יום שני והעתק המכתב נשלח לארכיון המחלקה השנייה יש לבדוק את כל המסמכים עד "
        "סוף החודש לא התקבלה תשובה לבקשה עובדי משרד הביטחון מספר הפקודה תאריך חתימה"
    ),
    "Hani": (
        "地区 办公室 宣布 行动 推迟 到 星期一 信件 副本 已 送交 第二 部门 档案室 所有 文件 必须 "
        "在 月底 之前 检查 完毕 尚未 收到 对 请求 的 答复 国防部 工作 人员 命令 编号 日期 签名"
    ),
}
#: Where fonts lie; those of each script from which the letters are counted, and on which the naming is tried.
FONTS = Path("/usr/share/fonts/truetype")
FACES = {
    "Cyrl": (("dejavu/DejaVuSans", "dejavu/DejaVuSerif"), ("dejavu/DejaVuSansMono", "noto/NotoSerif-Regular")),
    "Grek": (("dejavu/DejaVuSans", "dejavu/DejaVuSerif"), ("dejavu/DejaVuSansMono", "noto/NotoSerif-Regular")),
    "Arab": (
        ("noto/NotoNaskhArabic-Regular", "noto/NotoKufiArabic-Regular", "dejavu/DejaVuSans"),
        ("noto/NotoSansArabic-Regular", "noto/NotoNaskhArabic-Bold"),
    ),
    "Hebr": (
        ("noto/NotoSerifHebrew-Regular", "noto/NotoSansHebrew-Bold", "dejavu/DejaVuSans"),
        ("noto/NotoSansHebrew-Regular", "noto/NotoSerifHebrew-Bold"),
    ),
    "Hani": (("droid/DroidSansFallbackFull",), ("droid/DroidSansFallbackFull",)),
}
DPI = 200
#: Share of letters that can be any in any script.
ANY = 0.1
#: A letter that was read no oftener is any.
FEW = 2
#: Pages of each script that each model reads for the fit.
PAGES = 8


def drawn(script: str, seed: int, *, trying: bool) -> Pixels:
    """Draw a page of a script."""
    rng = random.Random(f"{script} {seed} {trying}")
    sheet = Image.new("L", (1700, 2200), rng.randrange(235, 256))
    there = [FONTS / f"{face}.ttf" for face in FACES[script][int(trying)] if (FONTS / f"{face}.ttf").is_file()]
    size = round(rng.uniform(9, 14) * DPI / 72)
    font = ImageFont.truetype(rng.choice(there), size)
    words, space = WORDS[script].split(), "" if script == "Hani" else " "
    words = words[int(trying) :: 2]
    for row in range(rng.randrange(6, 26)):
        line = ""
        while font.getlength(line) < rng.uniform(700, 1250):
            line += rng.choice(words) + space
        ImageDraw.Draw(sheet).text((200, 200 + row * size * 1.7), line, font=font, fill=rng.randrange(60))
    chance = np.random.default_rng(seed)
    pixels = np.asarray(sheet, np.float64)
    if rng.random() < 0.6:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 1.1)), np.float64)
    pixels = pixels + rng.uniform(0, 10) * chance.standard_normal(pixels.shape)
    gray = np.clip(pixels, 0, 255).astype(np.uint8)
    return np.where(gray < 150, 0, 255).astype(np.uint8) if rng.random() < 0.3 else gray


def fit(work: Path) -> None:
    """Count the letters and write them."""
    counts = {script: _letters_of(script) for script in WORDS}
    counts["none"] = _letters_of_none(work)
    letters = sorted({letter for count in counts.values() for letter, times in count.items() if times > FEW})
    any_letter = ANY / len(letters)
    lines = [
        "# How often (log) each letter is read off pages of other scripts, and off no print: bench/scripts.py --fit"
    ]
    for script, count in counts.items():
        total = max(sum(count.values()), 1)
        lines += ["", f"[{script}]"]
        for one in letters:
            if count[one]:
                lines.append(f'"{_quoted(one)}" = {math.log((1 - ANY) * count[one] / total + any_letter):.2f}')
        lines.append(f"other = {math.log(any_letter):.2f}")
    path = Path(str(room_of_reading.__file__)).with_name("scripts.toml")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _letters_of(script: str) -> Counter[str]:
    """Return how often each letter is read off pages of a script by the tiny and by the small model."""
    count: Counter[str] = Counter()
    for mode in ("fast", "accurate"):
        engine = Watching(load_recogniser(mode))
        for seed in range(PAGES):
            read = seen(OneImage(drawn(script, seed, trying=False), DPI), 1, engine)
            if read:
                count.update(letter for row in read[1].rows for letter in row[0])
    return count


def _letters_of_none(work: Path) -> Counter[str]:
    """Return how often each letter is read off pages of `train` without print, and wrongly off print."""
    count: Counter[str] = Counter()
    for (style, _mode), pages in everything(work).items():
        for page in pages if style == "train" else []:
            what = page.what if page.page is not None else ["wrong"] * len(page.what)
            wrong = [row[0] for row, verdict in zip(page.found.rows, what, strict=True) if verdict == "wrong"]
            count.update(letter for word in wrong for letter in word)
    return count


def _quoted(letter: str) -> str:
    return {'"': '\\"', "\\": "\\\\"}.get(letter, letter)


def tell(mode: str, count: int) -> None:
    """Read pages of each script and print what becomes of them."""
    engine, rows = load_recogniser(mode), []
    for script in WORDS:
        words, named, marked = 0, 0, 0
        for seed in range(1000, 1000 + count):
            source = OneImage(drawn(script, seed, trying=True), DPI)
            reading = with_look(read_scan(source, 1, lambda: engine))
            words += len(reading.words)
            named += any(region.note == script for region in reading.regions)
            marked += bool({"other_script", "nothing_read", "poor"} & set(reading.look))
        rows.append([script, count, words, named, marked])
    table(f"Pages of other scripts, {mode} (synthetic)", ("script", "pages", "words", "named", "listed"), rows)


def main() -> None:
    """Fit or tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--mode", default="balanced", choices=tuple(CHOSEN))
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--work", type=Path, help="where quality.py --fit kept its pages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        if options.fit:
            fit(options.work or Path(spare))
        else:
            tell(options.mode, options.pages)


if __name__ == "__main__":
    main()
