"""Words for what a study declares: outcomes, units, changes to think through, and why a value is absent."""

from __future__ import annotations

DECLARED: dict[str, dict[str, str]] = {
    "feature": {
        "(unexplained)": "niet verklaard",
        "(level)": "algemeen niveau",
        "all": "alles samen",
        "(all)": "alle factoren samen",
    },
    "outcome": {
        "low_income": "onder de lage-inkomensgrens",
        "problematic_debt": "in problematische schulden",
        "below": "onder de grens",
        "above": "boven de grens",
        "died": "overleden",
        "emigrated": "vertrokken uit Nederland",
        "institution": "in een instelling",
        "student": "student",
        "unknown_income": "inkomen onbekend",
        "income": "inkomen",
        "arrears": "betalingsachterstand",
        "arrear": "betalingsachterstand",
        "below_line": "onder de grens",
        "social_assistance": "bijstand",
    },
    "sample_origin": {
        "census": "alle huishoudens in de registers",
        "random": "een steekproef door loting",
        "selected with correction": "gekozen gevallen, met correctie",
        "selected": "alleen gekozen gevallen",
    },
    "outcome.debt": {
        "below": "in problematische schulden",
        "above": "zonder problematische schulden",
    },
    "change": {
        "": "zoals het nu is",
        "none": "zoals het nu is",
        "as_is": "zoals het nu is",
        "job_loss": "baan kwijt",
        "new_job": "nieuwe baan",
        "more_hours": "meer uren werk",
        "fewer_hours": "minder uren werk",
        "savings_gone": "spaargeld op",
        "child_born": "een kind erbij",
        "birth": "een kind erbij",
        "partner_left": "partner weg",
        "divorce": "gescheiden",
        "cheaper_rent": "goedkoper wonen",
        "age_30": "dertig jaar oud",
        "employed": "in loondienst",
        "on_social_assistance": "met bijstand",
        "on_unemployment_benefit": "met een WW-uitkering",
        "own_business": "met een eigen bedrijf",
        "owner": "in een koophuis",
        "parted": "uit elkaar",
        "renting": "in een huurhuis",
        "with_partner": "met een partner",
    },
    "unit": {
        "euro": "euro",
        "months": "maanden",
        "years": "jaren",
        "count": "aantal",
        "persons": "personen",
        "share": "aandeel",
        "category": "soort",
        "yes/no": "ja of nee",
        "ratio to the line": "keer de grens",
        "ratio to the norm": "keer de norm",
        "ratio": "verhouding",
        "% of drempelinkomen / of income above it": "% van het drempelinkomen of van het inkomen erboven",
        "% of social minimum": "% van het sociaal minimum",
        "% of that slice of rent": "% van dat deel van de huur",
        "% of the bijstand norm": "% van de bijstandsnorm",
        "age": "leeftijd",
        "euro (commonly)": "euro (meestal)",
        "euro or %": "euro of %",
        "euro per hour": "euro per uur",
        "euro per month": "euro per maand",
        "euro per month per (euro per year)²": "euro per maand per (euro per jaar)²",
        "euro per month per euro per year": "euro per maand per euro per jaar",
        "euro per quarter": "euro per kwartaal",
        "euro per year": "euro per jaar",
    },
    "source": {
        "declared in the study": "vastgelegd in het onderzoek",
        "faults planted in invented data by the proving ground": "fouten die met opzet in verzonnen gegevens zijn gezet",
        "placed by the suite from label points of gemeenten, 2024": "zelf geplaatst, naar de ligging van gemeenten in 2024",
        "published amounts; derived ones are marked": "gepubliceerde bedragen; wat is afgeleid, is gemerkt",
        "published figures of facts; achieved by synthetic persons": "gepubliceerde cijfers, naast die van verzonnen personen",
        "published shares not used, see facts; what registers hold, by decision 0124": (
            "gepubliceerd niet-gebruik; wat registers bevatten, volgens besluit 0124"
        ),
        "published parameters; unverified ones are marked": "gepubliceerde bedragen; wat niet is nagekeken, is gemerkt",
        "rules of schemes for invented households; an indication and no decision": (
            "regels van regelingen voor verzonnen huishoudens; een indicatie, geen besluit"
        ),
        "source page not recorded; check before relying on it": "vindplaats niet vastgelegd; kijk het na voor u erop bouwt",
        "from general knowledge, unverified": "algemene kennis, niet nagekeken",
        "statutory norms, see scheme_rules": "wettelijke normen, zie de bedragen van regelingen",
        "CBS Armoede en sociale uitsluiting (editions 2018-2023) / cbs.nl news": (
            "CBS, Armoede en sociale uitsluiting (uitgaven 2018-2023), en nieuws op cbs.nl"
        ),
        "CBS StatLine 83841NED description": ("CBS StatLine 83841NED, toelichting bij de tabel"),
        "CBS release 17-12-2025 as quoted in press (dutchnews, bnnvara, welingelichtekringen)": (
            "CBS, bericht van 17-12-2025, zoals kranten het aanhalen (dutchnews, bnnvara, welingelichtekringen)"
        ),
        "derived: 1,200 (2022) x CPI 2023 of +3.8% (CPI from general knowledge)": (
            "afgeleid: 1.200 euro van 2022, maal de prijsstijging van 3,8% in 2023 (algemene kennis)"
        ),
        "hartvannederland.nl Oct 2024 quoting CBS/SCP/Nibud; cbs.nl/en-gb/news/2024/42": (
            "hartvannederland.nl, oktober 2024, naar CBS, SCP en Nibud; cbs.nl/en-gb/news/2024/42"
        ),
        "derived: (694 of 2024 - 400 added for 2024) / index 1.099, smkaccountants.nl 20-9-2023": (
            "afgeleid: 694 euro van 2024, min de 400 die er dat jaar bij kwam, gedeeld door 1,099 (smkaccountants.nl, 20-9-2023)"
        ),
        "derived: (924 of 2024 - 400 added for 2024) / index 1.099, smkaccountants.nl 20-9-2023": (
            "afgeleid: 924 euro van 2024, min de 400 die er dat jaar bij kwam, gedeeld door 1,099 (smkaccountants.nl, 20-9-2023)"
        ),
        "general knowledge / regelrecht context; KGB 2024 threshold found is 26,820": (
            "algemene kennis, naast de regels van regelrecht; voor 2024 is 26.820 euro gevonden"
        ),
        "github.com/MinBZK/poc-machine-law (threshold of kindgebonden budget)": (
            "github.com/MinBZK/poc-machine-law (grens van het kindgebonden budget)"
        ),
    },
    "absent": {
        "unknown": "onbekend",
        "birth year unknown": "geboortejaar onbekend",
        "income of one of the two years unknown": "inkomen van een van beide jaren onbekend",
        "income of the household unknown": "inkomen van het huishouden onbekend",
        "never: no row means no arrangement": "nooit: geen regel is geen regeling",
        "never: no row means no default": "nooit: geen regel is geen achterstand",
        "no birth in three years": "geen geboorte in drie jaar",
        "no category known": "geen soort bekend",
        "no category known on the day": "geen soort bekend op de dag",
        "no change in three years": "geen verandering in drie jaar",
        "no child at home": "geen kind thuis",
        "no household income known a year earlier": "inkomen een jaar eerder onbekend",
        "no household income known in the three years before": "inkomen in de drie jaar ervoor onbekend",
        "no household income known in three years": "inkomen in drie jaar onbekend",
        "no household income known two years earlier": "inkomen twee jaar eerder onbekend",
        "no move in three years": "geen verhuizing in drie jaar",
        "no partner in the household": "geen partner in het huishouden",
        "no such event in three years": "niet gebeurd in drie jaar",
        "not in the address register": "niet in het adressenregister",
        "not in the household register": "niet in het huishoudensregister",
        "not in the household register on the day": "niet in het huishoudensregister op de dag",
        "not in the register (one in three, more often older people)": "niet in het register (een op de drie, vaker ouderen)",
        "personal income unknown": "persoonlijk inkomen onbekend",
        "source unknown": "bron onbekend",
        "tenure unknown": "huur of koop onbekend",
        "wealth of one of the two years unknown": "vermogen van een van beide jaren onbekend",
        "wealth of the household unknown": "vermogen van het huishouden onbekend",
    },
}
