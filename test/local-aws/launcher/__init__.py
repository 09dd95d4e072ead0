"""An AWS account on this machine: MiniStack, extended with what it lacks.

`python -m launcher` serves it (see `__main__.py` for the options and the life cycle). Nothing in MiniStack's own
files is changed: each module here has an `install()` that adds to MiniStack's tables or replaces one function in
memory, and says why.
"""
