"""Audits that the tests share: the shipped study, and publications as small as the case they show."""

from functools import cache

from analysis.published.audit import audit
from analysis.published.findings import load, load_text

LANGUAGES = ("en", "kk", "ru")

# Words may hold anything that a findings file can hold: the report must not break on it.
LETTERS = """\
id: letters
title: {en: "A <poll> & more", kk: "Сауалнама", ru: "Опрос"}
source: "A newspaper <1> & \\"two\\"."
written_in: en
sample: {printed: "40", quote: "Forty people were asked."}
questions:
  - question: trust
    figure: "The | front page"
    text: {en: "Do you trust <them> & | us?", kk: "Сенесіз бе?", ru: "Доверяете?"}
    quote: "55 % said <yes> & *no*"
    complete: true
    answers:
      - {category: yes_, printed: "55", label: {en: "Yes | <b>", kk: "Иә", ru: "Да"}}
      - {category: no_, printed: "45", label: {en: "No", kk: "Жоқ", ru: "Нет"}}
"""

TREND = """\
id: trend
title: {en: "A trend", kk: "Өзгеріс", ru: "Ряд"}
source: "Yearbook."
written_in: en
questions:
  - question: support
    figure: "7"
    counted: trend
    text: {en: "Support", kk: "Қолдау", ru: "Поддержка"}
    answers:
      - {category: 2015, printed: "80", label: {en: "2015", kk: "2015 жыл", ru: "2015 год"}}
      - {category: 2016, printed: "74.5", label: {en: "2016", kk: "2016 жыл", ru: "2016 год"}}
"""

# 40 people of whom only a mean, or a mean and a median, of a scale from 1 to 7 were printed.
SCALES = """\
id: scales
title: {en: "Scales", kk: "Шкалалар", ru: "Шкалы"}
source: "Report."
written_in: en
sample: {printed: "40", quote: "Forty people were asked."}
questions:
  - question: mood
    figure: "2"
    scale: [1, 7]
    text: {en: "Mood", kk: "Көңіл күй", ru: "Настроение"}
    statistics:
      - {statistic: mean, printed: "1.05", quote: "mean 1.05"}
"""


@cache
def study(name):
    """The audit of a shipped study."""
    return audit(load(name))


@cache
def small(yaml_text):
    """The audit of a findings file given as text."""
    return audit(load_text(yaml_text, "small.yaml"))
