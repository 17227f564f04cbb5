"""What goes with a file that leaves dekkend: which indeling, of when, on what data, made with what."""

from __future__ import annotations

import datetime as dt
from typing import Final

from scenarios.provenance import all_sources
from scenarios.study import Study

_NO_POLICY: Final = "Rekenvoorbeeld; geen beleid."


def status_of(study: Study, name: str) -> str:
    """Say what an indeling is worth: today's layers are those of the regulation, no other is policy."""
    if name == study.base_id:
        return f"De indeling zoals in de {study.arrangement(name).title}."
    return _NO_POLICY


def account(study: Study, name: str, made: dt.date) -> dict[str, str]:
    """Tell what an indeling in a file is.

    Parameters
    ----------
    name
        Id of the indeling.
    made
        Day on which the file is made.

    Returns
    -------
    Short Dutch keys, one line each; ``type``, ``peildatum`` and ``gegevens`` are read back by
    `scenarios.exchange.preview.preview`.
    """
    arrangement, stamp = study.arrangement(name), study.stamp(name)
    manifest = study.country.dataset.manifest
    dates = " en ".join(dict.fromkeys(layer.peildatum for layer in arrangement.layers))
    told = {
        "titel": arrangement.title,
        "oorsprong": arrangement.origin,
        "status": status_of(study, name),
        "type": arrangement.po.layer_type.value if arrangement.is_merged else "swv po en swv vo",
        "peildatum": dates,
        "gegevens": stamp.data_version,
        "dekkend": stamp.code,
        "instellingen": stamp.settings,
        "jeugdregio": study.country.labels["jeugdregio"],
        "inwoners": f"{study.country.labels['inwoners']} (geschat)",
        "bronnen": "; ".join(line.text for line in all_sources(manifest)),
        "gemaakt_op": made.isoformat(),
    }
    if manifest.corrections:
        told["correcties"] = f"{len(manifest.corrections)} correcties op de gegevens zijn verwerkt"
    return {key: " ".join(value.split()) for key, value in told.items()}
