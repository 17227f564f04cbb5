"""Ready-made indelingen, each with one sentence on how it is made.

None of them is policy: they are the ends of the scale that planners argue on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import DekkendError, UnknownNameError
from model.fragmentation import overlap_components
from scenarios.country import Country
from scenarios.indeling import NO_SWV, Arrangement, Indeling, LayerType, swv_labels
from scenarios.norms import Norms

Codes = NDArray[np.object_]


#: What every indeling says of the two national swv's that have no area.
DENOMINATIONAL = (
    "Berséba (po) en RefSVO (vo), de landelijke reformatorische swv's, hebben geen gebied en blijven in "
    "elke indeling wat ze zijn. Welke scholen bij hen horen staat niet in de open data: reformatorische "
    "scholen tellen in de regio mee, of apart als daarvoor gekozen is."
)


class UnavailableIndelingError(DekkendError, ValueError):
    """An indeling cannot be made from the data at hand."""


def base_id(country: Country) -> str:
    """Name of today's pair of layers on the command line, for instance ``regeling-2015``."""
    return country.labels["swv"].replace("(", "").replace(")", "").replace(" ", "-")


def titles(country: Country) -> dict[str, str]:
    """Ids and titles of all ready-made indelingen, today's first."""
    return {base_id(country): country.labels["swv"], **{name: title for name, (title, _) in _RECIPES.items()}}


def ready_made(country: Country, norms: Norms, name: str) -> Arrangement:
    """Make one indeling by name.

    Raises
    ------
    UnknownNameError
        If there is no such indeling; the message lists those that there are.
    UnavailableIndelingError
        If the data set lacks the classification it is made from.
    """
    if name == base_id(country):
        return _today(country)
    if name not in _RECIPES:
        known = ", ".join(titles(country))
        raise UnknownNameError(
            f"onbekende indeling '{name}'; kies uit: {known}, of geef een CSV- of JSON-bestand"
        )
    title, recipe = _RECIPES[name]
    made = recipe(country, norms)
    codes = _with_europoort(country, made.codes)
    indeling = Indeling(
        LayerType.SWV_FUNDEREND,
        country.units,
        tuple(str(code) for code in codes),
        made.labels if made.labels is not None else _labels(country, codes, "both"),
        " en ".join(country.labels[key] for key in made.sources),
        made.origin,
    )
    return Arrangement.merged(name, title, indeling)


def _today(country: Country) -> Arrangement:
    label = country.labels["swv"]
    layers = []
    for layer, layer_type in (("po", LayerType.SWV_PO), ("vo", LayerType.SWV_VO)):
        codes = _layer_codes(country, layer)
        origin = f"De gebieden van de {label} voor {layer}, per postcodegebied vastgelegd."
        names = _labels(country, codes, layer)
        layers.append(Indeling(layer_type, country.units, tuple(codes), names, label, origin))
    origin = (
        f"De twee lagen van de {label}: samenwerkingsverbanden po en vo naast elkaar, niets samengevoegd."
    )
    return Arrangement(base_id(country), label, origin, layers[0], layers[1])


def _layer_codes(country: Country, layer: str) -> Codes:
    return np.asarray(country.unit_table[f"swv_{layer}"], dtype=object)


def _labels(country: Country, codes: Codes, layer: str) -> dict[str, str]:
    table = country.unit_table
    pupils = country.pupils_of_units if layer == "both" else table[f"leerlingen_{layer}"].to_numpy()
    return swv_labels(
        [str(code) for code in codes],
        table["gemeentecode"].tolist(),
        pupils.tolist(),
        country.gemeente_names,
        country.dataset.swv_names,
    )


def _with_europoort(country: Country, codes: Codes) -> Codes:
    """Units without a swv join the largest part of their gemeente."""
    pupils = country.pupils_of_units
    gemeente = country.unit_table["gemeentecode"].to_numpy()
    codes = codes.copy()
    for unit in np.flatnonzero(codes == NO_SWV):
        siblings = np.flatnonzero((gemeente == gemeente[unit]) & (codes != NO_SWV))
        if siblings.size:
            codes[unit] = codes[siblings[np.argmax(pupils[siblings])]]
    return codes


@dataclass(frozen=True, slots=True)
class Made:
    """What a recipe gives.

    Attributes
    ----------
    codes
        Swv code per unit.
    origin
        One Dutch sentence on how it is made.
    sources
        Keys in `Country.labels` of the compositions that it rests on.
    labels
        Names of the swv's; None to name them by their largest gemeente.
    """

    codes: Codes
    origin: str
    sources: tuple[str, ...] = ("swv",)
    labels: dict[str, str] | None = None


Recipe = Callable[[Country, Norms], Made]


def _leading(layer: str) -> Recipe:
    def recipe(country: Country, _norms: Norms) -> Made:
        origin = (
            f"Elk swv {layer} van de {country.labels['swv']} wordt het swv voor po en vo samen; "
            f"de grenzen van de andere laag vervallen."
        )
        return Made(_layer_codes(country, layer), origin)

    return recipe


