"""What people fill in to import files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hearback.sources.models import Source


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class _Handed(forms.FileField):
    """Files that the upload has taken already; there is nothing left to clean."""

    def clean(self, data: Any, initial: Any = None) -> None:
        """Return nothing."""


NEW = "new"
NOTHING = "."  # no file is called so


class ImportForm(forms.Form):
    """Files, or something in the imports folder; where it goes; whether it is history.

    is_uploaded: files came with the request; they are not the form's to keep.
    """

    use_required_attribute = False

    archives = _Handed(label=_("Files"), widget=_Files())
    below = forms.ChoiceField(label=_("Or from the folder"), initial=NOTHING)
    source = forms.ChoiceField(label=_("Into"), initial=NEW)
    name = forms.CharField(
        label=_("Name of the new source"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is called what the file is called."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_history = forms.BooleanField(
        label=_("This is history"),
        required=False,
        initial=True,
        help_text=_("What was last asked more than 30 days ago is settled; only newer questions become our turn."),
    )

    def __init__(
        self, *args: Any, sources: Sequence[Source], lying: Sequence[str], is_uploaded: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._is_uploaded = is_uploaded
        self._choose("below", [(NOTHING, _("nothing from there")), *((name, name) for name in lying)])
        self._choose("source", [(NEW, _("a new source")), *((str(one.pk), one.name) for one in sources)])
        if not lying:
            del self.fields["below"]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Return what was filled in. Raises ValidationError when there is nothing to import."""
        if not self._is_uploaded and self.cleaned_data.get("below", NOTHING) == NOTHING:
            self.add_error("archives", _("Choose at least one file."))
        return self.cleaned_data
