"""Register frames of people, households, addresses, work and education, in English columns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from vroegsignalering.synthesis import places as pl_
from vroegsignalering.synthesis.frames_money import digits, labels
from vroegsignalering.synthesis.homes import NOBODY, Composition, composition
from vroegsignalering.synthesis.rules import SCHOOL_LEAVING_AGE
from vroegsignalering.synthesis.state import CHILD, DIED, HEAD, INMATE, OTHER, PARTNER, State, among, day_of
from vroegsignalering.synthesis.traits import dwelling_trait
from vroegsignalering.synthesis.year import Year

LEVEL_CODES = np.array([[1111, 1112], [1212, 1221], [2111, 2121], [3112, 3113], [3211, 3212]])
COUNTRIES = np.array([6030, 9089, 6024, 5022, 7011, 5007, 6043, 6013, 6008, 7007])
"""One country per origin group; Europe, Africa, America and Asia stand for themselves by their largest."""

NEVER_ENDED = 10**6


def dates(days: np.ndarray, keep: np.ndarray | None = None) -> pl.Series:
    """Days since 1970 as dates; null where ``keep`` is false."""
    found = days.astype("datetime64[D]")
    return pl.Series(found if keep is None else np.where(keep, found, np.datetime64("NaT", "D")))


@dataclass(slots=True, kw_only=True)
class Diary:
    """Changes of household, address and work, collected over the years of a shard."""

    household: list[dict[str, np.ndarray]] = field(default_factory=list)
    address: list[dict[str, np.ndarray]] = field(default_factory=list)
    work: list[dict[str, np.ndarray]] = field(default_factory=list)
    seen: dict[str, np.ndarray] = field(default_factory=dict)

    def _changed(self, name: str, values: np.ndarray, who: np.ndarray) -> np.ndarray:
        old = self.seen.get(name, np.zeros(0, np.int64))
        grown = np.full(max(len(values), len(old)), -1, np.int64)
        grown[: len(old)] = old
        changed = who[grown[who] != values[who]]
        grown[who] = values[who]
        self.seen[name] = grown
        return changed

    def note(self, state: State) -> None:
        """Take down who lives where and with whom on the state's 1 January."""
        p, h = state.persons, state.households
        who = state.present()
        comp = composition(state, day_of(state.year))
        stamp = p.household.astype(np.int64) * 40_000 + h.began[p.household]
        moved = self._changed("household", stamp, who)
        home = p.household[moved]
        kind, place = _brp(state, comp, moved)
        self.household.append(
            {
                "who": moved,
                "home": home,
                "began": h.began[home].copy(),
                "type": kind,
                "place": place,
                "reference": p.place[moved] == HEAD,
                "size": comp.size[home],
                "children": comp.children[home],
                "others": comp.others[home],
                "youngest": comp.youngest[home],
                "oldest": comp.oldest[home],
            }
        )
        moved = self._changed("address", h.address[p.household], who)
        home = p.household[moved]
        self.address.append({"who": moved, "address": h.address[home].copy(), "began": h.began[home].copy()})

    def note_work(self, state: State, record: Year) -> None:
        """Take down the categories that begin on 1 January or in the year."""
        start = day_of(record.year)
        who = np.flatnonzero(record.here)
        new = self._changed("work", record.job.before.astype(np.int64), who)
        first = np.where(state.persons.here_from[new] > start - 366, state.persons.here_from[new], start)
        self.work.append({"who": new, "began": np.minimum(first, start), "code": record.job.before[new]})
        change = who[record.job.month[who] < 13]
        months = np.array([day_of(record.year, m) for m in range(1, 13)])
        self.work.append(
            {"who": change, "began": months[record.job.month[change] - 1], "code": record.job.after[change]}
        )
        self.seen["work"][who] = record.job.after[who]