def _regions(classification: str, spoken: str) -> Recipe:
    def recipe(country: Country, _norms: Norms) -> Made:
        region = country.unit_table["gemeentecode"].map(country.gemeenten[classification]).fillna("")
        codes = np.asarray(region, dtype=object)
        if without := sorted(set(country.unit_table.loc[region == "", "gemeentecode"])):
            names = ", ".join(country.gemeente_names[code] for code in without[:5])
            raise UnavailableIndelingError(
                f"de indeling naar {spoken} is niet te maken: {len(without)} gemeenten hebben er geen "
                f"({names}); importeer een bron die de {spoken} noemt"
            )
        labels = {code: f"{code} · {country.region_names.get(code, code)}" for code in sorted(set(codes))}
        source = classification if classification in {"jeugdregio", "rmc"} else "regio"
        origin = f"Eén swv voor po en vo per {spoken} ({country.labels[source]}); gemeenten blijven heel."
        return Made(codes, origin, (source,), labels)

    return recipe


def _together(country: Country, _norms: Norms) -> Made:
    po, vo = _layer_codes(country, "po"), _layer_codes(country, "vo")
    component = overlap_components(po, vo)
    width = len(str(component.max() + 1))
    codes = np.array([NO_SWV if c < 0 else f"SV{c + 1:0{width}d}" for c in component], dtype=object)
    origin = (
        f"Alle swv's po en vo van de {country.labels['swv']} die elkaar ergens overlappen, worden samen "
        "één swv: de fijnste samenvoeging waarin po en vo samenvallen."
    )
    return Made(codes, origin)


def _within_jeugdregio(country: Country, norms: Norms) -> Made:
    po = _with_europoort(country, _layer_codes(country, "po"))
    region = _regions("jeugdregio", "jeugdregio")(country, norms).codes
    pieces = np.array([f"{s}-{j}" for s, j in zip(po, region, strict=True)], dtype=object)
    cut = {str(s): len(set(region[po == s])) > 1 for s in set(po)}
    remainder = {p for p, s in zip(pieces, po, strict=True) if cut[str(s)]}
    merged = _absorb(country, pieces, region, remainder, norms.minimum_pupils)
    whole = {piece: piece.partition("-")[0] for piece in set(merged)}
    alone = {code for code in whole.values() if sum(1 for c in whole.values() if c == code) == 1}
    codes = np.array([whole[p] if whole[p] in alone else p for p in merged], dtype=object)
    minimum = f"{norms.minimum_pupils:,.0f}".replace(",", ".")
    origin = (
        f"Elk swv po van de {country.labels['swv']}, geknipt langs de grenzen van de jeugdregio's; een "
        f"afgeknipt deel met minder dan {minimum} inwoners van schoolgaande leeftijd "
        "(werknorm) gaat naar het swv in dezelfde jeugdregio waarmee het de langste grens deelt."
    )
    return Made(codes, origin, ("swv", "jeugdregio"))


def _absorb(
    country: Country,
    pieces: Codes,
    region: Codes,
    remainder: set[str],
    minimum: float,
) -> Codes:
    """Join cut-off pieces below the minimum to their neighbours, the smallest first."""
    pieces = pieces.copy()
    pupils = country.pupils_of_units
    while True:
        size = {p: float(pupils[pieces == p].sum()) for p in set(pieces) & remainder}
        small = sorted((n, p) for p, n in size.items() if n < minimum)
        target = next(((p, t) for _, p in small if (t := _neighbour(country, pieces, region, p))), None)
        if target is None:
            return pieces
        pieces[pieces == target[0]] = target[1]


def _neighbour(country: Country, pieces: Codes, region: Codes, piece: str) -> str | None:
    """Other piece in the same region with the longest shared border; by link, else the largest."""
    inside = np.flatnonzero(pieces == piece)
    others = np.flatnonzero((region == region[inside[0]]) & (pieces != piece))
    if not others.size:
        return None
    border = np.asarray(country.adjacency.border_m[inside][:, others].sum(axis=0)).ravel()
    linked = np.asarray(country.adjacency.linked[inside][:, others].sum(axis=0)).ravel()
    pupils = country.pupils_of_units[others]
    best: dict[str, tuple[float, float, float]] = {}
    for other, b, link, n in zip(pieces[others], border, linked, pupils, strict=True):
        had = best.get(other, (0.0, 0.0, 0.0))
        best[other] = (had[0] + float(b), had[1] + float(link), had[2] + float(n))
    return min(best, key=lambda p: (*(-v for v in best[p]), p))


_RECIPES: Mapping[str, tuple[str, Recipe]] = {
    "jeugdregio": ("swv's naar jeugdregio", _regions("jeugdregio", "jeugdregio")),
    "po-leidend": ("grenzen van po leidend", _leading("po")),
    "vo-leidend": ("grenzen van vo leidend", _leading("vo")),
    "po-binnen-jeugdregio": ("po leidend, binnen de jeugdregio", _within_jeugdregio),
    "samengevoegd": ("samengevoegd waar po en vo overlappen", _together),
    "provincie": ("swv's naar provincie", _regions("provincie", "provincie")),
    "ggd": ("swv's naar GGD-regio", _regions("ggd", "GGD-regio")),
    "veiligheidsregio": ("swv's naar veiligheidsregio", _regions("veiligheidsregio", "veiligheidsregio")),
    "rmc": ("swv's naar RMC-regio", _regions("rmc", "RMC-regio")),
}
