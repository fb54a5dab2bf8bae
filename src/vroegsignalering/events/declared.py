"""The life events at which the letter to parliament says help is needed, and how each is found in the registers.

Declarations; ``finding`` takes them from the registers. "New in the Netherlands" is here for audit and statistics only:
no plan may be built on it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One life event.

    Parameters
    ----------
    name : str
    title_nl, title_en : str
    says_nl, says_en : str
        How it is found, in words.
    unit : str
        ``main earner``: it happens to the main earner or the household; ``member``: to a member of the household.
    for_plans : bool
        Whether an outreach plan may be built on it.
    """

    name: str
    title_nl: str
    title_en: str
    says_nl: str
    says_en: str
    unit: str = "main earner"
    for_plans: bool = True


_DECLARED = (
    Event(
        name="turning_18",
        title_nl="Een kind in het huishouden wordt 18",
        title_en="A child in the household turns 18",
        says_nl="Het oudste thuiswonende kind wordt in het jaar 18: toeslagen voor kinderen stoppen, de zorgpremie begint.",
        says_en="The oldest child at home turns 18 in the year: child benefits stop, the health premium starts.",
        unit="member",
    ),
    Event(
        name="birth",
        title_nl="Er wordt een kind geboren",
        title_en="A child is born",
        says_nl="In het jaar komt er een pasgeboren kind in het huishouden.",
        says_en="A newborn child joins the household in the year.",
        unit="member",
    ),
    Event(
        name="job_loss",
        title_nl="Een baan eindigt",
        title_en="A job ends",
        says_nl="De hoofdkostwinner gaat in het jaar van loondienst naar een uitkering of geen inkomen.",
        says_en="The main earner goes from employment to a benefit or no income in the year.",
    ),
    Event(
        name="start_business",
        title_nl="Iemand begint voor zichzelf",
        title_en="Somebody starts a business",
        says_nl="De hoofdkostwinner wordt in het jaar zelfstandige.",
        says_en="The main earner becomes self-employed in the year.",
    ),
    Event(
        name="business_in_heavy_weather",
        title_nl="Een onderneming in zwaar weer",
        title_en="A business in heavy weather",
        says_nl="De winst van een zelfstandige halveert in het jaar, of wordt verlies.",
        says_en="The profit of a self-employed main earner halves in the year, or turns into a loss.",
    ),
    Event(
        name="separation",
        title_nl="Partners gaan uit elkaar",
        title_en="Partners part",
        says_nl="De partner vertrekt in het jaar uit het huishouden; overlijden telt hier niet mee.",
        says_en="The partner leaves the household in the year; death is not counted here.",
    ),
    Event(
        name="bereavement",
        title_nl="De partner overlijdt",
        title_en="The partner dies",
        says_nl="De partner overlijdt in het jaar.",
        says_en="The partner dies in the year.",
    ),
    Event(
        name="retirement",
        title_nl="Iemand gaat met pensioen",
        title_en="Somebody retires",
        says_nl="De hoofdkostwinner krijgt in het jaar voor het eerst pensioen.",
        says_en="The main earner first receives a pension in the year.",
    ),
    Event(
        name="moving",
        title_nl="Het huishouden verhuist",
        title_en="The household moves",
        says_nl="De hoofdkostwinner krijgt in het jaar een ander adres.",
        says_en="The main earner gets another address in the year.",
    ),
    Event(
        name="new_in_netherlands",
        title_nl="Nieuw in Nederland",
        title_en="New in the Netherlands",
        says_nl="In het buitenland geboren en korter dan vijf jaar ingeschreven; alleen voor toetsing en statistiek.",
        says_en="Born abroad and registered for less than five years; for audit and statistics only.",
        for_plans=False,
    ),
)

EVENTS: dict[str, Event] = {event.name: event for event in _DECLARED}
"""Events by name."""
