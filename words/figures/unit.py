"""What figures measure."""

from enum import Enum


class Unit(Enum):
    """What a figure measures, and so how it is written."""

    MONEY = "money"  # in the currency of the company
    COUNT = "count"  # whole things: customers, orders, lines
    SHARE = "share"  # 0-1; may pass 1 or fall below 0
    NUMBER = "number"  # a pure number: a coefficient, a ratio
    DAYS = "days"
    DATE = "date"
    TEXT = "text"  # from the data: an id, a name, a group
    CAMPAIGN = "campaign"  # from the data: the id of a campaign, told by its name
    REST = "rest"  # from the data; blank stands for all others together
    SEGMENT = "segment"  # a key of the RFM map: the company's own name for it, or ours
    PRESET = "preset"  # from the data, but named in the catalogue where it is a usual word: phone
    MARKS = "marks"  # what sets a group apart, in codes: see words.marks
    FEATURE = "feature"  # one feature customers are compared by: see words.marks
    TABLE = "table"  # one of the eleven tables
    FIELD = "field"  # one of their columns
    PAGE = "page"  # a page of the house, by its stem
    FIGURE = "figure"  # the key of another figure, by its name
    WORD = "word"  # one of our own words, named in the catalogue: a tier, a cost line
