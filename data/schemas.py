"""The schemas: every table that the readers hand over, described as data, and the check on it.

The description is the one source: the pandera schemas are built from it, and the documentation prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import pandas as pd
import pandera.pandas as pa

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

__all__ = ["TABLES", "Column", "Rule", "Table", "check", "describe", "schema"]

_CRS = "EPSG:28992"
_SHOWN = 10
_MOST = 50
_AMOUNTS = {"float64": "een getal", "int64": "een geheel getal", "bool": "ja of nee", "str": "tekst"}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must look like: a pattern, a list or bounds, and how to say so to a user."""

    expected: str
    pattern: str | None = None
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def checks(self) -> list[pa.Check]:
        """Give the rule as pandera checks."""
        if self.pattern is not None:
            return [pa.Check.str_matches(rf"^(?:{self.pattern})$")]
        if self.allowed:
            return [pa.Check.isin(self.allowed)]
        return [pa.Check.in_range(self.low, self.high)]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name, dtype, unit, meaning
        What it is called, holds, is measured in and means.
    required
        Whether every row must have a value; the column itself is always there.
    rule
        What a value must look like.
    """

    name: str
    dtype: Literal["str", "float64", "int64", "bool", "geometry"]
    meaning: str
    unit: str = ""
    required: bool = True
    rule: Rule | None = None

    def expected(self) -> str:
        """Say in Dutch what a value must be."""
        return self.rule.expected if self.rule else _AMOUNTS.get(self.dtype, "een vorm")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, its key and its source."""

    name: str
    meaning: str
    source: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _text(name: str, meaning: str, rule: Rule | None = None, *, required: bool = True) -> Column:
    return Column(name, "str", meaning, required=required, rule=rule)


def _number(name: str, meaning: str, unit: str, *, required: bool = True) -> Column:
    return Column(name, "float64", meaning, unit, required=required, rule=_POSITIVE)


_POSITIVE = Rule("een getal van 0 of meer", low=0.0, high=1e9)
_PC4_RULE = Rule("een postcode van vier cijfers", r"[1-9]\d{3}")
_SWV_RULE = Rule("een code als PO2707 of VO2708", r"(?:PO|VO)\d{4}")
_HISTORIC_KINDS = Rule("BO, SBO, SO, VSO of SO/VSO", allowed=("BO", "SBO", "SO", "VSO", "SO/VSO"))
_COUNTED_KINDS = Rule("BO, SBO, SO of VSO", allowed=("BO", "SBO", "SO", "VSO"))
_SPECIAL_KINDS = Rule("SO of VSO", allowed=("SO", "VSO"))
_HOME_KINDS_VO = Rule("VO, PRO of VO/PRO", allowed=("VO", "PRO", "VO/PRO"))
_SITE_RULE = Rule("een vestigingscode van zes tekens, zoals 00AO01", "[0-9A-Z]{6}")
_POSTCODE_RULE = Rule("een postcode als 1234AB", r"[1-9]\d{3}[A-Z]{2}")
_GEMEENTE_RULE = Rule("een gemeentecode als GM0363", r"GM\d{4}")
_EASTING_RULE = Rule("een x-coördinaat (RD) binnen Nederland", low=0.0, high=300_000.0)
_NORTHING_RULE = Rule("een y-coördinaat (RD) binnen Nederland", low=300_000.0, high=630_000.0)

_PC4 = _text("pc4", "postcode-4", _PC4_RULE)
_SITE = _text("vestigingscode", "BRIN-nummer en volgnummer van de vestiging", _SITE_RULE)
_BRIN = _text("brin", "BRIN-nummer van de school", Rule("een BRIN-nummer als 00AO", "[0-9A-Z]{4}"))
_NAME = _text("naam", "naam van de vestiging")
_POSTCODE = _text("postcode", "postcode van de vestiging", _POSTCODE_RULE, required=False)
_TOWN = _text("plaats", "plaatsnaam", required=False)
_GEMEENTE = _text("gemeentecode", "CBS-code van de gemeente", _GEMEENTE_RULE)
_GEMEENTE_NAME = _text("gemeentenaam", "naam van de gemeente, zoals de bron die schrijft")
_DENOMINATION = _text("denominatie", "richting van de school", required=False)
_BOARD = _text("bevoegd_gezag", "nummer van het bevoegd gezag", required=False)
_PUPILS = _number("leerlingen", "aantal leerlingen; een afgeschermde cel (<5) telt als 2", "leerlingen")
_MASKED = Column("gemaskeerd", "bool", "of in het aantal een afgeschermde cel (<5) zit")
_YEAR = Column("jaar", "int64", "jaar van de telling op 1 oktober; 0 is onbekend", "jaar")
_EASTING = Column("easting", "float64", "x in RD New (EPSG:28992)", "m", rule=_EASTING_RULE)
_NORTHING = Column("northing", "float64", "y in RD New (EPSG:28992)", "m", rule=_NORTHING_RULE)
_GEOMETRY = Column("geometry", "geometry", "vlak in RD New (EPSG:28992)", "m")
_REGION_NAME = _text("naam", "naam bij de code")


