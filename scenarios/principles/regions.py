"""Our own addition: coherence with RMC, GGD, veiligheidsregio and provincie. No letter asks for it."""

from __future__ import annotations

from scenarios.norm import Norm
from scenarios.notation import number
from scenarios.pieces.coherence import CLASSIFICATIONS, Coherence, coherence
from scenarios.principles.evidence import Evidence, columns, listed
from scenarios.principles.figures import Figures
from scenarios.principles.row import Gap, Outcome, Part, Row
from scenarios.principles.verdict import all_met, at, decided, lacking, together, within


def other_regions(of: Figures) -> Row:
    """Check whether swv's lie within one region of other classifications."""
    norm = at(of.norms, "samenhang", "regio", "swv's")
    found = [coherence(of.study.country, of.arrangement, one) for one in CLASSIFICATIONS]
    parts = tuple(_part(of, one, norm) for one in found)
    return Row(
        code="samenhang",
        outcome=together(part.outcome for part in parts),
        told=" ".join(part.told for part in parts),
        figures=tuple(
            of.figure(f"{code}_{one.regions.code}")
            for one in found
            for code in ("swv_afwijkend", "leerlingen_afwijkend")
        ),
        norms=(norm,),
        lacking=lacking([norm]),
        met=all_met(part.met for part in parts),
        gap=_short(parts, norm),
        parts=parts,
        leading=tuple(
            f"{code}_{one.regions.code}"
            for one in found
            for code in ("swv_afwijkend", "leerlingen_afwijkend")
        ),
        evidence=tuple(_evidence(one) for one in found if not one.unknown),
    )


def _short(parts: tuple[Part, ...], norm: Norm) -> Gap | None:
    gaps = {part.label: part.gap for part in parts if part.gap is not None}
    if not gaps:
        return None
    over = {label: gap.value - norm.value for label, gap in gaps.items()}
    told = ", ".join(f"{label} {number(count)}" for label, count in over.items())
    return Gap(f"swv's te veel in meer dan één regio: {told}", max(over.values()), "swv's")


def _part(of: Figures, one: Coherence, norm: Norm) -> Part:
    name = one.regions.name
    if one.unknown:
        return Part(name, Outcome.OPEN, f"{name}: niet te bepalen, want {one.unknown}.")
    count = of.figure(f"swv_afwijkend_{one.regions.code}")
    outside = of.figure(f"leerlingen_afwijkend_{one.regions.code}")
    met = within(count.value, norm.value, at_least=False)
    swvs = "swv" if count.value == 1 else "swv's"
    told = f"{name}: {count.text} {swvs} in meer dan één (basis {count.base_text}), {outside.text} erbuiten."
    gap = None
    if not met:
        words = f"{name}: {count.text} {swvs} met {outside.text} buiten de hoofdregio"
        gap = Gap(words, count.value, "swv's")
    return Part(name, decided(met, [norm]), told, gap, lacking([norm]), met)


def _evidence(one: Coherence) -> Evidence:
    rows = tuple((each.swv, each.main, each.outside, listed(each.others)) for each in one.departures)
    heads = {
        "swv": "",
        f"meeste inwoners in {one.regions.name}": "",
        "inwoners erbuiten": "leerlingen_afwijkend",
        "ook in": "",
    }
    title = f"Swv's in meer dan één {one.regions.name}"
    return Evidence(one.regions.code, title, columns(heads), rows, f"Inwoners geschat. {one.source}.")
