# What a user of the editor can do wrong.


class EditorError(Exception):
    """What a user can do wrong; the command loop shows it and goes on."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text} ({self.hint})" if self.hint else text


class OutOfRange(EditorError):
    pass


class ReadOnly(EditorError):
    pass


class UnknownCommand(EditorError):
    pass