def _optional(column: Column) -> Column:
    return Column(column.name, column.dtype, column.meaning, column.unit, required=False, rule=column.rule)


def _residents(name: str, ages: str) -> Column:
    return _number(name, f"inwoners {ages}; geheim of leeg telt als 0", "inwoners")


def _amounts() -> tuple[Column, ...]:
    """Columns of a number of pupils of which some cells are masked."""
    masked = "een afgeschermde cel (<5 of -1) telt als"
    return (
        _number("leerlingen_min", f"ten minste zoveel leerlingen; {masked} 1", "leerlingen"),
        _number("leerlingen", f"middenschatting van het aantal leerlingen; {masked} 2", "leerlingen"),
        _number("leerlingen_max", f"ten hoogste zoveel leerlingen; {masked} 4", "leerlingen"),
    )


def _homes(layer: str, kinds: Rule) -> Table:
    """Table of pupils per site, kind and home PC4, of po or of vo."""
    return Table(
        f"herkomst_{layer}", "een vestiging, soort en postcode-4 van de woning met leerlingen",
        f"DUO, leerlingen {layer} naar postcode van de woning", ("vestigingscode", "soort", "pc4"),
        (
            _SITE, _text("soort", "soort onderwijs; met een streep: samen geteld", kinds),
            _text("pc4", "postcode-4 van de woning; leeg is onbekend", _PC4_RULE, required=False),
            *_amounts(),
            _YEAR,
        ),
    )  # fmt: skip


