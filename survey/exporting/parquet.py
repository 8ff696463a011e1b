"""Responses as a Parquet file, as `analysis.read` gives them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

import analysis
from survey.exporting.refusal import why_not
from survey.exporting.table import Wanted, own_words_columns


def write(engine: sa.Engine, wanted: Wanted, out: Path) -> int:
    """Write the responses, partial and screened ones included; how many there are.

    Raises RefusedError where they cannot be put together.
    """
    url = engine.url.render_as_string(hide_password=False)
    named = wanted.slug if wanted.version is None else f"{wanted.slug}@{wanted.version}"
    try:
        data = analysis.read(url, table=named, partials=True, include_tests=wanted.tests)
    except analysis.AnalysisError as error:
        raise why_not(engine, wanted) from error
    asked = [data.instrument] if data.instrument else []
    left_out = frozenset() if wanted.own_words else own_words_columns(asked)
    frame = data.frame[[name for name in data.frame.columns if name not in left_out]]
    frame.attrs.clear()
    frame.to_parquet(out, index=False)
    return len(frame)
