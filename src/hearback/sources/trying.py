"""What is known between trying a connection and making it: kept in the page itself, sealed, for one colleague."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hearback.channels.contract import Choice
from hearback.infra.errors import Refusal
from hearback.infra.secrets import seal, unseal
from hearback.sources.forms import label_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hearback.sources.forms import SettingsForm
    from hearback.staff.models import Colleague


@dataclass(frozen=True, slots=True)
class Tried:
    """secrets: typed so far. mark: of the settings that were looked at last; "" for none.

    sentence: what they would bring. notes: settings that were found out, in words. choices: ways to begin.
    """

    secrets: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    sentence: str = ""
    notes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    def covers(self, settings: Any) -> bool:
        """Say whether exactly these settings were looked at."""
        return bool(self.mark) and self.mark == mark_of(settings)

    def begun_with(self, value: str, settings: Any) -> Any:
        """Return settings with a choice taken; as they are where no such choice was offered."""
        taken = next((one for one in self.choices if one.value == value), None)
        return replace(settings, **{taken.setting: taken.value}) if taken else settings

    def sealed(self, *, by: Colleague) -> str:
        """Return this as text for a hidden field; only the same colleague can open it."""
        about = asdict(self)
        return seal({"by": str(by.pk), "tried": json.dumps(about)}).decode()


def opened(sealed: str, *, by: Colleague) -> Tried:
    """Return what was sealed for this colleague; nothing when it is another's, or no seal of ours."""
    try:
        about = unseal(sealed.encode())
    except Refusal:
        return Tried()
    if about.get("by") != str(by.pk):
        return Tried()
    tried = json.loads(about["tried"])
    choices = tuple(Choice(**one) for one in tried["choices"])
    return Tried(tried["secrets"], tried["mark"], tried["sentence"], tuple(tried["notes"]), choices)


def look(form: SettingsForm) -> tuple[SettingsForm, Tried]:
    """Return the form with what was found out, and what is known now. Raises ChannelError.

    form: one that is valid.
    """
    found = form.channel.look(form.settings)
    differing = {name: value for name, value in found.found.items() if getattr(form.settings, name, value) != value}
    settings = replace(form.settings, **differing)
    notes = tuple(
        f"{label_of(one)}: {words_of(one, differing[one.name])}" for one in fields(settings) if one.name in differing
    )
    tried = Tried(form.secrets, mark_of(settings), found.sentence, notes, found.choices)
    return form.with_settings(settings, name=found.name), tried


def mark_of(settings: Any) -> str:
    """Return a mark that two settings share exactly when they are equal."""
    return sha256(json.dumps(asdict(settings), sort_keys=True, default=str).encode()).hexdigest()
