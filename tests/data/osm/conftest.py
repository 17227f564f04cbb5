"""Shared by the tests of OpenStreetMap readers: small maps, written in metres around Amersfoort."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Way

from geo.crs import to_wgs84
from geo.network import Network

EAST, NORTH = 155_000.0, 463_000.0

Places = Mapping[int, tuple[float, float]]
Ways = Sequence[tuple[Sequence[int], Mapping[str, str]]]
WriteMap = Callable[..., Path]


def write(
    path: Path, places: Places, ways: Ways, *, replicated: str = "", timestamp: str = "2025-02-03T04:05:06Z"
) -> Path:
    """Write a map file in the format that its name asks for."""
    stamp = {"timestamp": timestamp} if timestamp else {}
    header = osmium.io.Header()
    if replicated:
        header.set("osmosis_replication_timestamp", replicated)
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for number in sorted(places):
            x, y = places[number]
            lon, lat = to_wgs84(np.array([EAST + x]), np.array([NORTH + y]))
            place = (float(lon[0]), float(lat[0]))
            writer.add_node(Node(id=number, location=place, version=1, **stamp))
        for number, (nodes, tags) in enumerate(ways, start=1):
            way = Way(id=number, nodes=list(nodes), tags=dict(tags), version=1, **stamp)
            writer.add_way(way)
    return path


@pytest.fixture
def write_map(tmp_path: Path) -> WriteMap:
    """Write a map to a file in the test's own folder."""

    def written(places: Places, ways: Ways, name: str = "proef.osm.pbf", **told: str) -> Path:
        return write(tmp_path / name, places, ways, **told)

    return written


@pytest.fixture
def edges_of() -> Callable[[Network], dict[tuple[int, int, int, int], tuple[float, float]]]:
    """List the edges of a network."""
    return _edges_of


def _edges_of(network: Network) -> dict[tuple[int, int, int, int], tuple[float, float]]:
    """Give metres and seconds of each edge, by the rounded places of its ends in metres from the middle."""
    x = np.round(network.easting - EAST).astype(int)
    y = np.round(network.northing - NORTH).astype(int)
    edges = network.edges
    return {
        (int(x[u]), int(y[u]), int(x[v]), int(y[v])): (float(metres), float(seconds))
        for u, v, metres, seconds in zip(edges.tail, edges.head, edges.length_m, edges.time_s, strict=True)
    }
