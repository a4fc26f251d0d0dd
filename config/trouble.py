"""What is wrong with a set-up, said in words that tell how to mend it."""

import inspect


class Trouble(Exception):
    """The set-up is not right."""

    def __init__(self, **named: object) -> None:
        """Fill the particulars into the docstring, which is the message; keep them beside it."""
        super().__init__(inspect.cleandoc(self.__doc__ or "").format(**named))
        self.named = named
