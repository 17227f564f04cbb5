"""A data set as arrays: what the measures are computed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.corrected import NETWORK_RESIDENTS
from data.dataset import Dataset
from data.reference import reference
from data.regions import CLASSIFICATIONS
from data.supply import COUNTS
from geo.adjacency import Adjacency, build_adjacency, fixed_links
from geo.distance import DistanceModel, Homes, Journeys, Sites, StraightLine
from geo.modelnet import modelnet_model, within_area
from geo.network import Mode
from geo.road import RoadModel
from geo.splice import spliced
from geo.units import Units
from model.cube import Situation
from scenarios.networks import PARTLY_ESTIMATED, ROAD_ERROR, open_network, require_covered
from scenarios.settings import FILLED, MODELNET, STRAIGHT, Settings
from scenarios.site_plan import ASSUMED, SitePlan, with_places

Float = NDArray[np.float64]
Labels = NDArray[np.object_]

#: What of a country depends on its sites; all else is the same in every scenario.
_OF_SITES: Final = frozenset({"sites", "offers", "situation", "journeys", "supply", "supply_sources"})
#: What of a country is summed from its residents.
_OF_RESIDENTS: Final = frozenset({"_pupils", "pupils_of_units"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of facility.

    Attributes
    ----------
    code, name
        ``so``; "speciaal onderwijs (cluster 3 en 4)".
    layer
        ``po`` or ``vo``: today's swv layer that it belongs to.
    age
        ``po`` or ``vo``: the age group whose residents count as its pupils.
    """

    code: str
    name: str
    layer: str
    age: str


