"""Places per pupil within reach of home (E2SFCA): an expert's second look at capacity.

An allocation has one hand place everybody; here every pupil looks around, the nearer
sites counting more, and shares each site with all others who can reach it. Modelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.distance import Progress
from geo.errors import InputError
from model.catchment import SLOW_DECAY, band_weights, e2sfca, gini
from model.travel import weighted_mean, weighted_quantile
from scenarios.capacity import MODELLED, Capacity
from scenarios.compare import Level
from scenarios.coverage import areas
from scenarios.norms import ACCEPTABLE, NEAR
from scenarios.notation import number
from scenarios.site_distances import metres_to_each
from scenarios.study import Study

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]

_METRES: Final = 1000.0
#: Of pupils with the fewest places in reach this share lies at or below the figure.
_FEW: Final = 0.1
#: In Dutch, for who wants to know.
FORMULA: Final = "A(i) = som van R(j) f(d(i,j)), met R(j) = S(j) / som van P(k) f(d(k,j))"
MEANING: Final = (
    "Plaatsen per verwachte leerling rond een woonplaats (E2SFCA, Luo en Qi 2009; gemodelleerd): 1 is "
    "precies genoeg. S zijn plaatsen, P verwachte leerlingen, d afstanden en f het gewicht van de afstand. "
    "Dichtbij telt zwaarder en wie dezelfde vestiging kan bereiken dingt mee. Gemiddelde, P10 (de tiende "
    "leerlingen met de minste plaatsen zit daarop of eronder) en Gini (0: voor iedereen evenveel) zijn over "
    "verwachte leerlingen, naar waar zij wonen. Geen plaatsingskans."
)


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of distance within which a site counts, and how heavily.

    Attributes
    ----------
    limits_m, weights
        Per band its upper limit in metres, and its weight; from near to far.
    """

    limits_m: tuple[float, ...]
    weights: tuple[float, ...]

    def describe(self) -> str:
        """Write them in Dutch.

        Examples
        --------
        >>> Bands((5000.0, 20000.0), (1.0, 0.22)).describe()
        'tot en met 5 km weegt 1, tot en met 20 km weegt 0,22; verder telt niet mee'
        """
        told = [
            f"tot en met {_plain(limit / _METRES)} km weegt {_plain(weight)}"
            for limit, weight in zip(self.limits_m, self.weights, strict=True)
        ]
        return f"{', '.join(told)}; verder telt niet mee"


@dataclass(frozen=True, slots=True, eq=False)
class Catchments:
    """Places within reach, under the scenario and the assumptions of an allocation.

    Attributes
    ----------
    found
        The allocation whose places, pupils and borders hold here too.
    bands
        Of distance.
    access
        Shape ``(n_points,)``: places per pupil around each home; 0 without any.
    ratio
        Per row of the places: places per pupil in the catchment; NaN where nobody is in it.
    """

    found: Capacity
    bands: Bands
    access: Float
    ratio: Float

    @property
    def pupils(self) -> Float:
        """Expected pupils per demand point; not rounded."""
        return self.found.expected.pupils

    @property
    def in_reach(self) -> int:
        """Places of the sites that anybody can reach; what `access` divides, to the last one."""
        places = self.found.places.table["plaatsen"].to_numpy()
        return int(places[~np.isnan(self.ratio)].sum())

    def table(self, level: Level) -> pd.DataFrame:
        """Tell per area how many places its pupils have around them.

        Returns
        -------
        Columns ``gebied, gebied_naam, verwacht`` (pupils), ``plaatsen_per_leerling`` (mean), ``p10``,
        ``gini``, ``zonder`` (pupils without any place within reach), ``aard``; areas without pupils are
        left out. NaN where nothing is to be told.
        """
        inside = areas(self.found.study, self.found.name, level, self.found.kind)
        rows = [
            {"gebied": code, "gebied_naam": name, **self._figures(inside.of_point == number)}
            for number, (code, name) in enumerate(zip(inside.codes, inside.names, strict=True))
        ]
        made = pd.DataFrame(rows, columns=["gebied", "gebied_naam", *_FIGURES]).assign(aard=MODELLED)
        return made[made["verwacht"] > 0].reset_index(drop=True)

    def _figures(self, where: Mask) -> dict[str, float]:
        access, pupils = self.access[where], self.pupils[where]
        told = (
            float(pupils.sum()),
            weighted_mean(access, pupils),
            weighted_quantile(access, pupils, _FEW),
            gini(access, pupils),
            float(pupils[access <= 0].sum()),
        )
        return dict(zip(_FIGURES, told, strict=True))

    def notes(self) -> tuple[str, ...]:
        """Say in Dutch what it is, over which distances, and what it rests on."""
        kind, norms = self.found.kind.code, self.found.study.norms
        standing = " en ".join(
            f"{norm.name} ({norm.written}), {norm.standing}"
            for norm in (norms.norm(name, kind, "m") for name in (NEAR, ACCEPTABLE))
            if norm is not None
        )
        nobody = self.found.places.total - self.in_reach
        lost = (
            [f"{number(nobody)} plaatsen liggen buiten ieders bereik en tellen niet mee."] if nobody else []
        )
        return (
            MEANING,
            f"Formule: {FORMULA}.",
            (
                f"Afstand: {self.bands.describe()}. Grenzen van de banden: thuisnabij, halverwege en "
                f"acceptabel; werknormen {standing}."
            ),
            *lost,
        )


