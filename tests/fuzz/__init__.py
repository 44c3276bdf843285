"""Everything that handgrad is given, at random: nothing breaks it.

`python3 -m tests.fuzz 60` goes on for 60 seconds; `python3 -m tests.fuzz --atheris TARGET`
hands one target to atheris, where that is installed. `test_fuzz.py` is the share of the suite.
"""
