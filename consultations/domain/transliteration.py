"""How a name sounds whoever wrote it down: Darchiev, Dartsjiev, Dartchiev and Дарчиев have one key.

A word in Latin letters is read back into Cyrillic by every rule it may have been written by; a word in Cyrillic stands
for itself. What the rules write in several ways, or leave out, is then levelled. Two words are the same name where any
of their keys is the same.

The rules: BGN/PCGN 1947 for English, with the passports' ICAO Doc 9303; Språkrådet's for Norwegian; the French usage of
the Quai d'Orsay; and ISO 9:1995 with GOST 7.79, for libraries and maps.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize


def _letters(told: str) -> dict[str, str]:
    """Letters and what they stand for, told in pairs."""
    return dict(pair.split() for pair in told.split(", "))


ALIKE: Final = _letters(
    "a а, b б, c к, d д, e е, f ф, g г, h х, i и, j ж, k к, l л, m м, n н, o о, p п, q к, r р, s с, t т, u у, v в, "
    "w в, x кс, y и, z з, ck к, ph ф, ts ц, tz ц, ss с, aa а, ae е, oe о"
)
"""What all of the rules read alike, unless one of them says otherwise."""
ENGLISH: Final = _letters("zh ж, kh х, ch ч, sh ш, shch щ, ye е, yo ё, yu ю, ya я, iu ю, ia я, ie е, j дж")
NORWEGIAN: Final = _letters("zj ж, kh х, tsj ч, sj ш, sjtsj щ, je е, jo ё, ju ю, ja я, j й")
FRENCH: Final = _letters(
    "kh х, tch ч, ch ш, chtch щ, ou у, gu г, ie е, io ё, iou ю, you ю, ia я, ya я, ye е, yo ё"
)
SCHOLARLY: Final = _letters("zh ж, ch ч, sh ш, shh щ, c ц, j й, ju ю, ja я, jo ё, je е")
"""ISO 9 and GOST 7.79; letters with a caron or a circumflex are spelt out before."""
SPELT_OUT: Final = str.maketrans(
    {"ž": "zh", "č": "ch", "š": "sh", "ŝ": "shh", "û": "ju", "â": "ja", "ø": "o", "æ": "ae", "œ": "oe"}
    | {"å": "a", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
LEVELLED: Final = str.maketrans(
    {"ё": "е", "э": "е", "є": "е", "й": "и", "ы": "и", "і": "и", "ї": "и", "ў": "у", "ґ": "г", "щ": "ш"}
    | {"я": "иа", "ю": "иу", "ъ": "", "ь": ""}
)
REDUCED: Final = (
    (re.compile(r"([жчш])о"), r"\1е"),  # what is ё after a hushing consonant is written o, e or yo
    (re.compile(r"ие"), "е"),  # е after a vowel or a sign: ye, ie or e
    (re.compile(r"(.)\1+"), r"\1"),
    (
        re.compile(r"(.{3,}(?:ов|ев|ин))(?:а|у|и|е|ом|им|ем|ои|их|ими)$"),
        r"\1",
    ),  # in a case, a woman's, or in French
    (re.compile(r"(?:дер|дре)$"), "др"),  # Alexander, Alexandre, Aleksandr
)


class _Reading:
    """One rule, ready to read by."""

    def __init__(self, rule: Mapping[str, str]) -> None:
        """Take what the rule says of its own, and all else as every rule has it."""
        self.letters = {**ALIKE, **rule}
        self.pattern = re.compile("|".join(sorted(self.letters, key=len, reverse=True)))

    def of(self, latin: str) -> str:
        """The word in Cyrillic letters."""
        return self.pattern.sub(lambda found: self.letters[found[0]], latin)


READINGS: Final = tuple(_Reading(rule) for rule in (ENGLISH, NORWEGIAN, FRENCH, SCHOLARLY))
CYRILLIC: Final = re.compile("[\u0400-\u052f]")
WORD: Final = re.compile(r"\b[^\W\d_]+(?:['’ʹʺ][^\W\d_]+)*\b")
SHORTEST: Final = 3
"""Letters of a word that is read as a name; a shorter one would be found everywhere."""


def names_in(text: str) -> Iterator[str]:
    """The words of a text that may be names, which are written with a capital in each of our languages."""
    return (each for each in WORD.findall(text) if each[0].isupper() and len(each) >= SHORTEST)


@lru_cache(maxsize=10_000)
def keys(word: str) -> frozenset[str]:
    """The keys of one word, in any case, script and way of writing; none where it has no letters to be read."""
    plain = "".join(each for each in normalize("NFC", word).lower() if each.isalpha())
    letters = without_accents(plain.translate(SPELT_OUT))
    read = {plain} if CYRILLIC.search(plain) else {each.of(letters) for each in _readings(plain)}
    return frozenset(key for each in read if len(key := _levelled(each)) >= SHORTEST)


def without_accents(text: str) -> str:
    """The text with its Latin letters bare of their accents; in Cyrillic, й is a letter and has none."""
    return "".join(_bare(each) for each in normalize("NFC", text))


def _readings(plain: str) -> tuple["_Reading", ...]:
    # What has a caron was written by ISO 9 and by nothing else.
    return READINGS[3:] if re.search("[žčšŝ]", plain) else READINGS


def _levelled(read: str) -> str:
    key = read.translate(LEVELLED)
    for pattern, instead in REDUCED:
        key = pattern.sub(instead, key)
    return key


def _bare(letter: str) -> str:
    if CYRILLIC.match(letter):
        return letter
    return "".join(each for each in normalize("NFD", letter) if not combining(each))
