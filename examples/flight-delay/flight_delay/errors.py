"""What a person did that this program cannot work with."""


class UserError(Exception):
    """Its message says what is wrong and what to do; the command line prints it without a stack trace."""
