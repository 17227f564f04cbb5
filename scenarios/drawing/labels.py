"""What a swv is called that nobody named: after its largest gemeente, as in the ready-made indelingen."""

from __future__ import annotations

from dataclasses import replace

from scenarios.country import Country
from scenarios.drawing.facts import facts
from scenarios.indeling import Indeling, spell, swv_labels


def labelled(country: Country, before: Indeling, after: Indeling, layer: str) -> Indeling:
    """Return a changed layer in which every swv has a label; those that nobody gave follow the residents.

    Parameters
    ----------
    before
        The layer as it was: a swv that is not in it is new.
    layer
        ``po`` or ``vo``: whose residents count; empty for both.
    """
    new = {code for code in set(after.existing) - set(before.existing) if code not in after.names}
    unnamed = after.unnamed | new
    there = unnamed & set(after.existing)
    if not there:
        return after
    of = facts(country, after.units)
    units = [unit for unit, code in enumerate(after.swv) if code in there]
    found = swv_labels(
        [after.swv[unit] for unit in units],
        of.gemeenten[units].tolist(),
        of.residents[layer][units].tolist(),
        country.gemeente_names,
        country.dataset.swv_names,
    )
    empty = {code: f"{spell(code)} · nog leeg" for code in there - set(found)}
    return replace(after, names={**after.names, **found, **empty}, unnamed=unnamed)


def free_code(wanted: str, taken: set[str]) -> str:
    """Return a code that no swv has: the one that is wanted, or that with a number behind it.

    Examples
    --------
    >>> free_code("JZ01-1", {"JZ01"}), free_code("JZ01-1", {"JZ01-1", "JZ01-1-2"})
    ('JZ01-1', 'JZ01-1-3')
    """
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}-{number}", number + 1
    return code
