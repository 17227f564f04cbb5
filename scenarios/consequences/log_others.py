"""What else the log tells: sites, and norms and assumptions that differ from the standard."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from scenarios.assumptions import Assumptions
from scenarios.consequences.site_diff import SiteDiff, SiteRef, site_diff, sites_of
from scenarios.norms import Norms, standard_norms
from scenarios.notation import capital
from scenarios.study import Study

#: A sentence with the codes of the gemeenten that it concerns.
Line = tuple[str, tuple[str, ...]]

#: How a plan's own sentences begin, and what they tell of the sites whose codes they name.
_TELLS: Final = {
    "Geopend: ": "opened",
    "Gesloten: ": "closed",
    "Verplaatst: ": "moved",
    "In één gebouw: ": "moved",
    "Gewijzigd: ": "altered",
}
_CODE: Final = re.compile(r"\(([^()\s]+)\)")
#: Sites of a gemeente that are named in one sentence; of more the number is told too.
_MOST: Final = 40


def site_lines(study: Study, name: str, base: str) -> tuple[Line, ...]:
    """Tell every site that a scenario opens, closes, moves or changes.

    First the sentences of the scenario's own changes, in their order; then, per gemeente, the
    sites that none of these names (closed by a rule, or changed in the base).
    """
    diff = site_diff(study, name, base)
    steps = _steps(study, name, base)
    told = {(what, code) for text in steps for what, code in _told(text)}
    places = {one.code: one.gemeenten for group in _groups(diff).values() for one in group}
    lines = []
    for text in steps:
        concerned = dict.fromkeys(one for _, code in _told(text) for one in places.get(code, ()))
        lines.append((text, tuple(concerned)))
    for what, sites in _groups(diff).items():
        lines += _per_gemeente(study, what, [one for one in sites if (what, one.code) not in told])
    return tuple(lines)


def _groups(diff: SiteDiff) -> dict[str, tuple[SiteRef, ...]]:
    return {"opened": diff.opened, "closed": diff.closed, "moved": diff.moved, "altered": diff.altered}


def _steps(study: Study, name: str, base: str) -> tuple[str, ...]:
    """Sentences of the changes of sites that the scenario adds to those of the base."""
    after, before = study.arrangement(name).plan, study.arrangement(base).plan
    new, old = () if after is None else after.log, () if before is None else before.log
    return new[len(old) :] if new[: len(old)] == old else ()


def _told(text: str) -> list[tuple[str, str]]:
    """Find what a plan's sentence tells, of which sites."""
    return [
        (what, code)
        for start, what in _TELLS.items()
        if text.startswith(start)
        for code in _CODE.findall(text)
    ]


_VERBS: Final = {
    "opened": ("opent", "openen"),
    "closed": ("sluit", "sluiten"),
    "moved": ("verhuist", "verhuizen"),
    "altered": ("verandert van aanbod", "veranderen van aanbod"),
}


def _per_gemeente(study: Study, what: str, sites: Iterable[SiteRef]) -> list[Line]:
    grouped: defaultdict[tuple[str, ...], list[SiteRef]] = defaultdict(list)
    for one in sites:
        grouped[one.gemeenten].append(one)
    names = study.country.gemeente_names
    lines = []
    for gemeenten, some in sorted(grouped.items()):
        where = " en ".join(names.get(code, code) for code in gemeenten) or "een onbekende plaats"
        total, rest = sites_of(some), sites_of(some[_MOST:])
        verb = _VERBS[what][total > 1]
        shown = "; ".join(_site(one, what) for one in some[:_MOST])
        more = f"; en nog {rest}" if rest else ""
        count = f"{total} vestigingen: " if len(some) > 1 else ""  # the name of a group has its number
        lines.append((f"In {where} {verb} {count}{shown}{more}.", gemeenten))
    return lines


def _site(one: SiteRef, what: str) -> str:
    named = f"{one.name} ({one.code}"
    if what == "altered":
        return f"{named}; van {', '.join(one.former_kinds)} naar {', '.join(one.kinds)})"
    if what == "moved":
        return f"{named}; van {one.former_place or 'onbekend'} naar {one.place or 'onbekend'})"
    return f"{named}; {', '.join(one.kinds or one.former_kinds)})"


def norm_lines(norms: Norms) -> tuple[str, ...]:
    """Tell which norms differ from the standard, or are confirmed by the user."""
    usual = {one.key: one for one in standard_norms().table}
    lines = []
    for one in norms.differing_norms():
        was = usual.get(one.key)
        about = f"De norm {one.name} voor {one.subject}"
        if was is not None and was.value == one.value:
            standing = "is bevestigd" if one.confirmed else "is niet bevestigd"
            lines.append(f"{about} ({one.written}) {standing}.")
            continue
        told = "geen" if was is None else was.written
        lines.append(f"{about} is hier {one.written} (standaard {told}; {one.standing}).")
    return tuple(lines)


def assumption_lines(given: Assumptions) -> tuple[str, ...]:
    """Tell which assumptions differ from the standard, each in a sentence."""
    usual = Assumptions().to_dict()
    if all(value == usual[key] for key, value in given.to_dict().items()):
        return ()
    parts = set(Assumptions().describe().split("; "))
    return tuple(
        f"{capital(part)} (eigen aanname)." for part in given.describe().split("; ") if part not in parts
    )
