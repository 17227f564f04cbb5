"""``dekkend dekking`` on paper: terminal tables, and what they rest on."""

from __future__ import annotations

from typing import Final

from rich.table import Table

from cli.coverage_answer import Asked, Found
from cli.options import out
from cli.report import TRUTHS
from scenarios.border_dependence import APART, DEPENDENT
from scenarios.compare import Level
from scenarios.coverage import yardsticks
from scenarios.coverage_change import COLUMNS
from scenarios.measures import measure
from scenarios.notation import capital, figure, number
from scenarios.white_spots import Over

_PEOPLE: Final = measure("leerlingen")
_SHARE: Final = measure("dekking_acceptabel")
_DEPENDS: Final = measure("grensafhankelijkheid")
_WORDS: Final = (
    "Eigen swv: een vestiging van het eigen swv ligt binnen de norm. Alleen dankzij een buur: alleen over "
    "de grens ligt er een. Nergens: ook met genegeerde grenzen niet. Winst en verlies staan apart."
)
#: Swv's without an own site that are named; --json has all.
_NAMED: Final = 10


def show(asked: Asked, found: list[Found]) -> None:
    """Print tables, and what they rest on."""
    for one in found:
        _show_coverage(asked, one)
        _show_dependence(asked, one)
        _show_without(asked, one)
        _show_choice(asked, one)
        _show_changes(asked, one)
        _show_spots(asked, one)
    _account(asked, found)


def _show_coverage(asked: Asked, found: Found) -> None:
    """Print coverage: of the country along every norm, of other areas along the one that was asked for."""
    if found.now.empty:
        told = f"{found.kind.code}: er is geen norm, dus dekking is niet te bepalen; geef er een met --norm"
        out.print(told, soft_wrap=True)
        return
    norms = {one.code: one for one in yardsticks(asked.study, found.kind)}
    if asked.level is not Level.LAND and found.along is not None:
        norms = {found.along.code: found.along}
    alone = asked.base == asked.name
    against = "" if alone else f" tegenover {asked.base}"
    printed = Table(title=f"{found.kind.code} · {asked.name}{against}: dekking", title_justify="left")
    for heading in (asked.level.value, "norm"):
        printed.add_column(heading, overflow="fold")
    shares = {
        "dekking": "eigen swv (%)",
        "dekking_basis": "basis (%)",
        "leunt": "alleen dankzij een buur (%)",
    }
    shares["verder_aandeel"] = "nergens (%)"
    if alone:
        del shares["dekking_basis"]
    for heading in (found.weight.what, *shares.values()):
        printed.add_column(heading, justify="right", overflow="fold")
    for row in found.now[found.now["maatstaf"].isin(norms)].to_dict("records"):
        norm = norms[str(row["maatstaf"])]
        printed.add_row(
            str(row["gebied_naam"]),
            f"{norm.label}, {norm.norm.standing}",
            figure(_PEOPLE, row["totaal"]),
            *(figure(_SHARE, row[column]) for column in shares),
        )
    out.print(printed)


def _show_dependence(asked: Asked, found: Found) -> None:
    """Tell who is *aangewezen op een buur*: something else than within the norm only thanks to one."""
    now, base = (figure(_DEPENDS, one) for one in found.depends)
    told = f"{found.kind.code}, Nederland: {DEPENDENT} {now}%"
    out.print(f"{told}{'' if asked.base == asked.name else f' (basis {base}%)'}", soft_wrap=True)


def _show_without(asked: Asked, found: Found) -> None:
    for role, name in (("scenario", asked.name), ("basis", asked.base)):
        if role == "basis" and asked.base == asked.name:
            continue
        listed = [f"{one['swv']} ({figure(_PEOPLE, one['inwoners'])})" for one in found.without[role]]
        told = "; ".join(listed[:_NAMED]) or "geen: elk swv heeft er een"
        if (more := len(listed) - _NAMED) > 0:
            told = f"{len(listed)}, de grootste {_NAMED}: {told}; en nog {more} (alle met --json)"
        line = f"Swv's zonder eigen vestiging {found.kind.code} ({name}; inwoners): {told}"
        out.print(line, soft_wrap=True)


