"""How the numbers of a report were made, and from what: the methods appendix and the provenance."""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Hashable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from analysis.design import Design
from analysis.output.disclosure import SMALL_BASE, SMALL_COUNT
from analysis.output.document import Block, Facts, Paragraph, Points, Section
from analysis.output.language import Language
from analysis.report import designs
from instruments.model import Basis, Instrument

_PACKAGES = ("numpy", "pandas", "scipy", "matplotlib", "seaborn")
_PROJECT = Path(__file__).resolve().parent.parent.parent / "pyproject.toml"

REFERENCES: Mapping[str, str] = {
    "wilson": "Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209–212.",
    "korn_graubard": "Korn, E. L., Graubard, B. I. (1998). Survey Methodology 24, 193–201.",
    "binder": "Binder, D. A. (1983). International Statistical Review 51, 279–292.",
    "woodruff": "Woodruff, R. S. (1952). Journal of the American Statistical Association 47, 635–646.",
    "pearson": "Pearson, K. (1900). Philosophical Magazine 50, 157–175.",
    "freeman_halton": "Freeman, G. H., Halton, J. H. (1951). Biometrika 38, 141–149.",
    "rao_scott": "Rao, J. N. K., Scott, A. J. (1984). Annals of Statistics 12, 46–60.",
    "holm": "Holm, S. (1979). Scandinavian Journal of Statistics 6, 65–70.",
    "clopper_pearson": "Clopper, C. J., Pearson, E. S. (1934). Biometrika 26, 404–413.",
    "brown_heathers": "Brown, N. J. L., Heathers, J. A. J. (2017). Social Psychological and Personality Science 8, 363–369.",
    "frechet": "Fréchet, M. (1951). Annales de l'Université de Lyon A 14, 53–77.",
    "manski": "Manski, C. F. (1990). American Economic Review 80, 319–323.",
    "imbens_manski": "Imbens, G. W., Manski, C. F. (2004). Econometrica 72, 1845–1857.",
    "parker": "Parker, J. D., et al. (2017). Vital and Health Statistics 2(175).",
    "fisher": "Fisher, R. A. (1935). Journal of the Royal Statistical Society 98, 39–82.",
    "newcombe": "Newcombe, R. G. (1998). Statistics in Medicine 17, 873–890.",
    "zou_donner": "Zou, G. Y., Donner, A. (2008). Statistics in Medicine 27, 1693–1702.",
    "rao_scott_clustered": "Rao, J. N. K., Scott, A. J. (1992). Biometrics 48, 577–585.",
    "miller": "Miller, J. D. (1984). A New Survey Technique for Studying Deviant Behavior. George Washington University.",
    "blair_imai": "Blair, G., Imai, K. (2012). Political Analysis 20, 47–77.",
    "hundepool": "Hundepool, A., et al. (2012). Statistical Disclosure Control. Wiley.",
    "aapor": "American Association for Public Opinion Research (2021). AAPOR Code of Professional Ethics and Practices, III.A.",
    "aapor_opt_in": "Baker, R., et al. (2013). Report of the AAPOR Task Force on Non-Probability Sampling.",
}

_PUBLISHED = (
    "wilson", "clopper_pearson", "holm", "brown_heathers", "frechet", "manski", "imbens_manski", "parker",
    "aapor", "aapor_opt_in",
)  # fmt: skip
_FULL_COUNT = ("brown_heathers", "frechet", "manski", "aapor")
_SIMPLE = ("wilson", "woodruff", "pearson", "freeman_halton", "holm", "hundepool", "aapor", "aapor_opt_in")
_DESIGNED = ("binder", "korn_graubard", "woodruff", "rao_scott", "holm", "hundepool", "aapor", "aapor_opt_in")

_EXPERIMENTS = ("newcombe", "fisher", "miller", "blair_imai")
_COMPARED = ("wilson", "newcombe", "fisher", "holm", "hundepool", "aapor_opt_in")
_COMPARED_DESIGNED = (*_COMPARED[:2], "zou_donner", "binder", "korn_graubard", "rao_scott_clustered", "holm", *_COMPARED[-2:])


def of_responses(instrument: Instrument, language: Language, design: Design) -> Section:
    """Return the methods of a report on responses, with the columns of their design."""
    designed = not design.is_simple
    shares = "method_shares_replicates" if design.replicates is not None else "method_shares_design"
    points = [
        *_interval(instrument, language),
        language.text(shares if designed else "method_shares"),
        language.text("method_statistics"),
        language.text("method_bases"),
        language.text("method_non_answers"),
        language.text("method_tests_design" if designed else "method_tests"),
        language.text("method_disclosure", low=1, high=SMALL_COUNT - 1, base=SMALL_COUNT, small=SMALL_BASE),
        language.text("method_words_responses"),
        language.text("rounding_note"),
        language.text("less_than_half"),
    ]
    named = tuple(designs.facts(design, language))
    sources = (*(_DESIGNED if designed else _SIMPLE), *(_EXPERIMENTS if instrument.experiments else ()))
    return _section(points, sources, language, (Facts(named),) if named else ())


