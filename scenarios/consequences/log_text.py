"""The sentences of the log about swv's and their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.consequences.fates import New
from scenarios.consequences.log_ways import Step, Way
from scenarios.consequences.log_words import Piece, listed, residents, subject
from scenarios.consequences.succession import Body
from scenarios.indeling import spell
from scenarios.site_story import people


def spoken(body: Body) -> str:
    """Name a swv in a sentence.

    Examples
    --------
    >>> spoken(Body("po", "PO2001", "PO 20.01 · Groningen e.o.")), spoken(Body("", "X", "Mijn swv"))
    ('PO 20.01 (Groningen e.o.)', 'Mijn swv')
    """
    head, dot, name = body.label.partition(" · ")
    return f"{head} ({name})" if dot else head


def member_text(way: Way, pieces: Sequence[Piece], pupils: float, total: float) -> str:
    """Tell where some gemeenten, or parts of them, go.

    Parameters
    ----------
    way
        What changes for them.
    pieces
        Who they are.
    pupils
        Their residents of the ages that change (estimates, persons).
    total
        Those of the swv that they are told under; 0 to leave it out.
    """
    who = subject(pieces)
    told = _together(way, many=who.many) or _apart(way, many=who.many)
    border = "; grenswijziging?" if pieces[0].sliver else ""
    return f"{who.words} {told} ({_count(way, pupils, total)}{border})."


def _count(way: Way, pupils: float, total: float) -> str:
    """Tell how many residents it is about, and of how many of the swv where they come."""
    count = residents(pupils, way.ages)
    new = {one.new for one in way.steps}
    told = people(pupils)
    if len(new) > 1 or way.under is None or total <= 0 or told == "0":
        return count
    there = way.under.label.partition(" · ")[0]
    if told == people(total):
        return f"alle {count} van {there}"
    return f"{told} van de {residents(total, way.ages)} van {there}"


def _together(way: Way, *, many: bool) -> str:
    """Tell of both ages at once, where they go to one swv; empty where they do not."""
    if len(way.steps) == 1 or way.steps[0].new is None or way.steps[0].new != way.steps[1].new:
        return ""
    po, vo = way.steps
    there = spoken(way.steps[0].new)
    if po.old is None and vo.old is None:
        belongs, comes = ("horen", "komen") if many else ("hoort", "komt")
        return f"{belongs} nog bij geen swv en {comes} bij {there}"
    if po.old is None or vo.old is None:
        return ""
    return _one_swv(po, vo, many=many) if po.old == vo.old else _two_swvs(po, vo, there, many=many)


def _two_swvs(po: Step, vo: Step, there: str, *, many: bool) -> str:
    """Tell of a swv po and a swv vo whose members go on in a swv for both."""
    goes = _goes(many=many)
    if po.stays and vo.stays:
        return f"{goes} met {spoken(_of(po))} en {spoken(_of(vo))} mee naar {there}"
    if not (po.stays or vo.stays):
        return f"{goes} van {spoken(_of(po))} (po) en {spoken(_of(vo))} (vo) naar {there}{_elsewhere(po, vo)}"
    with_it, other = (po, vo) if po.stays else (vo, po)
    comes = "komen" if many else "komt"
    return (
        f"{goes} voor {with_it.age} met {spoken(_of(with_it))} mee naar {there}, en {comes} daar voor "
        f"{other.age} van {spoken(_of(other))}{_elsewhere(other)}"
    )


def _one_swv(po: Step, vo: Step, *, many: bool) -> str:
    """Tell of a swv for both ages whose members go on in a swv for both."""
    old, new = _of(po), po.new
    if new is None:
        return ""
    if po.remains:
        return f"{_remains(many=many)} in {spoken(new)}{_borders(po)}"
    if not (po.stays or vo.stays):
        return f"{_goes(many=many)} van {spoken(old)} naar {spoken(new)}"
    return f"{_goes(many=many)} met {spoken(old)} mee naar {spoken(new)}"


def _apart(way: Way, *, many: bool) -> str:
    """Tell of each age; a verb that both share is said once."""
    told = [_alone(one, many=many) for one in way.steps]
    if len(told) == 1 or told[0][0] != told[1][0]:
        return listed(f"{verb} {rest}" for verb, rest in told)
    between = ", en" if "," in told[0][1] else " en"
    return f"{told[0][0]} {told[0][1]}{between} {told[1][1]}"


def _borders(step: Step) -> str:
    """Tell that a swv gets other borders, and if so that most of it leaves."""
    return (
        ", dat andere grenzen krijgt"
        if step.stays
        else f", waarvan de hoofdmoot naar {spell(step.main)} gaat"
    )


def _alone(step: Step, *, many: bool) -> tuple[str, str]:
    """Tell of one age: the verb, and the rest."""
    age = f"voor {step.age}"
    belongs, comes = ("horen", "komen") if many else ("hoort", "komt")
    if step.old is None and step.new is not None:
        return belongs, f"{age} nog bij geen swv en {comes} bij {spoken(step.new)}"
    if step.new is None:
        return belongs, f"{age} straks bij geen swv (was {spoken(_of(step))})"
    old, there = _of(step), spoken(step.new)
    if step.remains:
        return _remains(many=many), f"{age} in {there}{_borders(step)}"
    if not step.stays:
        return _goes(many=many), f"{age} van {spoken(old)} naar {there}"
    return _goes(many=many), f"{age} met {spoken(old)} mee naar {there}"


def _of(step: Step) -> Body:
    """Former swv of a step that has one."""
    if step.old is None:
        msg = "a step without a former swv"
        raise ValueError(msg)
    return step.old


def _elsewhere(*steps: Step) -> str:
    """Tell where most of the former swv's go."""
    mains = [spell(one.main) for one in steps if one.main]
    return f"; de hoofdmoot daarvan gaat naar {listed(dict.fromkeys(mains))}" if mains else ""