def _show_choice(asked: Asked, found: Found) -> None:
    """Tell how many sites there are to choose from within the norm."""
    if not asked.in_choice:
        return
    if found.choice is None or found.along is None:
        told = "keuze is alleen binnen een norm in km te tellen"
        out.print(f"{found.kind.code}: {told}; laat --tijd weg, of geef een norm met --norm", soft_wrap=True)
        return
    for whose, own in (("het eigen swv", True), ("alle swv's", False)):
        shares = found.choice.shares(own=own)
        none, one, more = (figure(_SHARE, 100 * part) for part in (shares.none, shares.one, shares.more))
        lead = f"Keuze binnen {found.along.label}, vestigingen van {whose}"
        told = f"geen {none}%, één {one}%, twee of meer {more}% van de {found.weight.what}"
        out.print(f"{lead}: {told}", soft_wrap=True)


def _show_changes(asked: Asked, found: Found) -> None:
    if found.changed is None or asked.name == asked.base:
        return
    totals = found.changed.totals()
    for key, words in COLUMNS.items():
        if totals[key]:
            out.print(
                f"  {capital(words)}: {figure(_PEOPLE, totals[key])} {found.weight.what}", soft_wrap=True
            )
    if not any(totals.values()):
        out.print("  Niemand komt binnen de norm of valt erbuiten.", soft_wrap=True)
    if asked.level is Level.LAND or found.per_area.empty:
        return
    columns = [key for key in COLUMNS if found.per_area[key].any()]
    printed = Table(title=f"{found.kind.code}: waar de dekking stijgt en daalt", title_justify="left")
    printed.add_column(asked.level.value, overflow="fold")
    for key in columns:
        printed.add_column(COLUMNS[key], justify="right", overflow="fold")
    for row in found.per_area.to_dict("records"):
        printed.add_row(str(row["gebied_naam"]), *(figure(_PEOPLE, row[key]) for key in columns))
    out.print(printed)


def _show_spots(asked: Asked, found: Found) -> None:
    along = found.along
    if along is None or not asked.most:
        return
    if found.spots.empty:
        out.print(f"{found.kind.code}: geen witte vlekken langs {along.label}.", soft_wrap=True)
        return
    counted = "vestigingen van het eigen swv" if asked.over is Over.OWN else "alle vestigingen"
    people = figure(_PEOPLE, float(found.spots["aantal"].sum()))
    title = (
        f"{found.kind.code}: witte vlekken, verder dan {along.label} ({counted}); {len(found.spots)} PC4's "
        f"met {people} {found.weight.what}, de zwaarste {min(asked.most, len(found.spots))}"
    )
    printed = Table(title=title, title_justify="left")
    person = "leerling" if asked.in_pupils else "inwoner"
    for head, right in (
        ("PC4", False),
        ("swv · jeugdregio", False),
        (found.weight.what, True),
        (f"boven de norm ({along.unit})", True),
        (f"zwaarte ({person}-{along.unit})", True),
        (f"eigen swv ({along.unit})", False),
        (f"dichtstbijzijnde ({along.unit})", False),
    ):
        printed.add_column(head, justify="right" if right else "left", overflow="fold")
    for row in asked.with_sites(found).to_dict("records"):
        far = [number(float(row[name]), along.decimals) for name in ("overschrijding", "eigen", "vrij")]
        printed.add_row(
            f"{row['pc4']} {row['plaats']}",
            f"{row['swv']} · {row['jeugdregio']}",
            figure(_PEOPLE, row["aantal"]),
            far[0],
            figure(_PEOPLE, row["zwaarte"]),
            f"{far[1]}: {row['eigen_vestiging']}",
            f"{far[2]}: {row['vrije_vestiging']}",
        )
    out.print(printed)


def _account(asked: Asked, found: list[Found]) -> None:
    country, stamp = asked.study.country, asked.study.stamp(asked.name)
    sources = "; ".join(dict.fromkeys(part for one in found for part in asked.source(one).split("; ")))
    weights = "; ".join(dict.fromkeys(f"{one.weight.what}: {one.weight.certainty}" for one in found))
    lines = [
        f"{asked.name}: {asked.study.arrangement(asked.name).origin}",
        _WORDS,
        APART,
        f"Afstanden zijn {country.model.certainty}: {country.describe()}. {capital(weights)}.",
        TRUTHS,
        f"Bronnen: {sources}. {capital(asked.study.norms.standing())}.",
        *([f"Let op, {told}."] if (told := asked.study.norms.describe()) else []),
        f"Gegevensset {stamp.data_version[:12]}, dekkend {stamp.code}.",
    ]
    out.print()
    for line in lines:
        out.print(line, soft_wrap=True)
