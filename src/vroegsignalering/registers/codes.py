"""Code lists of the registers: code, Dutch, English, slug; codes without padding, as decoding gives them.

Labels marked inferred come from public code or general knowledge; the country list is open (only the countries
that the suite names are here). Sources: public code and codebooks, see ``docs/reference/registers.md``.
"""

from __future__ import annotations

from vroegsignalering.registers.columns import codes, sentinels
from vroegsignalering.registers.schema_column import Sure

SEX = codes("1|Mannen|men|man", "2|Vrouwen|women|woman")

BORN_IN_NETHERLANDS = codes(
    "0|Buiten Nederland geboren|born abroad",
    "1|In Nederland geboren|born in the Netherlands|born_in_netherlands",
)

PARENTS_ABROAD = codes(
    "0|Geen ouder in het buitenland geboren|no parent born abroad|none",
    "1|Eén ouder in het buitenland geboren|one parent born abroad|one",
    "2|Beide ouders in het buitenland geboren|both parents born abroad|both",
    sure=Sure.INFERRED,
)

GENERATION = codes(
    "0|Zonder migratieachtergrond (oude indeling)|old classification: none|none",
    "1|Eerste generatie|first generation|first",
    "2|Tweede generatie|second generation|second",
)

COUNTRY = codes(
    "6030|Nederland|Netherlands|netherlands",
    "6043|Turkije|Turkey|turkey",
    "5022|Marokko|Morocco|morocco",
    "5007|Suriname|Suriname|suriname",
    "7011|Nederlandse Antillen|former Netherlands Antilles|dutch_caribbean",
    "6024|Indonesië|Indonesia|indonesia",
    "7028|Polen|Poland|poland",
    "9089|Duitsland|Germany|germany",
    "5010|België|Belgium|belgium",
    "7007|Syrië|Syria|syria",
    sure=Sure.INFERRED,
)

HOUSEHOLD_TYPE = codes(
    "1|Eenpersoonshuishouden|single person|single",
    "2|Niet-gehuwd paar zonder kinderen|unmarried couple without children",
    "3|Gehuwd paar zonder kinderen|married couple without children",
    "4|Niet-gehuwd paar met kinderen|unmarried couple with children",
    "5|Gehuwd paar met kinderen|married couple with children",
    "6|Eenouderhuishouden|one-parent household|one_parent",
    "7|Overig huishouden|other household|other",
    "8|Institutioneel huishouden|institutional household|institution",
)

PLACE_IN_HOUSEHOLD = codes(
    "1|Thuiswonend kind|child living at home|child",
    "2|Alleenstaande|single person|single",
    "3|Partner in niet-gehuwd paar zonder kinderen|partner in unmarried couple without children|partner_unmarried_no_children",
    "4|Partner in gehuwd paar zonder kinderen|partner in married couple without children|partner_married_no_children",
    "5|Partner in niet-gehuwd paar met kinderen|partner in unmarried couple with children|partner_unmarried_children",
    "6|Partner in gehuwd paar met kinderen|partner in married couple with children|partner_married_children",
    "7|Ouder in eenouderhuishouden|parent in one-parent household|one_parent",
    "8|Referentiepersoon in overig huishouden|reference person in other household|reference_other",
    "9|Overig lid|other member|other_member",
    "10|Lid van institutioneel huishouden|member of institutional household|institution",
    sure=Sure.INFERRED,
)

YES_NO = codes("0|Nee|no|no", "1|Ja|yes|yes")

INCOME_SOURCE = codes(
    "11|Loon|wage|wage",
    "12|Loon directeur-grootaandeelhouder|salary of director-owner|director_owner",
    "13|Winst zelfstandig ondernemer|profit of self-employed|self_employed",
    "14|Inkomen overige zelfstandige|income of other self-employed|other_self_employed",
    "21|Werkloosheidsuitkering|unemployment benefit",
    "22|Bijstandsuitkering|social assistance",
    "23|Uitkering sociale voorziening overig|other social provision",
    "24|Uitkering ziekte/arbeidsongeschiktheid|sickness or disability benefit",
    "25|Pensioenuitkering|pension",
    "26|Studiefinanciering|student grant",
    "30|Inkomen uit vermogen|income from wealth",
)

TENURE = codes(
    "1|Eigen woning|owner-occupied|owner",
    "2|Huurwoning zonder huurtoeslag|rented without rent allowance|rent",
    "3|Huurwoning met huurtoeslag|rented with rent allowance|rent_with_allowance",
)

TENURE_UNTIL_2010 = codes(
    "1|Eigen woning|owner-occupied|owner",
    "2|Huurwoning met huurtoeslag|rented with rent allowance|rent_with_allowance",
    "3|Huurwoning zonder huurtoeslag|rented without rent allowance|rent",
    sure=Sure.INFERRED,
)

