"""Takes words out of whatever a table says in words; the rooms use it on their own tables when somebody is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WORDED = (models.TextField, models.CharField, models.JSONField, ArrayField)
CHUNK = 500


def worded(model: type[models.Model]) -> list[str]:
    """Return the columns of a table that hold words."""
    return [one.attname for one in model._meta.concrete_fields if isinstance(one, _WORDED)]


def swept(
    model: type[models.Model],
    *,
    needles: Sequence[str],
    hide: Callable[[Any], Any],
    without: Iterable[str] = (),
) -> int:
    """Write the rows of a table anew in which a needle stands and whose words `hide` changes; returns how many.

    without: columns that are left alone. Runs in the caller's transaction.
    """
    columns = [one for one in worded(model) if one not in set(without)]
    if not columns or not needles:
        return 0
    as_text = {f"text_of_{one}": Cast(one, models.TextField()) for one in columns}
    anywhere = Q()
    for name in as_text:
        for needle in needles:
            anywhere |= Q(**{f"{name}__icontains": needle})
    changed = 0
    for row in model._base_manager.alias(**as_text).filter(anywhere).iterator(CHUNK):
        now = {one: hide(getattr(row, one)) for one in columns}
        if different := {one: value for one, value in now.items() if value != getattr(row, one)}:
            changed += model._base_manager.filter(pk=row.pk).update(**different)
    return changed
