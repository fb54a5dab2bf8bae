"""Findings in Dutch, for people; machines and error messages keep the English of the code.

A finding is an error message with counts, so its English is the source, as in :mod:`vroegsignalering.errors`.
"""

from __future__ import annotations

import re

FIXED = {
    "0 or 1": "0 of 1",
    "B or H": "B of H",
    "R or S": "R of S",
    "YYYYMMDD": "JJJJMMDD",
    "none": "geen",
    "a code": "een code",
    "a code that is not in the list": "een code die niet in de lijst staat",
    "a date would find two spells; look which version is right": "op één dag gelden twee perioden; kijk welke versie klopt",
    "a day of the calendar": "een bestaande dag",
    "a final file": "een definitief bestand",
    "a folder that may be read": "een map die gelezen mag worden",
    "a fraction": "een getal met decimalen",
    "a letter and a number": "een letter en een nummer",
    "a letter that may not be linked": "een letter waarmee niet gekoppeld mag worden",
    "a number": "een getal",
    "a provisional one (VRL)": "een voorlopig bestand (VRL)",
    "a row of nines of another length": "een rij negens van een andere lengte",
    "a whole number": "een heel getal",
    "an end before the begin": "een einde vóór het begin",
    "another alignment": "anders uitgelijnd",
    "another letter": "een andere letter",
    "another value": "een andere waarde",
    "ask for the files of these years": "vraag de bestanden van deze jaren op",
    "ask for read permission, or check the folders that you need one by one": (
        "vraag leesrecht, of controleer de mappen die u nodig heeft een voor een"
    ),
    "at least one row": "ten minste één rij",
    "begins after the edition ends": "begint na het einde van het bestand",
    "both columns of the key": "beide kolommen van de sleutel",
    "capitals": "hoofdletters",
    "checksums that match": "controlegetallen die kloppen",
    "declare it as a sentinel, with its source": "beschrijf het als code voor 'geen waarde', met bron",
    "declared columns": "beschreven kolommen",
    "declared in the file": "in het bestand zelf verklaard",
    "each main earner is in the own household": "elke hoofdkostwinner zit in het eigen huishouden",
    "earlier": "eerder",
    "empty": "leeg",
    "every year between the first and the last": "elk jaar tussen het eerste en het laatste",
    "export both columns; half a key names nobody": "exporteer beide kolommen; een halve sleutel wijst niemand aan",
    "export the file again": "exporteer het bestand opnieuw",
    "features that need them are not computed": "kenmerken die ze nodig hebben, worden niet berekend",
    "fewer digits": "minder cijfers",
    "higher": "hoger",
    "if CBS renamed it, declare the name in tables": "heeft het CBS de naam gewijzigd, beschrijf die dan in tables",
    "if it is a code for no value, declare it as a sentinel; else widen the range, with a source": (
        "is het een code voor 'geen waarde', beschrijf die dan; verruim anders de grens, met bron"
    ),
    "later": "later",
    "look in `vroeg inspect` for labels; extend the list": "zoek de labels op met `vroeg inspect`; vul de lijst aan",
    "look whether both files are of the same year and version": "kijk of jaar en versie van beide bestanden gelijk zijn",
    "look whether columns were shifted": "kijk of kolommen verschoven zijn",
    "look whether persons are missing from the file": "kijk of er personen in het bestand ontbreken",
    "look whether the code list changed; reading strips blanks": "kijk of de codelijst veranderd is; spaties worden weggelaten",
    "look whether the code list or a sentinel changed in this year": "kijk of in dit jaar een code veranderd is",
    "look whether the column was shifted": "kijk of de kolom verschoven is",
    "look whether the column was shifted, or a sentinel must be declared": (
        "kijk of de kolom verschoven is, of een code beschreven moet worden"
    ),
    "look whether the labels changed": "kijk of de labels veranderd zijn",
    "look whether the three columns were shifted": "kijk of de drie kolommen verschoven zijn",
    "look whether this is another edition": "kijk of dit een andere editie is",
    "look whether this is another variable": "kijk of dit een andere variabele is",
    "look whether two files were joined; duplicates multiply rows": (
        "kijk of twee bestanden zijn samengevoegd; dubbele rijen vermenigvuldigen zich bij koppelen"
    ),
    "it may be cut short: copy it again and compare its size with the original": (
        "het bestand is misschien afgekapt: kopieer opnieuw en vergelijk de grootte met het origineel"
    ),
    "lower": "lager",
    "main earners without a row of their own": "hoofdkostwinners zonder eigen rij",
    "may be absent": "mag ontbreken",
    "more than once": "vaker dan één keer",
    "neither": "geen van beide",
    "nine digits": "negen cijfers",
    "nine digits, zeros in front": "negen cijfers, met voorloopnullen",
    "no date": "geen datum",
    "no permission": "geen leesrecht",
    "no rows": "geen rijen",
    "no such column": "die kolom is er niet",
    "no such day": "die dag bestaat niet",
    "no such name": "een andere naam",
    "not read; if it is a register file, its name differs from the declared ones": (
        "wordt niet gelezen; is het een registerbestand, dan wijkt de naam af van de beschreven namen"
    ),
    "nothing to do: blanks are stripped": "niets doen: spaties worden weggelaten",
    "nothing to do: read as capitals": "niets doen: gelezen als hoofdletters",
    "nothing to do: the stored value is read": "niets doen: de opgeslagen waarde wordt gelezen",
    "nothing to do; `vroeg inspect` lists them": "niets doen; `vroeg inspect` noemt ze",
    "number": "getal",
    "once per edition": "één keer per bestand",
    "one column of this name": "één kolom met deze naam",
    "one version": "één versie",
    "other characters or more digits": "andere tekens of meer cijfers",
    "overlapping spells": "perioden die elkaar overlappen",
    "read as unknown": "gelezen als onbekend",
    "read as unknown; look whether a sentinel must be declared": "gelezen als onbekend; kijk of een code beschreven moet worden",
    "reading converts it; check that zeros in front survived": "wordt omgezet bij het lezen; kijk of voorloopnullen er nog zijn",
    "rename or drop one of them": "hernoem of verwijder er een",
    "rerun when the final file is there": "draai opnieuw zodra het definitieve bestand er is",
    "rows without an address do not link": "rijen zonder adres koppelen niet",
    "sentinels not declared as user-missing": "codes voor 'geen waarde' niet als user-missing verklaard",
    "small letters": "kleine letters",
    "spells of one unit do not overlap": "perioden van één eenheid overlappen niet",
    "such objects stand in NIETVSLGTAB": "zulke objecten staan in NIETVSLGTAB",
    "such spells hold no day and are never found": "zulke perioden bevatten geen dag en worden nooit gevonden",
    "text": "tekst",
    "the declared meaning of columns may not hold for this year": "de beschreven betekenis van kolommen geldt misschien niet",
    "the end on or after the begin": "het einde op of na het begin",
    "the file passed through a program that dropped zeros; export it again": (
        "een ander programma heeft de voorloopnullen weggehaald; exporteer opnieuw"
    ),
    "the folder counts as real data; write it again with `vroeg synthesise` if it is synthetic": (
        "de map telt als echte gegevens; is zij synthetisch, schrijf haar dan opnieuw met `vroeg synthesise`"
    ),
    "the highest version is read; the others are passed over": "de hoogste versie wordt gelezen, de andere niet",
    "the link is read as absent": "de koppeling geldt als afwezig",
    "the name of a declared register file": "de naam van een beschreven registerbestand",
    "the same columns in every part": "dezelfde kolommen in elk deel",
    "the same name in another case": "dezelfde naam met andere hoofdletters",
    "these rows are left out": "deze rijen doen niet mee",
    "write all parts again": "schrijf alle delen opnieuw",
}
"""English to Dutch, of findings that hold no number."""