def _brp(state: State, comp: Composition, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """TYPHH and PLHH codes of persons."""
    p = state.persons
    home = p.household[who]
    couple = comp.partner[home] != NOBODY
    kids = comp.children[home] > 0
    married = state.households.married[home] == 1
    inside = p.place[who] == INMATE
    alone = comp.size[home] == 1
    kind = np.where(couple, 2 + married + 2 * kids, np.where(kids, 6, np.where(alone, 1, 7)))
    kind = np.where(inside, 8, kind)
    place = np.select(
        [
            inside,
            p.place[who] == CHILD,
            p.place[who] == OTHER,
            couple & among(p.place[who], HEAD, PARTNER),
            kids,
            alone,
        ],
        [10, 1, 9, 3 + married + 2 * kids, 7, 2],
        8,
    )
    return kind, place


def stacked(parts: list[dict[str, np.ndarray]]) -> pl.DataFrame:
    """What was noted year by year, below each other."""
    return pl.concat([pl.DataFrame(part) for part in parts], how="vertical_relaxed")


def closed(frame: pl.DataFrame, state: State, last: int) -> pl.DataFrame:
    """Sort spells, close each on the day before the next or on leaving; drop what begins after ``last``."""
    p, who, began = state.persons, frame["who"].to_numpy(), frame["began"].to_numpy().astype(np.int64)
    order = np.argsort(who.astype(np.int64) * 2**32 + began, kind="stable")
    who, began = who[order], began[order]
    end = np.where(p.gone[who] > 0, p.gone_on[who], NEVER_ENDED)
    same = np.flatnonzero(who[1:] == who[:-1])
    end[same] = np.minimum(end[same], began[same + 1] - 1)
    kept = np.flatnonzero((began <= last) & (end >= began))
    began, end = began[kept], end[kept]
    return frame[order[kept]].with_columns(
        dates(began).alias("begins_on"), dates(end, end <= last).alias("ends_on")
    )


def household_spells(state: State, diary: Diary, keys: pl.Series, shard: int, last: int) -> pl.DataFrame:
    """GBAHUISHOUDENSBUS: one row per person and household spell."""
    rows = closed(stacked(diary.household), state, last)
    number = pl.format("{}{}", pl.lit(f"{shard + 1:04d}"), pl.col("home").cast(pl.String).str.zfill(8))
    child = pl.col("children") > 0

    def born(column: str, part: str) -> pl.Expr:
        day = pl.col(column).cast(pl.Int32).cast(pl.Date)
        value = day.dt.year() if part == "year" else day.dt.month().cast(pl.Int32)
        return pl.when(child).then(value)

    return rows.select(
        keys[rows["who"]].alias("person"),
        (number + pl.col("begins_on").dt.strftime("%Y%m%d")).alias("brp_household"),
        "begins_on",
        "ends_on",
        digits(rows["type"].to_numpy()).alias("household_type"),
        digits(rows["place"].to_numpy()).alias("place_in_household"),
        pl.col("reference").alias("is_reference_person"),
        pl.col("size").cast(pl.Int32).alias("person_count"),
        pl.col("children").cast(pl.Int32).alias("child_count"),
        pl.col("others").cast(pl.Int32).alias("other_member_count"),
        born("youngest", "year").alias("youngest_child_birth_year"),
        born("youngest", "month").alias("youngest_child_birth_month"),
        born("oldest", "year").alias("oldest_child_birth_year"),
    )


def address_keys(count: int, shard: int, *, first: int = 0) -> pl.Series:
    """Keys of addresses, from number ``first``: kind B, or H for the few outside the address register, and twelve digits."""
    here = np.arange(first, count)
    numbers = pl.Series("address", (shard + 1) * 10_000_000 + here)
    kind = labels(outside_register(here).astype(np.uint32), "B", "H")
    return kind + numbers.cast(pl.String).str.zfill(12)


def outside_register(address: np.ndarray) -> np.ndarray:
    """Whether an address is an object outside the address register (moorings, pitches): three in a thousand, assumed."""
    return np.asarray((address.astype(np.int64) * 2_654_435_761 + 97) % 1_000 < 3)


def address_spells(
    state: State, diary: Diary, keys: pl.Series, addresses: pl.Series, last: int
) -> pl.DataFrame:
    """GBAADRESOBJECTBUS: one row per person and address."""
    rows = closed(stacked(diary.address), state, last)
    return rows.select(
        keys[rows["who"]].alias("person"),
        addresses[rows["address"]].alias("address"),
        "begins_on",
        "ends_on",
    )


def address_region(gem_of_address: np.ndarray, addresses: pl.Series, *, outside: bool) -> pl.DataFrame:
    """VSLGWBTAB (NIETVSLGTAB with ``outside``): the gemeente (2023) of every address of the shard."""
    used = np.flatnonzero(gem_of_address >= 0)
    used = used[outside_register(used) == outside]
    codes = pl.Series(pl_.places().codes.astype(str)).str.slice(2)
    return pl.DataFrame({"address": addresses[used], "gemeente_code": codes[gem_of_address[used]]})


def work_spells(state: State, diary: Diary, keys: pl.Series, last: int) -> pl.DataFrame:
    """SECMBUS: spells of whole months."""
    rows = closed(stacked(diary.work), state, last).filter(pl.col("code") > 0)  # 0: not yet in any state
    return rows.select(
        keys[rows["who"]].alias("person"),
        "begins_on",
        "ends_on",
        digits(rows["code"].to_numpy()).alias("socio_economic"),
    )


def persons(state: State, keys: pl.Series, ever: np.ndarray) -> pl.DataFrame:
    """GBAPERSOONTAB: persons that were ever in the register."""
    p = state.persons
    born = pl.Series(p.birth[ever]).cast(pl.Date)
    abroad, parents = p.born_abroad[ever] == 1, p.parents_abroad[ever]
    own = COUNTRIES[p.origin[ever]]
    here = COUNTRIES[0]
    return pl.DataFrame(
        {
            "person": keys[ever],
            "sex": digits(p.sex[ever] + 1),
            "birth_year": born.dt.year(),
            "birth_month": born.dt.month().cast(pl.Int32),
            "birth_day": born.dt.day().cast(pl.Int32),
            "birth_country": digits(np.where(abroad, own, here)),
            "mother_birth_country": digits(np.where(parents > 0, own, here)),
            "father_birth_country": digits(np.where(parents > 1, own, here)),
            "parents_born_abroad": digits(parents),
            "origin_country": digits(own),
            "born_in_netherlands": digits(~abroad),
            "generation_old": digits(np.where(abroad & (p.origin[ever] > 0), 1, np.where(parents > 0, 2, 0))),
        }
    )


def persons_short(everybody: pl.DataFrame) -> pl.DataFrame:
    """GBAPERSOONKTAB: the same persons without origin."""
    return everybody.select("person", "sex", "birth_year", "birth_month", "birth_day")


def parents(state: State, keys: pl.Series, ever: np.ndarray) -> pl.DataFrame:
    """KINDOUDERTAB: persons of whom a parent is known."""
    p = state.persons
    who = ever[(p.mother[ever] >= 0) | (p.father[ever] >= 0)]

    def of(parent: np.ndarray) -> pl.Series:
        found = keys[np.maximum(parent, 0)]
        return found.to_frame("k").select(pl.when(pl.Series(parent >= 0)).then(pl.col("k")))["k"]

    return pl.DataFrame({"person": keys[who], "father": of(p.father[who]), "mother": of(p.mother[who])})


def deaths(state: State, keys: pl.Series, last: int) -> pl.DataFrame:
    """GBAOVERLIJDENTAB."""
    p = state.persons
    who = np.flatnonzero((p.gone == DIED) & (p.gone_on <= last))
    return pl.DataFrame({"person": keys[who], "died_on": dates(p.gone_on[who])})


def person_to_household(record: Year, keys: pl.Series) -> pl.DataFrame:
    """KOPPELPERSOONHUISHOUDEN of the year."""
    main = record.income.main_earner[record.household_of]
    who = np.flatnonzero(record.here & (main != NOBODY))
    return pl.DataFrame({"person": keys[who], "main_earner": keys[main[who]]})


def education(state: State, record: Year, keys: pl.Series) -> pl.DataFrame:
    """HOOGSTEOPLTAB of the year: two thirds of persons, older persons and newcomers less; weights make up for it."""
    p = state.persons
    who = np.flatnonzero(record.here)
    age = (day_of(record.year, 10) - p.birth[who]) / 365.2425
    chance = np.interp(age, [14, 20, 35, 50, 65, 80], [0.97, 0.97, 0.92, 0.55, 0.3, 0.2])
    newcomer = p.born_abroad[who] == 1
    chance = np.where(newcomer, chance * 0.6, chance)
    known = (dwelling_trait(who, 5_003) < _normal_cut(chance)) & (age >= 12)
    final = p.education[who]
    reached = np.searchsorted(SCHOOL_LEAVING_AGE, age, side="right") - 1
    level = np.where(age >= SCHOOL_LEAVING_AGE[final], final, np.clip(np.minimum(reached, final - 1), 0, 4))
    variant = (who * 7 + 3) % 2
    attained = LEVEL_CODES[level, variant]
    followed = LEVEL_CODES[np.where(age < SCHOOL_LEAVING_AGE[final], final, level), variant]
    return pl.DataFrame(
        {
            "person": keys[who[known]],
            "highest_attained": digits(attained[known]),
            "highest_followed": digits(followed[known]),
            "weight": np.round(1 / chance[known], 3),
        }
    )


def _normal_cut(chance: np.ndarray) -> np.ndarray:
    """Inverse normal by a logistic approximation."""
    return np.asarray(np.log(chance / (1 - chance)) / 1.702)
