"""Drafts of all sorts on the imported country: merged, in two layers, cut, with closed sites, unfinished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from data.dataset import read_dataset
from scenarios.changes import Assign, Merge, Release
from scenarios.country import Kind
from scenarios.draft import Draft
from scenarios.indeling import NO_SWV
from scenarios.site_changes import CloseSite
from scenarios.study import Study


@pytest.fixture(scope="package")
def land(dataset_folder: Path) -> Study:
    """Open the imported country, for these tests alone: they add drafts to it."""
    return Study.of(replace(read_dataset(dataset_folder), folder=None))


@pytest.fixture(scope="package")
def so(land: Study) -> Kind:
    """Look at special education."""
    return next(kind for kind in land.country.kinds if kind.code == "so")


@pytest.fixture(scope="package")
def drafts(land: Study) -> Mapping[str, str]:
    """Ids of drafts by what they are, all known to the study; *onaf* leaves a gemeente without a swv."""
    country, today = land.country, land.arrangement(land.base_id)
    gemeenten = list(country.gemeente_names)
    names, pc4 = list(country.gemeente_names.values()), country.points["pc4"].tolist()
    sites = country.supply.loc[country.supply["kind"] == "so", "site"]
    closed = tuple(str(country.sites["vestigingscode"].iloc[row]) for row in sites.iloc[:40])
    elsewhere = next(str(code) for code in today.po.swv if code not in {NO_SWV, today.po.swv[20]})
    moved = Assign(swv=elsewhere, laag="po", gemeenten=(names[20],))
    made = {
        "samen": Draft("jeugdregio").do(Assign(swv="JZ01", gemeenten=(names[150], names[40]))),
        "apart": Draft(land.base_id).do(moved),
        "geknipt": Draft("jeugdregio").do(Assign(swv="JZ02", pc4=(pc4[5], pc4[len(pc4) // 2]))),
        "gesloten": Draft("jeugdregio")
        .do(CloseSite(vestigingen=closed))
        .do(Merge(van="JZ03", naar="JZ04"))
        .do(Assign(swv="JZ01", pc4=(pc4[-1],))),
        "onaf": Draft("jeugdregio").do(Release(gemeenten=(gemeenten[0], gemeenten[100]))),
        "onaf apart": Draft(land.base_id).do(Release(laag="po", gemeenten=(gemeenten[50],))),
    }
    return {what: draft.known_to(land) for what, draft in made.items()}
