"""What the engine does so that a run may be interrupted: it keeps, and takes up what was kept."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from agents.declarations import UserError
from experiments.protocol.kept import Kept
from experiments.protocol.record import Key

if TYPE_CHECKING:
    from experiments.protocol.bodies import Living
    from experiments.protocol.branch import Branch
    from experiments.protocol.resuming import Checkpoints

NOT_KEPT = "What has been done so far cannot be kept, so that this run could not be resumed: "


class Interruptions:
    """Keeps what a run has done, as long as the disk takes it; without a folder it does nothing."""

    def __init__(
        self,
        checkpoints: "Checkpoints | None",
        first: Key,
        warn: Callable[[str], object],
        settle: Callable[[Key], None],
    ) -> None:
        """``first`` is the branch whose body is wanted in the end; ``settle`` ends its tests."""
        self.checkpoints, self.first, self.warn = checkpoints, first, warn
        self.settle = settle

    # Keeping

    def _try(self, save: Callable[[], None]) -> None:
        """Save; a disk that takes nothing ends the keeping and not the run."""
        try:
            save()
        except (OSError, UserError) as error:
            self.checkpoints = None
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.warn(NOT_KEPT + str(reason).rstrip(".") + ".")

    def keep(self, branch: "Branch", shared_until: float | None = None) -> None:
        """Save a living branch now and then, when its tests so far are done."""
        key = branch.record.key
        if self.checkpoints is None or key.test or not self.checkpoints.is_due(key):
            return
        self.settle(key)
        self._try(partial(self.checkpoints.keep, branch, shared_until))

    def part(self, branches: "list[Branch]", long_way: bool) -> None:
        """Save branches that part after a long common way, so that none goes it again."""
        if self.checkpoints is not None and self.checkpoints.is_open and long_way:
            for branch in reversed(branches):  # the first, which holds the common way, last
                self._try(partial(self.checkpoints.keep, branch))
                if self.checkpoints is None:
                    return

    def finish(self, branch: "Branch") -> None:
        """Save a branch that has finished, after its tests: nobody would begin them again."""
        if self.checkpoints is not None:
            if not branch.record.key.test:
                self.settle(branch.record.key)
            body = branch.last_good
            if body is None and branch.record.key == self.first:
                body = branch.stage.body
            self._try(partial(self.checkpoints.finish, branch, body))

    def keep_life(
        self, living: "Living", parameters: Mapping[str, float], body: Any, place: dict[str, Any]
    ) -> None:
        """Save a body that lives its subject's history now and then."""
        if self.checkpoints is not None and self.checkpoints.is_history_due(living, parameters):
            self._try(partial(self.checkpoints.keep_history, living, parameters, body, place))

    # Taking up

    def life(
        self, living: "Living", parameters: Mapping[str, float]
    ) -> tuple[Any, dict[str, Any]] | None:
        """A body in the middle of its subject's history, and where it stands in it."""
        if self.checkpoints is None:
            return None
        return self.checkpoints.history(living, parameters)

    def finished(self, key: Key) -> list[Kept]:
        """A finished branch and its tests, empty when there is none."""
        return [] if self.checkpoints is None else self.checkpoints.finished(key)

    def tests_of(self, key: Key) -> list[Kept]:
        """Finished tests of a branch that was being lived."""
        return [] if self.checkpoints is None else self.checkpoints.tests_of(key)

    def end_body(self, key: Key) -> Any | None:
        """The body of a finished branch, if it was kept."""
        return None if self.checkpoints is None else self.checkpoints.end_body(key)

    def living(self, key: Key, *, shared: bool = False) -> tuple[Any, Kept] | None:
        """A branch that was being lived, for itself or for arms that had not parted yet."""
        found = None if self.checkpoints is None else self.checkpoints.living(key)
        if found is None or (found[1].state["shared_until"] is not None) != shared:
            return None
        return found
