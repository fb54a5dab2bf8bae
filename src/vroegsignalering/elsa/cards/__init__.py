"""What leaves for other people's forms: model card, datasheet, algorithm register, MinBZK cards, DPIA, IAMA.

Each export is a draft with the state of the data in it. A field that a person owes is written as *not yet answered*
and counted; no export says that something was approved.
"""
