"""How one step of processing ends early. ``code`` is one of ``media_pipeline.assets.reasons``; ``detail`` is for operators."""


class StepError(Exception):
    """Base: the step did not reach its end."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail[:200]}" if detail else code)
        self.code = code
        self.detail = detail


class Refused(StepError):
    """The file itself is not acceptable; trying again would say the same."""


class Broken(StepError):
    """Something failed that may work later: the asset waits as FAILED for a retry."""


class LeaseLost(Exception):
    """Another process has taken the work over, or it was cancelled: stop, and change nothing."""