_ALL = (
    Table(
        "vestigingen", "een vestiging van een basisschool", "DUO, alle schoolvestigingen basisonderwijs",
        ("vestigingscode",),
        (
            _SITE, _BRIN, _NAME, _POSTCODE, _TOWN, _GEMEENTE, _GEMEENTE_NAME, _DENOMINATION, _BOARD,
            _text("rmc_code", "code van de RMC-regio", required=False),
            _text("rmc_naam", "naam van de RMC-regio", required=False),
            _text("provincie", "naam van de provincie", required=False),
        ),
    ),
    Table(
        "historie", "een vestiging met haar laatste telling", "DUO, historisch overzicht leerlingen",
        ("vestigingscode",),
        (
            _SITE, _BRIN, _NAME, _text("soort", "soort onderwijs", _HISTORIC_KINDS), _DENOMINATION, _BOARD,
            _GEMEENTE, _GEMEENTE_NAME, _PUPILS, _MASKED, _YEAR,
        ),
    ),
    Table(
        "locaties", "een vestiging met haar punt op de kaart", "DUO-adressen op de BAG",
        ("vestigingscode",),
        (
            _SITE, _BRIN, _NAME, _text("soort_label", "soort volgens DUO's typelabel"), _DENOMINATION,
            _POSTCODE, _TOWN, _GEMEENTE_NAME, _optional(_PUPILS), _optional(_EASTING), _optional(_NORTHING),
            Column("n_punten", "int64", "aantal punten in de bron", "punten"),
            _number("spreiding_m", "grootste afstand tussen die punten", "m"),
        ),
    ),
    Table(
        "pc4_bevolking", "een postcode-4 met inwoners", "CBS, kerncijfers per postcode-4", ("pc4",),
        (
            _PC4, _residents("inwoners", "totaal"), _residents("inwoners_0_15", "van 0 tot 15 jaar"),
            _residents("inwoners_15_25", "van 15 tot 25 jaar"),
            Column("geheim", "bool", "of een van beide leeftijdscellen geheim is"),
        ),
    ),
    Table(
        "pc4_leeftijd", "een postcode-4 met inwoners per vijf jaar", "CBS, tabel 83502NED", ("pc4",),
        (
            _PC4,
            *(
                _residents(f"a{low}_{low + 5}", f"van {low} tot {low + 5} jaar")
                for low in range(0, 25, 5)
            ),
        ),
    ),
    Table(
        "pc4_gebieden", "het gebied van een postcode-4", "CBS, postcode-4-vlakken", ("pc4",),
        (_PC4, _GEOMETRY),
    ),
    Table(
        "pc4_punten", "een punt in een postcode-4", "GeoNames, postcodes NL", ("pc4",),
        (_PC4, _TOWN, _optional(_GEMEENTE), _EASTING, _NORTHING),
    ),
    Table(
        "gemeenten", "een gemeente", "CBS en Kadaster, gemeentegrenzen", ("gemeentecode",),
        (
            _GEMEENTE, _text("naam", "naam van de gemeente"),
            _optional(_number("inwoners", "inwoners totaal", "inwoners")), _GEOMETRY,
        ),
    ),
    Table(
        "regioindeling", "een gemeente met haar regio's", "CBS, gebieden in Nederland", ("gemeentecode",),
        (
            _GEMEENTE,
            _text("jeugdregio", "code van de jeugdregio", Rule("een code als JZ01", r"JZ\d{2}")),
            _text("ggd", "code van de GGD-regio", Rule("een code als GG0706", r"GG\d{4}")),
            _text("veiligheidsregio", "code van de veiligheidsregio", Rule("een code als VR03", r"VR\d{2}")),
            _text("provincie", "code van de provincie", Rule("een code als PV22", r"PV\d{2}")),
        ),
    ),
    Table(
        "jeugdregio_namen", "een jeugdregio met haar naam", "CBS, jeugdregio's", ("code",),
        (_text("code", "code van de jeugdregio", Rule("een code als JZ01", r"JZ\d{2}")), _REGION_NAME),
    ),
    Table(
        "jeugdregio_indeling", "een gemeente met haar jeugdregio", "eigen bestand", ("gemeentecode",),
        (
            _GEMEENTE, _text("jeugdregio", "code van de jeugdregio"),
            _text("naam", "naam van de jeugdregio", required=False),
        ),
    ),
    Table(
        "regeling", "een postcode-4 met haar samenwerkingsverbanden",
        "Regeling regio-indeling passend onderwijs", ("pc4",),
        (
            _PC4, _text("gemeente", "naam van de gemeente ten tijde van de regeling"),
            _text("swv_po", "code van het samenwerkingsverband po"),
            _text("swv_vo", "code van het samenwerkingsverband vo"),
        ),
    ),
    Table(
        "swv_namen", "een samenwerkingsverband met zijn naam", "eigen bestand", ("code",),
        (_text("code", "code van het samenwerkingsverband", _SWV_RULE), _REGION_NAME),
    ),
    Table(
        "leerlingen_soort", "een vestiging, soort en cluster met leerlingen", "DUO, leerlingen po per soort",
        ("vestigingscode", "soort", "cluster"),
        (
            _SITE, _text("soort", "soort onderwijs", _COUNTED_KINDS),
            _text("cluster", "cluster 1 tot 4", Rule("een cijfer van 1 tot 4", "[1-4]"), required=False),
            _PUPILS, _MASKED, _POSTCODE, _optional(_GEMEENTE_NAME), _optional(_NAME), _YEAR,
        ),
    ),
    Table(
        "betalend", "een soort en de swv's van een groep leerlingen",
        "DUO, leerlingen so en vso naar betalend swv",
        ("soort", "swv_wonen", "swv_vestiging", "swv_betalend", "binnen"),
        (
            _text("soort", "soort onderwijs", _SPECIAL_KINDS),
            _text("swv_wonen", "swv waar de leerling woont", _SWV_RULE, required=False),
            _text("swv_vestiging", "swv waar de vestiging staat", _SWV_RULE, required=False),
            _text("swv_betalend", "swv dat voor de leerling betaalt", _SWV_RULE, required=False),
            _text(
                "binnen", "of het betalend swv ook dat van de vestiging is",
                Rule("ja of nee", allowed=("ja", "nee")), required=False,
            ),
            *_amounts(),
            _YEAR,
        ),
    ),
    _homes("po", _HISTORIC_KINDS),
    _homes("vo", _HOME_KINDS_VO),
    Table(
        "onderwijslocaties", "een adres waar onderwijs wordt gegeven", "RIO, onderwijslocaties",
        ("postcode", "huisnummer", "straat", "easting", "northing"),
        (
            _text("postcode", "postcode van het adres", _POSTCODE_RULE),
            _text("huisnummer", "huisnummer"), _text("straat", "straatnaam", required=False),
            _EASTING, _NORTHING,
        ),
    ),
)  # fmt: skip

TABLES: Mapping[str, Table] = {table.name: table for table in _ALL}
"""Every table by name."""


