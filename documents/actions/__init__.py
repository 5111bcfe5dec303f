"""Everything that changes planning documents; a module per kind of tree, read as `actions.add_goal(document, …)`."""

from documents.actions.documents import change, create
from documents.actions.masterplan import add_masterplan_programme, change_masterplan_programme, record_status
from documents.actions.removing import remove
from documents.actions.rpjmd import (
    add_goal,
    add_mission,
    add_rpjmd_programme,
    add_target,
    change_rpjmd_programme,
    reword,
)

__all__ = [
    "add_goal",
    "add_masterplan_programme",
    "add_mission",
    "add_rpjmd_programme",
    "add_target",
    "change",
    "change_masterplan_programme",
    "change_rpjmd_programme",
    "create",
    "record_status",
    "remove",
    "reword",
]