def of_publication(instrument: Instrument | None, language: Language) -> Section:
    """Return the methods of a report on published counts; `instrument` is None where the project has no questionnaire of it."""
    points = [
        *([language.text("model_interval_note_unknown")] if instrument is None else _interval(instrument, language)),
        language.text("method_published_counts"),
        language.text("method_published_power"),
        language.text("method_shares"),
        language.text("method_published_bases"),
        language.text("method_published_statistics"),
        language.text("method_published_claims"),
        language.text("method_published_bounds"),
        language.text("method_words"),
        language.text("rounding_note"),
    ]
    return _section(points, _PUBLISHED, language)


def of_full_count(language: Language) -> Section:
    """Return the methods of a report on a published full count: nothing of it is estimated, and nothing is tested."""
    points = [
        language.text(key)
        for key in (
            "census_note", "claims_full", "method_published_counts", "method_published_power", "method_published_bases",
            "method_words", "rounding_note",
        )
    ]  # fmt: skip
    return _section(points, _FULL_COUNT, language)


def of_comparison(language: Language, *, designed: bool, published: bool) -> Section:
    """Return the methods of a comparison: `designed` with weights or a design, `published` with a publication on a side."""
    points = [
        language.text("method_difference"),
        language.text("method_difference_p"),
        language.text("if_random_sample"),
        language.text("method_shares"),
        *([language.text("method_shares_design")] if designed else []),
        *([language.text("method_published_counts"), language.text("method_published_bases")] if published else []),
        language.text("method_difference_disclosure", low=1, high=SMALL_COUNT - 1, base=SMALL_COUNT, small=SMALL_BASE),
        language.text("rounding_note"),
    ]
    return _section(points, _COMPARED_DESIGNED if designed else _COMPARED, language)


def provenance(
    language: Language,
    *,
    command: str,
    source: str,
    source_hash: str,
    instrument: Instrument | None,
    reading: Sequence[tuple[str, str]] = (),
) -> Section:
    """Return what the report was made from and with: no path, no date, so that a second run gives the same bytes.

    instrument  None where there is no questionnaire
    reading     what was decided when the source was read, as facts
    """
    made_with = ", ".join(
        [
            f"saualnama {_project_version()}",
            f"Python {platform.python_version()}",
            *(f"{name} {version(name)}" for name in _PACKAGES),
        ]
    )
    facts = (
        (language.text("command"), command),
        (language.text("source_label"), source),
        (language.text("data_fingerprint"), f"SHA-256 {source_hash}"),
        *reading,
        *([] if instrument is None else _questionnaire(instrument, language)),
        (language.text("made_with"), made_with),
    )
    return Section("provenance", language.text("provenance"), (Paragraph(language.text("provenance_intro")), Facts(facts)))


def reading_notes(attrs: Mapping[Hashable, object], language: Language, design: Design) -> tuple[tuple[str, str], ...]:
    """Return what `analysis.read` noted, as facts: names of columns, numbers, options, never respondents' words.

    design  whose columns are named with the methods, and are no surprise here
    """
    others = (name for name in str(attrs.get("other_columns", "")).split(", ") if not designs.uses(design, name))
    own_words = re.findall(r"^(\w+), (\d+) times?:", str(attrs.get("read_as_other", "")), re.MULTILINE)
    found = {
        "read_as_other": "; ".join(f"{question}: {language.count(int(times))}" for question, times in own_words),
        "dropped_columns": str(attrs.get("dropped_columns", "")),
        "other_columns": ", ".join(others),
        "missing_not_found": str(attrs.get("missing_not_found", "")),
    }
    return tuple((language.text(key), words) for key, words in found.items() if words)


def _questionnaire(instrument: Instrument, language: Language) -> list[tuple[str, str]]:
    return [
        (language.text("questionnaire"), language.text("questionnaire_of", id=instrument.id, version=instrument.version)),
        (language.text("questionnaire_fingerprint"), f"SHA-256 {instrument.source_hash}"),
    ]


def _interval(instrument: Instrument, language: Language) -> list[str]:
    population = instrument.population[language.code]
    if instrument.basis is Basis.PROBABILITY:
        return [language.text("probability_interval_note", population=population)]
    return [language.text("model_interval_note", population=population)]


def _section(points: Sequence[str], references: Sequence[str], language: Language, before: Sequence[Block] = ()) -> Section:
    cited = Section("references", language.text("references"), (Points(tuple(REFERENCES[key] for key in references)),))
    return Section("methods", language.text("methods"), (*before, Points(tuple(points))), (cited,))


def _project_version() -> str:
    """Return the version of this project: it runs from its checkout, so no installed package knows it."""
    with _PROJECT.open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
