"""Tokens and money: what a run will cost, what it has spent, and a budget that it does not exceed."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from annotate.errors import EndpointError, UsageError

BYTES_A_TOKEN = 3.4
"""Of a prompt in UTF-8 with sentences as JSON, before the server has said how many tokens its model makes of one."""
_MILLION = 1_000_000
_CAUTION = 1.1
_UNITS = {"": 1, "k": 1000, "m": _MILLION}


@dataclass(frozen=True)
class Price:
    """Money for a million tokens, of prompts and of answers."""

    sent: float
    answered: float

    def of(self, tokens_in: float, tokens_out: float) -> float:
        """The money for so many tokens."""
        return (self.sent * tokens_in + self.answered * tokens_out) / _MILLION


@dataclass(frozen=True)
class Budget:
    """The most that a run may spend: tokens (of prompts and answers together) or money."""

    tokens: float | None = None
    money: float | None = None

    def words(self) -> str:
        """As ``200,000 tokens`` or ``2.50``."""
        return f"{self.tokens:,.0f} tokens" if self.tokens is not None else f"{self.money:,.2f}"


@dataclass(frozen=True)
class Cost:
    """What a run would send and receive; tokens are estimated, requests are exact."""

    url: str
    llm: str
    requests: int
    cached: int
    """Answers that are there from earlier runs and are not asked for again."""
    tokens_in: int
    tokens_out: int
    price: Price | None = None

    @property
    def money(self) -> float | None:
        """What it costs at the price that was named; None without one."""
        return None if self.price is None else self.price.of(self.tokens_in, self.tokens_out)

    def words(self) -> str:
        """As ``1,030 requests, about 1,400,000 tokens and 0.21 in all``."""
        tokens = f"{self.requests:,} requests, about {_rounded(self.tokens_in + self.tokens_out):,} tokens"
        money = "" if self.money is None else f", {money_in_words(self.money, 'about ')} at the price given"
        earlier = f"; {self.cached:,} answers are there from earlier runs" if self.cached else ""
        return f"{tokens}{money}{earlier}"


def money_in_words(amount: float, prefix: str = "") -> str:
    """An amount with two decimals after `prefix`; small ones are not shown as nothing."""
    return "less than 0.01" if 0 < amount < 0.01 else f"{prefix}{amount:,.2f}"


def price_from(text: str) -> Price:
    """The price in ``IN,OUT`` per million tokens, or one number for both."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (1, 2) or not all(0 <= number < math.inf for number in numbers):
        raise UsageError(f"`price` {text!r}: write money for a million tokens sent and answered, as 0.15,0.60")
    return Price(numbers[0], numbers[-1])


def budget_from(text: str, price: Price | None) -> Budget:
    """The budget in ``500000 tokens`` (``500k tokens``), or in an amount of money where there is a `price`."""
    match = re.fullmatch(r"\s*([\d_]*\.?\d+)\s*([km]?)\s*(tokens?)?\s*", text, re.IGNORECASE)
    number = float(match[1].replace("_", "")) if match else 0.0
    if match is None or number <= 0 or (match[2] and not match[3]):
        raise UsageError(f"`budget` {text!r}: write tokens, as '500k tokens', or an amount of money with `price`")
    if match[3]:
        return Budget(tokens=number * _UNITS[match[2].lower()])
    if price is None:
        raise UsageError(
            f"`budget` {text!r}: an amount of money needs `price`; for tokens write '{text.strip()} tokens'"
        )
    return Budget(money=number)


class Spending:
    """What a run has spent and what its unanswered requests may still cost; refuses what could exceed the budget."""

    def __init__(self, price: Price | None = None, budget: Budget | None = None) -> None:
        self.price = price
        self.budget = budget
        self.requests = 0
        self.tokens_in = self.tokens_out = 0
        self._open = 0.0
        self._tokens_a_byte = 1 / BYTES_A_TOKEN

    def reserve(self, size: int, answer: int) -> float:
        """Set aside what a request with a prompt of `size` bytes and an answer of `answer` tokens may cost at most.

        Raises
        ------
        EndpointError
            If it could exceed the budget; then it must not be sent.
        """
        asked = self._amount(size * self._tokens_a_byte * _CAUTION, answer)
        if self.budget is not None:
            limit = self.budget.tokens if self.budget.tokens is not None else self.budget.money
            assert limit is not None
            if self.spent + self._open + asked > limit:
                raise EndpointError(
                    f"the `budget` of {self.budget.words()} is used up after {self.requests:,} answers; they are kept: "
                    "run the same command again with another `budget` to continue"
                )
        self._open += asked
        return asked

    def settle(self, reserved: float, size: int, tokens_in: int | None, tokens_out: int | None, answer: int) -> None:
        """Replace what was set aside by what the answer cost: the server's numbers, or an estimate without them."""
        self._open -= reserved
        if tokens_in:
            self._tokens_a_byte = max(self._tokens_a_byte, tokens_in / size) if self.requests else tokens_in / size
        self.requests += 1
        self.tokens_in += tokens_in or math.ceil(size * self._tokens_a_byte)
        self.tokens_out += answer if tokens_out is None else tokens_out

    def release(self, reserved: float) -> None:
        """Give back what was set aside for a request that was not answered."""
        self._open -= reserved

    @property
    def spent(self) -> float:
        """In the budget's unit: tokens, or money."""
        return self._amount(self.tokens_in, self.tokens_out)

    def _amount(self, tokens_in: float, tokens_out: float) -> float:
        if self.budget is not None and self.budget.money is not None:
            assert self.price is not None
            return self.price.of(tokens_in, tokens_out)
        return tokens_in + tokens_out


def _rounded(count: int) -> int:
    """`count` to two digits: an estimate is no more exact."""
    return int(round(count, 2 - len(str(count)))) if count > 99 else count