@dataclass(frozen=True, eq=False)
class Country:
    """Everything about the country that does not depend on an indeling.

    Attributes
    ----------
    dataset, settings
        Where it comes from and how it was prepared.
    plan
        Which sites there are in a scenario; None for those of the data set.
    """

    dataset: Dataset
    settings: Settings = field(default_factory=Settings)
    plan: SitePlan | None = None

    def with_plan(self, plan: SitePlan | None) -> Country:
        """Return the country with the sites of a scenario; what does not depend on sites is shared."""
        if plan is self.plan:
            return self
        _ = self.model, self.units, self.kinds, self._pupils  # so that they are shared
        other = replace(self, plan=plan)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k not in {*_OF_SITES, "plan"}})
        return other

    def with_residents(self, pupils: Mapping[str, Float]) -> Country:
        """Return the country with other residents per age; sites, distances and borders are shared.

        Parameters
        ----------
        pupils
            Persons per demand point, by age (po, vo).
        """
        _ = self.model, self.units, self.kinds, self.situation  # so that they are shared
        other = replace(self)
        kept = {key: value for key, value in self.__dict__.items() if key not in _OF_RESIDENTS}
        other.__dict__.update(kept | {"_pupils": dict(pupils)})
        return other

    @cached_property
    def points(self) -> pd.DataFrame:
        """Demand points, in the order of every array over points."""
        return self.dataset["pc4"]

    @cached_property
    def units(self) -> Units:
        """The units of the data set."""
        return Units.from_labels(self.points["gebied"].tolist())

    @cached_property
    def unit_table(self) -> pd.DataFrame:
        """Units with gemeente, swv's and pupils, in the order of `units`."""
        return self.dataset["gebieden"].set_index("gebied").loc[list(self.units.ids)]

    @cached_property
    def gemeenten(self) -> pd.DataFrame:
        """Gemeenten by code, with the regions they lie in (the variant applied)."""
        table = pd.DataFrame(self.dataset["gemeenten"]).set_index("gemeentecode")
        return table.assign(jeugdregio=table["jeugdregio"].replace(self._variant["code_nieuw"].to_dict()))

    @cached_property
    def _variant(self) -> pd.DataFrame:
        rows = reference("jeugdregio_varianten")
        return rows[rows["variant"] == self.settings.jeugdregio_variant].set_index("code_oud")

    @cached_property
    def gemeente_names(self) -> dict[str, str]:
        """Gemeente code to name."""
        return {str(code): str(name) for code, name in self.gemeenten["naam"].items()}

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Region code to name, of all classifications (codes do not overlap)."""
        named = self.dataset["regionamen"]
        names = dict(zip(named["code"], named["naam"], strict=True))
        return names | dict(zip(self._variant["code_nieuw"], self._variant["naam"], strict=True))

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Kinds that coverage and norms are about; clusters 1 and 2 and closed schools are not."""
        rows = self.dataset["soorten"].to_dict("records")
        return tuple(
            Kind(str(row["code"]), str(row["naam"]), str(row["laag"]), str(row["leeftijd"]))
            for row in rows
            if row["buiten_dekking"] != "ja"
        )

    @cached_property
    def pupils_of_units(self) -> Float:
        """Residents of po and vo age together per unit (estimates, persons)."""
        return self.units.sums(self.pupils("po") + self.pupils("vo"))

    def pupils(self, age: str) -> Float:
        """Residents of po or vo age per demand point (estimates, persons)."""
        return self._pupils[age]

    def most_residents(self, points: NDArray[np.intp]) -> int:
        """Return the one of some demand points (positions) where most residents of school age live."""
        return int(points[(self.pupils("po") + self.pupils("vo"))[points].argmax()])

    @cached_property
    def _pupils(self) -> dict[str, Float]:
        return {age: np.asarray(self.points[f"leerlingen_{age}"], dtype=np.float64) for age in ("po", "vo")}

    @cached_property
    def gemeente_of_point(self) -> Labels:
        """Gemeente code per demand point."""
        return np.asarray(self.points["gemeentecode"], dtype=object)

    def region_of_point(self, classification: str) -> Labels:
        """Region code per demand point: jeugdregio, ggd, veiligheidsregio, provincie or rmc."""
        return self._regions[classification]

    @cached_property
    def _regions(self) -> dict[str, Labels]:
        gemeente = self.points["gemeentecode"]
        return {
            name: np.asarray(gemeente.map(self.gemeenten[name]).fillna(""), dtype=object)
            for name in (*CLASSIFICATIONS, "rmc")
        }

    @cached_property
    def sites(self) -> pd.DataFrame:
        """Placed sites that count under the settings, in the order of `situation`."""
        sites = self.dataset["vestigingen"] if self.plan is None else self.plan.sites
        placed = sites[sites["plaatsing"] != "niet geplaatst"]
        if self.settings.reformed_apart:
            placed = placed[~placed["reformatorisch"]]
        return placed.reset_index(drop=True)

    @cached_property
    def offers(self) -> pd.DataFrame:
        """What all sites offer: ``aanbod`` of the data set or of the scenario, with ``plaatsen``."""
        return with_places(self.dataset["aanbod"]) if self.plan is None else self.plan.offers

    @cached_property
    def situation(self) -> Situation:
        """Homes, sites and what they offer, as the cube wants them."""
        points, sites = self.points, self.sites
        position = pd.Series(np.arange(len(points)), index=points["pc4"])
        point_of_site = position.loc[sites["pc4"]].to_numpy(dtype=np.intp)
        at_point = (sites["plaatsing"] == "PC4").to_numpy()
        codes = tuple(kind.code for kind in self.kinds)
        offers = self.offers
        row = pd.Series(np.arange(len(sites)), index=sites["vestigingscode"])
        offers = offers[offers["vestigingscode"].isin(row.index) & offers["soort"].isin(codes)]
        return Situation(
            homes=Homes(
                points["easting"].to_numpy(dtype=np.float64),
                points["northing"].to_numpy(dtype=np.float64),
                points["intrazonaal_m"].to_numpy(dtype=np.float64),
            ),
            sites=Sites(
                sites["easting"].to_numpy(dtype=np.float64),
                sites["northing"].to_numpy(dtype=np.float64),
                np.where(at_point, point_of_site, -1).astype(np.intp),
                point_of_site,
            ),
            kinds=codes,
            offer_site=row.loc[offers["vestigingscode"]].to_numpy(dtype=np.intp),
            offer_kind=offers["soort"].map(codes.index).to_numpy(dtype=np.intp),
        )

    @cached_property
    def model(self) -> DistanceModel:
        """The distance model that the settings ask for.

        Raises
        ------
        InputError
            If the network is not there, damaged, or does not cover the data set.
        StaleDataError
            If it is another network than the settings were made with.
        """
        settings = self.settings
        if settings.network == STRAIGHT:
            return StraightLine(settings.detour_factor, settings.intrazonal)
        if settings.network == MODELNET:
            return self._modelnet
        network = open_network(settings)
        if settings.network.endswith(FILLED):
            return spliced(network, self._modelnet, self._modelnet.error_share)
        residents = self.pupils("po") + self.pupils("vo")
        homes, names = self.situation.homes, self.points["pc4"].tolist()
        require_covered(network, settings.network, homes, names, residents)
        if settings.intrazonal and (self.situation.sites.home >= 0).any():
            # a site that stands in at a PC4's point: within that area no road tells how far it is
            network = replace(network, origin=replace(network.origin, certainty=PARTLY_ESTIMATED))
        within = within_area(Mode(settings.mode))
        return RoadModel(network, settings.intrazonal, ROAD_ERROR, within=within)

    @cached_property
    def _modelnet(self) -> RoadModel:
        return modelnet_model(
            self.situation.homes,
            self.gemeente_of_point.tolist(),
            self.points["pc4"].tolist(),
            self._network_residents,
            np.asarray(self.unit_table["geometry"], dtype=object),
            Mode(self.settings.mode),
            intrazonal=self.settings.intrazonal,
        )

    @property
    def _network_residents(self) -> Float:
        """Residents that the modelled network is made of: as they were before any correction."""
        if NETWORK_RESIDENTS in self.points:
            return np.asarray(self.points[NETWORK_RESIDENTS], dtype=np.float64)
        return self.pupils("po") + self.pupils("vo")

    @cached_property
    def journeys(self) -> Journeys:
        """Journeys between all homes and sites, made ready once."""
        return self.model.between(self.situation.homes, self.situation.sites)

    def describe(self) -> str:
        """Say in one Dutch line what figures are made with: network, mode and date first."""
        return "; ".join([self.model.label, self.settings.describe().partition("; ")[2]])

    @cached_property
    def supply(self) -> pd.DataFrame:
        """What the placed sites offer, one row per site (or group of sites) and kind that counts.

        Columns ``site`` (row of `sites`), ``point`` (demand point it belongs to),
        ``kind``, `data.supply.COUNTS` and ``plaatsen`` (places; NaN unknown), without
        the sites of reformatorische boards where the settings set those apart.
        """
        situation, sites = self.situation, self.sites
        keys = pd.MultiIndex.from_arrays(
            [
                sites["vestigingscode"].to_numpy()[situation.offer_site],
                np.asarray(situation.kinds)[situation.offer_kind],
            ]
        )
        counts = self.offers.set_index(["vestigingscode", "soort"])[[*COUNTS, "plaatsen"]].loc[keys]
        return counts.reset_index(drop=True).assign(
            site=situation.offer_site,
            point=situation.point_of_site[situation.offer_site],
            kind=keys.get_level_values(1).to_numpy(),
        )

    @cached_property
    def supply_sources(self) -> dict[str, str]:
        """Per kind the source (with its date) that says which sites are open."""
        sites = self.dataset["vestigingen"] if self.plan is None else self.plan.sites
        origin, offers = sites.set_index("vestigingscode")["leerlingen_bron"], self.offers
        named = offers["vestigingscode"].map(origin).groupby(offers["soort"]).unique()
        dated = self.dataset.manifest.labels
        return {
            str(kind): " en ".join(
                sorted(
                    (dated.get(str(one), str(one)) for one in origins), key=lambda one: (one == ASSUMED, one)
                )
            )
            for kind, origins in named.items()
        }

    @cached_property
    def point_areas(self) -> NDArray[np.object_]:
        """Area of each demand point (polygon, RD New), in their order."""
        shapes: NDArray[np.object_] = (
            self.dataset.layer("pc4_vlakken").set_index("pc4").geometry.loc[self.points["pc4"]].to_numpy()
        )
        return shapes

    @cached_property
    def adjacency(self) -> Adjacency:
        """Which units touch or are linked over water."""
        table = self.unit_table
        return build_adjacency(
            np.asarray(table["geometry"], dtype=object), table["gemeentecode"].tolist(), fixed_links()
        )

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Names under which the data's areas and years are shown."""
        labels = dict(self.dataset.manifest.labels)
        if self.settings.jeugdregio_variant:
            labels["jeugdregio"] += f", variant {self.settings.jeugdregio_variant}"
        return labels