_FIGURES: Final = ("verwacht", "plaatsen_per_leerling", "p10", "gini", "zonder")


def bands_of(study: Study, kind: str) -> Bands:
    """Bands of a kind: up to thuisnabij, halfway, and up to acceptabel.

    Raises
    ------
    InputError
        With every norm that is missing.
    """
    told = {name: study.norms.norm(name, kind, "m") for name in (NEAR, ACCEPTABLE)}
    faults = [
        f"voor {kind} is er geen norm {name} in km; geef er een, zoals {kind}:{name}=15km"
        for name, norm in told.items()
        if norm is None
    ]
    if faults:
        raise InputError("plaatsen per leerling in de omgeving (E2SFCA)", faults)
    near, far = (norm.value for norm in told.values() if norm is not None)
    if near >= far:
        return Bands((far,), SLOW_DECAY[:1])
    return Bands((near, (near + far) / 2, far), SLOW_DECAY)


def catchments(found: Capacity, progress: Progress | None = None) -> Catchments:
    r"""Tell how many places pupils have around them, shared with all others who can reach them.

    .. math:: R_j = \frac{S_j}{\sum_k P_k f(d_{kj})}, \qquad A_i = \sum_j R_j f(d_{ij})

    so that :math:`\sum_i P_i A_i` is the number of places in anybody's reach.

    Parameters
    ----------
    found
        Whose places, expected pupils and borders are taken; a limit to the distance is not: the norm
        acceptabel is one.
    progress
        Told of sites that have to be measured; may raise to stop.

    Raises
    ------
    InputError
        If the kind lacks a norm in km.
    """
    bands, country = bands_of(found.study, found.kind.code), found.country
    table = found.places.table
    sites = table["site"].to_numpy(dtype=np.intp)
    metres = metres_to_each(found.study.country, country, found.kind.code, sites, progress)
    within = metres <= bands.limits_m[-1]
    if found.own_only:
        swv = found.study.arrangement(found.name).layer(found.kind.layer).numbers_of_points()
        within &= (swv[:, None] == swv[table["point"].to_numpy(dtype=np.intp)]) & (swv >= 0)[:, None]
    home, site = np.nonzero(within)
    decay = band_weights(metres[home, site], bands.limits_m, bands.weights)
    access, ratio = e2sfca(
        home, site, decay, found.expected.pupils, table["plaatsen"].to_numpy(dtype=np.float64)
    )
    return Catchments(found, bands, access, ratio)


def _plain(value: float) -> str:
    """Write a number without needless decimals."""
    return f"{value:g}".replace(".", ",")