PATTERNS = (
    (r"about as many rows as (\d+)", r"ongeveer evenveel rijen als in \1"),
    (
        r"no fewer rows than (\d+): it holds all earlier years",
        r"niet minder rijen dan in \1: alle eerdere jaren staan erin",
    ),
    (r"about (\S+) missing, as in other years", r"ongeveer \1 ontbreekt, zoals in andere jaren"),
    (r"also (.+)", r"ook \1"),
    (r"each found in (.+)", r"elk te vinden in \1"),
    (r"(\S+) times as many", r"\1 keer zo veel"),
    (r"a readable (\w+) file", r"een leesbaar \1-bestand"),
    (r"as many rows as (.+)", r"even veel rijen als \1"),
    (r"at least (.+)", r"ten minste \1"),
    (r"at most (.+)", r"ten hoogste \1"),
    (r"column (.+)", r"kolom \1"),
    (r"compare both files of (\w+) with the published number of records", r"vergelijk \1 met het gepubliceerde aantal"),
    (r"from (\d+)", r"vanaf \1"),
    (r"nothing between (\d+) and (\d+)", r"niets tussen \1 en \2"),
    (r"on or before (.+)", r"op of vóór \1"),
    (r"one of (\d+) codes", r"een van \1 codes"),
    (r"only (\w+)", r"alleen \1"),
    (r"right-aligned in (\d+)", r"rechts uitgelijnd in \1"),
    (r"(\d+) more column\(s\), never read", r"nog \1 kolommen, niet gelezen"),
    (r"(\d+) absent", r"\1 afwezig"),
    (r"(\d+) fewer", r"\1 minder"),
    (r"(\d+) file\(s\) differ from their checksum: (.+)", r"\1 bestand(en) met een ander controlegetal: \2"),
    (r"(\d+) listed file\(s\) are not there: (.+)", r"\1 bestand(en) uit de lijst zijn er niet: \2"),
    (r"(\d+) register file\(s\) are not listed in provenance.json: (.+)", r"\1 bestand(en) staan niet in provenance.json: \2"),
    (r"(\d+) different headers", r"\1 verschillende kolomkoppen"),
    (r"(\S+) not found", r"\1 niet gevonden"),
    (r"(\d+) to (\w+)", r"\1 tot en met \2"),
)  # fmt: skip
"""English to Dutch, of findings that hold a number or a name."""


def in_dutch(text: str) -> str:
    """A finding's words in Dutch; what is not foreseen stays English.

    Examples
    --------
    >>> in_dutch("one of 11 codes"), in_dutch("no rows")
    ('een van 11 codes', 'geen rijen')
    """
    if text in FIXED:
        return FIXED[text]
    for pattern, dutch in PATTERNS:
        hit = re.fullmatch(pattern, text)
        if hit:
            return hit.expand(dutch)
    return text
