"""Options that several verbs share, told once: a dataclass of which each field is an option."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import wraps
from typing import Any, get_type_hints


def with_options(bag: type[Any], argument: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a verb the options of a dataclass; it gets them as one value.

    Parameters
    ----------
    bag
        Dataclass whose fields are annotated as typer options, each with its default; its own
        come before those that it inherits.
    argument
        Name of the verb's argument that the value is handed over as.
    """
    hints = get_type_hints(bag, include_extras=True)
    ordered = sorted(fields(bag), key=lambda one: one.name not in bag.__annotations__)
    shared = [
        inspect.Parameter(
            one.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if one.default is MISSING else one.default,
            annotation=hints[one.name],
        )
        for one in ordered
    ]

    def given_to(verb: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(verb, eval_str=True)
        own = [one for name, one in signature.parameters.items() if name != argument]

        @wraps(verb)
        def run(**given: Any) -> None:  # noqa: ANN401  # whatever the options are
            taken = {one.name: given.pop(one.name) for one in fields(bag)}
            verb(**given, **{argument: bag(**taken)})

        run.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
        return run

    return given_to
