"""The threads that answer requests: one works, as long as it gets on; nothing that was taken in is forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from survey.serving.turns import Turns

LONG = 60.0
"""Seconds that no test lasts: nobody is held up."""

SOON = 0.005


class Request:
    """A request that does something, and can be waited for."""

    def __init__(self, work: Callable[[], object] = lambda: None) -> None:
        self._work = work
        self.answered = threading.Event()
        self.is_cancelled = False

    def service(self) -> None:
        """Do it."""
        self._work()
        self.answered.set()

    def cancel(self) -> None:
        """Give it up."""
        self.is_cancelled = True

    def is_answered(self) -> bool:
        """Wait for it, not for ever."""
        return self.answered.wait(10)


class Gate:
    """What a request is held up by, until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def __call__(self) -> None:
        """Wait until it opens."""
        self.reached.set()
        assert self._open.wait(30)

    def open(self) -> None:
        """Let the request go on."""
        self._open.set()


@contextmanager
def turns(threads: int = 4, *, held_up: float = SOON, patience: float = 10.0) -> Iterator[Turns]:
    """Some threads, which end afterwards."""
    made = Turns(threads, held_up=held_up, patience=patience)
    try:
        yield made
    finally:
        made.shutdown()


def test_one_request_is_answered_after_the_other() -> None:
    at_once: list[int] = []
    order: list[int] = []
    working = threading.Semaphore(1)

    def work(number: int) -> None:
        at_once.append(working.acquire(blocking=False))
        order.append(number)
        working.release()

    with turns(8, held_up=LONG) as made:
        requests = [Request(lambda number=number: work(number)) for number in range(300)]  # type: ignore[misc]
        for request in requests:
            made.add_task(request)
        assert all(request.is_answered() for request in requests)
    assert all(at_once)
    assert order == list(range(300))


def test_nobody_else_begins_while_the_one_gets_on() -> None:
    gate, after = Gate(), Request()
    with turns(4, held_up=LONG) as made:
        made.add_task(Request(gate))
        assert gate.reached.wait(10)
        made.add_task(after)
        assert not after.answered.wait(0.05)
        gate.open()
        assert after.is_answered()


def test_another_begins_where_the_one_is_held_up() -> None:
    gate, held = Gate(), Request()
    with turns(2) as made:
        made.add_task(Request(gate))
        after = [Request() for _ in range(20)]
        for request in after:
            made.add_task(request)
        assert all(request.is_answered() for request in after)
        gate.open()
        made.add_task(held)
        assert held.is_answered()


@pytest.mark.parametrize("held_up", [1, 3])
def test_who_is_held_up_holds_nobody_else_up(held_up: int) -> None:
    gates = [Gate() for _ in range(held_up)]
    with turns(8, held_up=0.2) as made:
        for gate in gates:
            made.add_task(Request(gate))
        assert all(gate.reached.wait(10) for gate in gates)
        after = [Request() for _ in range(100)]
        begun = time.monotonic()
        for request in after:
            made.add_task(request)
        assert all(request.is_answered() for request in after)
        took = time.monotonic() - begun
        for gate in gates:
            gate.open()
    assert took < 5, "one wait for the one who was held up last, none for each request"


@pytest.mark.parametrize("held_up", [1, 2, 7])
def test_all_but_the_last_thread_may_be_held_up_with_no_request_to_come(held_up: int) -> None:
    gates = [Gate() for _ in range(held_up)]
    last = Request()
    with turns(8) as made:
        # All are taken in before the first is held up: no request that comes later wakes anybody.
        for request in [*(Request(gate) for gate in gates), last]:
            made.add_task(request)
        assert last.is_answered()
        for gate in gates:
            gate.open()


def test_where_all_are_held_up_the_next_is_answered_as_soon_as_one_is_free() -> None:
    gates, last = [Gate(), Gate()], Request()
    with turns(2) as made:
        for gate in gates:
            made.add_task(Request(gate))
        assert all(gate.reached.wait(10) for gate in gates)
        made.add_task(last)
        gates[1].open()
        assert last.is_answered()
        gates[0].open()


def leave() -> None:
    """End the thread."""
    raise SystemExit(1)


@pytest.mark.parametrize("fails", [lambda: 1 / 0, leave])
def test_a_request_that_fails_takes_no_thread_with_it(caplog: pytest.LogCaptureFixture, fails: Callable[[], object]) -> None:
    after = Request()
    with turns(1) as made:
        made.add_task(Request(fails))
        made.add_task(after)
        assert after.is_answered()
    assert [record.getMessage() for record in caplog.records] == ["A request could not be answered."]


@pytest.mark.parametrize("held_up", [SOON, LONG])
def test_requests_of_many_at_once_are_answered_once_each(held_up: float) -> None:
    answered: list[tuple[int, int]] = []
    with turns(8, held_up=held_up) as made:

        def send(sender: int) -> None:
            for number in range(250):
                request = Request(lambda number=number: answered.append((sender, number)))  # type: ignore[misc]
                made.add_task(request)
                if number % 5 == 0:
                    assert request.is_answered()

        senders = [threading.Thread(target=send, args=[sender]) for sender in range(6)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        last = Request()
        made.add_task(last)
        assert last.is_answered()
    assert sorted(answered) == [(sender, number) for sender in range(6) for number in range(250)]


def test_what_was_begun_is_finished_when_the_server_stops_and_what_waits_is_given_up() -> None:
    gate = Gate()
    begun, waiting = Request(gate), Request()
    made = Turns(1)
    made.add_task(begun)
    assert gate.reached.wait(10)
    made.add_task(waiting)
    stopping = threading.Thread(target=made.shutdown)
    stopping.start()
    gate.open()
    stopping.join(10)
    assert not stopping.is_alive()
    assert begun.answered.is_set()
    assert (waiting.answered.is_set(), waiting.is_cancelled) == (False, True)


def test_the_server_stops_without_a_thread_that_does_not_end() -> None:
    gate = Gate()
    begun = Request(gate)
    made = Turns(2, patience=0.01)
    made.add_task(begun)
    assert gate.reached.wait(10)
    made.shutdown()
    assert not begun.answered.is_set()
    gate.open()
    assert begun.is_answered()
