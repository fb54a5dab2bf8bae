"""One function over many tasks in worker processes, which end when the process that started them ends, or is stopped.

Workers use one thread for frames: tasks share the processors, not the threads of one task.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TypeVar

Task = TypeVar("Task")
WATCH_SECONDS = 1.0
_ONE_THREAD = {"POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
_KEEPS_MEMORY = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:60000,muzzy_decay_ms:60000"}
"""For the allocator of frames on Linux and macOS: memory goes back to the system after a minute, not after half a second."""


def in_processes(
    work: Callable[[Task], None],
    tasks: Sequence[Task],
    workers: int,
    done: Callable[[], None] = lambda: None,
    *,
    needs: Sequence[Collection[int]] = (),
    alike: bool = False,
) -> None:
    """Do every task; with one worker or one task in this very process.

    Parameters
    ----------
    work : callable
        A function of a module, since it travels to other processes.
    tasks : sequence
        The first that can begin is the next that does.
    workers : int
    done : callable
        Called after each task.
    needs : sequence of collections of int, optional
        For each task the places of tasks before it that must be done first.
    alike : bool
        Tasks are many and of one size: workers keep what memory one leaves for the next, a tenth less work.

    Raises
    ------
    VroegError
        What a task raised, at once: tasks that have not begun are dropped, those at work are ended.
    KeyboardInterrupt
        This process was stopped; its workers are ended.
    """
    if min(workers, len(tasks)) <= 1:
        for task in tasks:
            work(task)
            done()
        return
    others = active_children()
    with (
        _environment(_ONE_THREAD | _KEEPS_MEMORY if alike else _ONE_THREAD),
        ProcessPoolExecutor(
            max_workers=min(workers, len(tasks)),
            mp_context=get_context("spawn"),
            initializer=_end_with,
            initargs=(os.getpid(),),
        ) as pool,
    ):
        waiting = {at: set(needs[at]) if needs else set() for at in range(len(tasks))}
        running: dict[Future[None], int] = {}
        try:
            while waiting or running:
                ready = [at for at, before in waiting.items() if not before][: workers - len(running)]
                for at in ready:
                    del waiting[at]
                    with _no_interrupts():
                        running[pool.submit(work, tasks[at])] = at
                for finished in wait(running, return_when=FIRST_COMPLETED).done:
                    finished.result()
                    at = running.pop(finished)
                    for before in waiting.values():
                        before.discard(at)
                    done()
        except BaseException:
            for worker in set(active_children()) - set(others):
                worker.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """A worker that starts in here is deaf to Ctrl-C, which a terminal sends to all, before it can say so itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment(words: Mapping[str, str]) -> Iterator[None]:
    """Workers inherit these words; this process gets its own back."""
    before = {name: os.environ.get(name) for name in words}
    os.environ.update(words)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _end_with(parent: int) -> None:
    """End this worker when its parent is gone: a killed run leaves no workers behind. Ctrl-C is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
