"""A findings file of one question, to be varied by the tests."""

SMALL = """\
id: small
instrument: astana-2023
source: "A paper."
sample: {printed: "10", quote: "Ten people.", count: 10}
questions:
  - question: q2_improve
    figure: "1"
    quote: "Seven said yes."
    stated_base: "10"
    base: 10
    cells:
      - {category: 1, printed: "7", count: 7}
    unnamed: 3
"""