POPULATION = codes(
    "1|Particulier huishouden met inkomen, geen student|private household with income, not student|private",
    "2|Particulier studentenhuishouden met inkomen|private student household with income|student",
    "3|Institutioneel huishouden met inkomen|institutional household with income|institution",
    "7|Particulier huishouden zonder inkomen|private household without income|private_no_income",
    "8|Institutioneel huishouden zonder inkomen|institutional household without income|institution_no_income",
    "9|Particulier huishouden, niet ingedeeld|private household, not classified|private_unclassified",
)

COMPOSITION = codes(
    "11|Alleenstaande man onder AOW-leeftijd|single man below pension age",
    "12|Alleenstaande man met AOW-leeftijd|single man of pension age",
    "13|Alleenstaande vrouw onder AOW-leeftijd|single woman below pension age",
    "14|Alleenstaande vrouw met AOW-leeftijd|single woman of pension age",
    "21|Paar zonder kinderen, hoofdkostwinner onder AOW-leeftijd|"
    "couple without children, main earner below pension age|couple_below_pension_age",
    "22|Paar zonder kinderen, hoofdkostwinner met AOW-leeftijd|"
    "couple without children, main earner of pension age|couple_of_pension_age",
    "31|Paar, alleen minderjarige kinderen|couple, minor children only|couple_minors",
    "32|Paar, minder- en meerderjarige kinderen|couple, minor and adult children|couple_minors_and_adults",
    "33|Paar, alleen meerderjarige kinderen|couple, adult children only|couple_adult_children",
    "41|Eenouder, alleen minderjarige kinderen|one parent, minor children only|one_parent_minors",
    "42|Eenouder, minder- en meerderjarige kinderen|one parent, minor and adult children|one_parent_minors_and_adults",
    "43|Eenouder, alleen meerderjarige kinderen|one parent, adult children only|one_parent_adult_children",
    "51|Paar zonder kinderen, met anderen|couple without children, with others|couple_others",
    "52|Paar, minderjarige kinderen, met anderen|couple, minor children, with others|couple_minors_others",
    "53|Paar, minder- en meerderjarige kinderen, met anderen|"
    "couple, minor and adult children, with others|couple_minors_and_adults_others",
    "54|Paar, meerderjarige kinderen, met anderen|couple, adult children, with others|couple_adult_children_others",
    "55|Eenouder, minderjarige kinderen, met anderen|one parent, minor children, with others|one_parent_minors_others",
    "56|Eenouder, minder- en meerderjarige kinderen, met anderen|"
    "one parent, minor and adult children, with others|one_parent_minors_and_adults_others",
    "57|Eenouder, meerderjarige kinderen, met anderen|one parent, adult children, with others|one_parent_adult_children_others",
    "58|Overig meerpersoonshuishouden|other multi-person household|other",
    "71|Institutioneel huishouden|institutional household|institution",
)

PENSION_AGE_COMPOSITION = codes(
    "11|Alleenstaande man met AOW-leeftijd|single man of pension age",
    "12|Alleenstaande vrouw met AOW-leeftijd|single woman of pension age",
    "13|Paar, beiden AOW-leeftijd|couple, both of pension age",
    "14|Paar, één AOW-leeftijd|couple, one of pension age",
    "15|Overig, ten minste één AOW-leeftijd|other, at least one of pension age",
    "20|Institutioneel, ten minste één AOW-leeftijd|institutional, at least one of pension age",
    "31|Alleenstaande onder AOW-leeftijd|single below pension age",
    "32|Meerpersoons, allen onder AOW-leeftijd|multi-person, all below pension age",
)

MAIN_BENEFIT = codes(
    "0|Geen uitkering|no benefit",
    "1|Werkloosheid|unemployment",
    "2|Arbeidsongeschiktheid|disability",
    "3|Bijstand|social assistance",
    "4|Overige sociale voorziening|other social provision",
)

INDEPENDENCE = codes("0|Niet zelfstandig|not independent|no", "1|Zelfstandig|independent|yes")

FINANCIAL_INDEPENDENCE = codes(
    "0|Niet financieel zelfstandig|not financially independent|no",
    "1|Financieel zelfstandig|financially independent|yes",
)

EARNER_POSITION = codes(
    "1|Hoofdkostwinner zonder partner|main earner without partner",
    "2|Hoofdkostwinner met partner|main earner with partner",
    "3|Gehuwde partner|married partner",
    "4|Niet-gehuwde partner|unmarried partner",
    "5|Minderjarig kind|minor child",
    "6|Meerderjarig kind|adult child",
    "7|Overig lid|other member",
)

