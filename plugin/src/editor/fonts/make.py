"""Makes the editor's fonts from Inter's: make.py FOLDER, where FOLDER holds Inter-Regular.otf and Inter-SemiBold.otf.

Inter (https://rsms.me/inter, SIL Open Font License 1.1, no reserved name) in its version 4.0, cut down to the
characters that Western European names and our signs need, with its tabular figures as the figures: numbers that change
must not move what stands beside them. Needs PyPI's fonttools 4.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Mixtapes Inter"
WEIGHTS = ("Regular", "SemiBold")
CHARACTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "ΔΩµπ–—‘’“”•…‹›×−±≈≤≥∞←↑→↓▲▼●○◆◇✓✕")]


def tabular(font: TTFont) -> None:
    """Lets the characters of the figures, and of the signs among them, lead to the glyphs of equal width."""
    table = font["GSUB"].table
    lookups = {i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "tnum" for i in f.Feature.LookupListIndex}
    mapping = {}
    for index in sorted(lookups):
        for part in table.LookupList.Lookup[index].SubTable:
            mapping |= getattr(part, "ExtSubTable", part).mapping
    for encoding in font["cmap"].tables:
        encoding.cmap = {code: mapping.get(glyph, glyph) for code, glyph in encoding.cmap.items()}


def rename(font: TTFont) -> None:
    """A family of its own, so that an Inter on the user's system is never taken for it."""
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = str(record).replace("Inter", FAMILY)
        elif record.nameID == 6:
            record.string = str(record).replace("Inter", FAMILY.replace(" ", ""))


def main() -> None:
    for weight in WEIGHTS:
        font = TTFont(Path(sys.argv[1]) / f"Inter-{weight}.otf")
        tabular(font)
        options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], desubroutinize=True)
        options.name_IDs = ["*"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(font)
        if "CFF " in font:
            top = font["CFF "].cff
            top.fontNames = [f"MixtapesInter-{weight}"]
        rename(font)
        font.save(Path(__file__).with_name(f"MixtapesInter-{weight}.otf"))


if __name__ == "__main__":
    main()