@cache
def schema(table_name: str) -> pa.DataFrameSchema:
    """Build the pandera schema of the table of that name.

    Examples
    --------
    >>> list(schema("swv_namen").columns)
    ['code', 'naam']
    """
    table = TABLES[table_name]
    columns = {
        column.name: pa.Column(
            None if column.dtype == "geometry" else column.dtype,
            checks=column.rule.checks() if column.rule else [],
            nullable=not column.required,
            coerce=column.dtype != "geometry",
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(columns, unique=list(table.key), report_duplicates="all")


def describe(table_name: str) -> list[dict[str, str]]:
    """Give the description of the table of that name, one row per column, for the documentation.

    Examples
    --------
    >>> describe("swv_namen")[0]["kolom"], describe("swv_namen")[0]["verplicht"]
    ('code', 'ja')
    """
    table = TABLES[table_name]
    return [
        {
            "kolom": column.name,
            "type": column.dtype,
            "eenheid": column.unit,
            "verplicht": "ja" if column.required else "nee",
            "verwacht": column.expected(),
            "betekenis": column.meaning,
            "bron": table.source,
        }
        for column in table.columns
    ]


def check(
    table_name: str,
    frame: pd.DataFrame,
    subject: str,
    *,
    file_columns: Mapping[str, str] | None = None,
    faults: Sequence[str] = (),
) -> pd.DataFrame:
    """Check a table against its schema and give it its types.

    Parameters
    ----------
    table_name
        A key of :data:`TABLES`.
    frame
        The table; an index called ``rij`` is taken as the row numbers of the file.
    subject
        What was read, for the message.
    file_columns
        Name in the file of each column, where it differs.
    faults
        Faults found before, to be told in the same message.

    Returns
    -------
    The columns of the schema, in its order, rows numbered from 0.

    Raises
    ------
    InputError
        If anything is wrong; all faults in one message.
    """
    table = TABLES[table_name]
    found = list(faults)
    names = dict(file_columns or {})
    try:
        checked = schema(table_name).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        found += _faults(table, frame, error.failure_cases, names)
    else:
        found += _crs_faults(table, frame)
    if frame.empty and not found:
        found = ["geen enkele bruikbare rij gevonden; kies het juiste bestand"]
    if found:
        raise InputError(subject, found)
    return checked[[column.name for column in table.columns]].reset_index(drop=True)


def _crs_faults(table: Table, frame: pd.DataFrame) -> list[str]:
    """See to it that a geometry stands in RD New, which a user cannot mend."""
    if table.columns[-1].dtype != "geometry" or str(getattr(frame, "crs", None)) == _CRS:
        return []
    return [f"de vormen staan niet in {_CRS} (RD New); zet ze daarin om"]


def _faults(table: Table, frame: pd.DataFrame, cases: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Turn pandera's failure cases into Dutch sentences."""
    faults: list[str] = []
    columns = {column.name: column for column in table.columns}
    missing = cases.loc[cases["check"] == "column_in_dataframe", "failure_case"].astype("str")
    faults += [f"kolom {names.get(name, name)} ontbreekt; kies het juiste bestand" for name in missing]
    doubled = cases["check"] == "multiple_fields_uniqueness"
    if doubled.any():
        faults += _duplicate_faults(table, frame, names)
    cells = cases[~doubled & (cases["check"] != "column_in_dataframe")]
    cells = cells.drop_duplicates(["column", "index"])
    shown = cells.head(_MOST)[["column", "index", "failure_case"]].itertuples(index=False, name=None)
    faults += [_cell_fault(columns[name], frame, row, value, names) for name, row, value in shown]
    if (rest := len(cells) - _MOST) > 0:
        faults.append(f"en nog {rest} onjuiste waarden")
    return faults


def _cell_fault(
    column: Column, frame: pd.DataFrame, row: Hashable, value: object, names: Mapping[str, str]
) -> str:
    shown = repr(value) if pd.Series([value]).notna().all() else "niets"
    return (
        f"{_row(frame, row)}, kolom {names.get(column.name, column.name)}: gevonden {shown}, "
        f"verwacht {column.expected()}; verbeter de waarde"
    )


def _duplicate_faults(table: Table, frame: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Name the rows that share a key."""
    key = list(table.key)
    shared = frame[frame.duplicated(key, keep=False)]
    label = ", ".join(names.get(name, name) for name in key)
    groups = list(shared.groupby(key, dropna=False, sort=False))
    faults = [
        f"{' en '.join(_row(frame, row) for row in rows.index[:_SHOWN])}: {label} "
        f"{', '.join(str(value) for value in values)} staat er {len(rows)} keer; laat er een over"
        for values, rows in groups[:_MOST]
    ]
    if (rest := len(groups) - _MOST) > 0:
        faults.append(f"en nog {rest} andere dubbele sleutels")
    return faults


def _row(frame: pd.DataFrame, row: Hashable) -> str:
    return f"rij {row}" if frame.index.name == "rij" else f"record {row}"
