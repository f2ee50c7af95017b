"""Waiting for something in a page whose policy forbids what Playwright's own `wait_for_function` does."""

from tests.dashboard import stage


def until(page, expression: str, seconds: float = 20) -> None:
    """Wait until an expression is true in the page."""
    stage.wait_until(lambda: page.evaluate(expression), seconds)
