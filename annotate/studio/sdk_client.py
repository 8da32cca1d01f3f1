"""The client of Label Studio's SDK without the thousand modules that it does not need here.

The SDK's own `LabelStudio` imports everything about label interfaces, with generators of fake data, for one method that
is not used here: three quarters of a second before a request is made. This client has the rest of its extensions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from label_studio_sdk._extensions.pager_ext import SyncPagerExt
from label_studio_sdk.base_client import LabelStudioBase
from label_studio_sdk.projects.client import ProjectsClient
from label_studio_sdk.tasks.client_ext import TasksClientExt

if TYPE_CHECKING:
    from label_studio_sdk.projects.exports.client_ext import ExportsClientExt


class _Projects(ProjectsClient):
    """The projects, whose lists end where the server answers 404 to the page after the last."""

    def list(self, **parameters: Any) -> Any:
        """The projects that match the parameters."""
        return SyncPagerExt.from_sync_pager(super().list(**parameters))

    @property
    def exports(self) -> ExportsClientExt:
        """The projects' exports, with downloads that wait for them."""
        from label_studio_sdk.projects.exports.client_ext import ExportsClientExt

        return ExportsClientExt(client_wrapper=self._client_wrapper)


class LabelStudio(LabelStudioBase):
    """A Label Studio."""

    @property
    def tasks(self) -> TasksClientExt:
        """The tasks, with all their fields unless others are asked for."""
        return TasksClientExt(client_wrapper=self._client_wrapper)

    @property
    def projects(self) -> _Projects:
        """The projects."""
        return _Projects(client_wrapper=self._client_wrapper)