SOCIO_ECONOMIC = codes(
    "11|Werknemer|employee",
    "12|Directeur-grootaandeelhouder|director-owner",
    "13|Zelfstandig ondernemer|self-employed",
    "14|Overige zelfstandige|other self-employed",
    "15|Meewerkend gezinslid|assisting family member",
    "21|Ontvanger werkloosheidsuitkering|unemployment benefit",
    "22|Ontvanger bijstandsuitkering|social assistance",
    "23|Ontvanger uitkering sociale voorziening overig|other social provision",
    "24|Ontvanger uitkering ziekte/arbeidsongeschiktheid|sickness or disability benefit",
    "25|Ontvanger pensioenuitkering|pension",
    "26|Scholier of student met inkomen|student with income",
    "31|Scholier of student zonder inkomen|student without income",
    "32|Overig zonder inkomen|other without income",
)

EDUCATION_LEVEL = codes(
    "1111|Basisonderwijs gr1-2|primary, years 1-2|primary",
    "1112|Basisonderwijs gr3-8|primary, years 3-8|primary",
    "1211|Praktijkonderwijs|practical training|lower_secondary",
    "1212|Vmbo-b/k|pre-vocational, basic|lower_secondary",
    "1213|Mbo1|vocational 1|lower_secondary",
    "1221|Vmbo-g/t|pre-vocational, theoretical|lower_secondary",
    "1222|Havo-, vwo-onderbouw|general secondary, lower years|lower_secondary",
    "2111|Mbo2|vocational 2|upper_secondary",
    "2112|Mbo3|vocational 3|upper_secondary",
    "2121|Mbo4|vocational 4|upper_secondary",
    "2131|Havo-bovenbouw|general secondary, havo|upper_secondary",
    "2132|Vwo-bovenbouw|general secondary, vwo|upper_secondary",
    "3111|Hbo-associate degree|associate degree|higher",
    "3112|Hbo-bachelor|professional bachelor|higher",
    "3113|Wo-bachelor|academic bachelor|higher",
    "3211|Hbo-master|professional master|higher",
    "3212|Wo-master|academic master|higher",
    "3213|Doctor|doctorate|higher",
)

CONTRACT = codes(
    "O|Onbepaalde tijd|permanent", "B|Bepaalde tijd|temporary", "N|Niet van toepassing|not applicable"
)

FULL_TIME = codes("1|Voltijd|full-time", "2|Deeltijd|part-time")

CIVIL_STATUS = codes(
    "O|Ongehuwd|never married",
    "H|Gehuwd|married",
    "P|Partnerschap|registered partnership",
    "S|Gescheiden na huwelijk|divorced",
    "SP|Gescheiden na partnerschap|dissolved partnership",
    "W|Verweduwd na huwelijk|widowed",
    "WP|Verweduwd na partnerschap|widowed after partnership",
)

UNION_TYPE = codes("H|Huwelijk|marriage", "P|Geregistreerd partnerschap|registered partnership")
UNION_END = codes("S|Scheiding of ontbinding|divorce or dissolution", "O|Overlijden|death")

ASSISTANCE_SCHEME = codes(
    "01|Bijstand|social assistance",
    "02|IOAW|IOAW|ioaw",
    "03|IOAZ|IOAZ|ioaz",
    "13|Bijstand|social assistance",
    "14|Bbz|Bbz|bbz",
    "15|Bijstand|social assistance",
    "16|Bijstand|social assistance",
    "18|Individuele inkomenstoeslag|individual income supplement",
    "19|Individuele studietoeslag|individual study supplement",
    "20|Bbz|Bbz|bbz",
    sure=Sure.INFERRED,
)

RUNNING = codes("1|Lopend|running", "2|Lopend, overig|running, other", sure=Sure.INFERRED)

DISABILITY_LAW = codes(
    "1|WAO|WAO|wao", "2|WAZ|WAZ|waz", "3|Wajong|Wajong|wajong", "4|IVA|IVA|iva", "5|WGA|WGA|wga"
)

DWELLING_OWNER = codes("E|Eigen woning|owner-occupied|owner")

NO_INCOME = sentinels(unknown_income=9999999999.0)
"""Ten nines: amounts of INHATAB and INPATAB for a household without observed income."""

NO_WEALTH_EITHER = sentinels(unknown_wealth=99999999999.0, unknown_wealth_short=9999999999.0)
"""Eleven nines: amounts of VEHTAB; public code also tests ten."""

LINE = sentinels(unknown_income=-1.0, institution=-2.0, not_in_population=-3.0)
LINE_LONG = sentinels(
    unknown_income=-1.0, institution=-2.0, not_in_population=-3.0, not_in_population_before=-4.0
)
LINE_EU = sentinels(unknown_income=-1.0, institution=-2.0)
LINE_EU_LONG = sentinels(unknown_income=-1.0, institution=-2.0, not_in_population_before=-4.0)
PERCENTILE = sentinels(unknown_income=-1.0, institution=-2.0)
PERCENTILE_NO_STUDENTS = sentinels(unknown_income=-1.0, institution=-2.0, student=-3.0)
PERCENTILE_PERSON = sentinels(no_personal_income=-1.0, unknown_income=-2.0, institution=-3.0)
EMPTY = sentinels(unknown="")
DASH = sentinels(unknown="-")