def _goes(*, many: bool) -> str:
    return "gaan" if many else "gaat"


def _remains(*, many: bool) -> str:
    return "blijven" if many else "blijft"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the members of a swv come from, and where those of the one that it continues go besides.

    Attributes
    ----------
    whole
        Former swv's that come as a whole.
    most
        Former swv's of which the largest part comes, and another goes elsewhere.
    parts
        Former swv's of which a smaller part comes.
    gone
        Swv of the scenario that the largest part of the continued one goes to, if not this one.
    lost
        Other swv's that parts of it go to.
    """

    whole: tuple[Body, ...] = ()
    most: tuple[Body, ...] = ()
    parts: tuple[Body, ...] = ()
    gone: tuple[Body, ...] = ()
    lost: tuple[Body, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """Those that come as a whole or for the largest part, as phrases."""
        return (*map(spoken, self.whole), *_of_which("het grootste deel", self.most))

    @property
    def parts_told(self) -> tuple[str, ...]:
        """Those of which a smaller part comes, as a phrase."""
        return _of_which("delen" if len(self.parts) > 1 else "een deel", self.parts)


def _of_which(what: str, bodies: Sequence[Body]) -> tuple[str, ...]:
    """Name what of some swv's, as one phrase; nothing for none."""
    return (f"{what} {listed(f'van {spoken(one)}' for one in bodies)}",) if bodies else ()


def swv_text(new: New, origin: Origin) -> str:
    """Tell what a swv of the scenario comes from."""
    count = f"{residents(new.pupils, new.body.ages)} in totaal"
    there = spoken(new.body)
    if new.continues is not None:
        return f"{_continued(new.continues, new.body, origin)} ({count})."
    also = f", met {listed(origin.parts_told)}" if origin.parts else ""
    sources = len(origin.whole) + len(origin.most)
    if not sources:
        return f"{there} is nieuw en bestaat uit {listed(origin.parts_told or ['nieuw gebied'])} ({count})."
    if sources == 1:
        parted = new.body.layer and not (*origin.whole, *origin.most)[0].layer
        age = f" voor {new.body.layer}" if parted else ""
        return f"{there} komt{age} in de plaats van {origin.told[0]}{also} ({count})."
    told = listed(origin.told)
    return f"{told[0].upper()}{told[1:]} gaan samen in {there}{also} ({count})."


def _continued(old: Body, new: Body, origin: Origin) -> str:
    there = spoken(new)
    told = there if old.label == new.label else f"{spoken(old)} gaat door als {there} en"
    told = f"{told} krijgt andere grenzen"
    added = [*origin.told, *origin.parts_told]
    many = len(added) > 1 or len(origin.parts) > 1
    told += f"; erbij {'komen' if many else 'komt'} {listed(added)}" if added else ""
    told += f"; het grootste deel gaat naar {listed(map(spoken, origin.gone))}" if origin.gone else ""
    return told + (f"; een deel gaat naar {listed(map(spoken, origin.lost))}" if origin.lost else "")
