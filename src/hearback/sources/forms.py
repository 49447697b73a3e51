"""The form that connects a source, made from its channel's settings: labels, help, kinds of field, what is secret."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from hearback.channels.contract import Channel

_CHOICES = {
    "tls": "TLS",
    "starttls": "STARTTLS",
    "none": gettext_lazy("none (unprotected)"),
    "keep": gettext_lazy("it is kept here"),
    "mark": gettext_lazy("it is kept and marked here"),
    "remove": gettext_lazy("it is removed here too"),
}
_CHOICES |= {
    "postmark": "Postmark",
    "mailgun": "Mailgun",
    "sendgrid": "SendGrid",
    "brevo": "Brevo",
    "mailjet": "Mailjet",
    "sparkpost": "SparkPost",
    "mandrill": "Mandrill",
    "resend": "Resend",
    "mailersend": "MailerSend",
    "mailtrap": "Mailtrap",
    "scaleway": "Scaleway",
    "unisender_go": "Unisender Go",
    "postal": "Postal",
}
_LEGENDS = {
    "proof": gettext_lazy("Who really writes"),
    "jmap": gettext_lazy("JMAP instead of IMAP"),
    "handed": gettext_lazy("Mail that is handed over"),
    "provider": gettext_lazy("Provider"),
    "second": gettext_lazy("Second way out"),
}
_KEPT = gettext_lazy("kept as it is")


class _Told(forms.CharField):
    """A field that the channel's own parse judges; only what no channel can want is refused here."""

    def validate(self, value: Any) -> None:
        """Accept also nothing."""


class _Chosen(forms.ChoiceField):
    """A choice; one that is not made is the one that is made when left alone."""

    def validate(self, value: Any) -> None:
        """Accept also nothing."""
        if value:
            super().validate(value)


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, in rows; legend "" for those at the beginning. Short ones share a row.

    is_rare: few need them, so they are folded; is_open: but not where one of them was filled in.
    """

    legend: str
    rows: list[list[forms.BoundField]]
    is_rare: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether something in it was filled in, or is wrong."""
        fields = [field for row in self.rows for field in row]
        return any(field.errors or _is_changed(field) for field in fields)


class SettingsForm(forms.Form):
    """A source's name, its promise, and the settings of its channel.

    kept: secrets that are known already; they are never shown, and an empty field keeps them.
    secrets: those after the form was cleaned, typed or kept, whether or not the rest was right.
    settings: the channel's settings that were filled in; None while something is wrong.
    """

    use_required_attribute = False  # what is needed depends on the other fields; the channel says it

    source_name = forms.CharField(
        label=gettext_lazy("Name in Hearback"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("How colleagues call it. Left empty, it is called what it calls itself."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    promise_hours = forms.IntegerField(
        label=gettext_lazy("Promise, in hours"),
        min_value=1,
        max_value=24 * 60,
        initial=24,
        help_text=gettext_lazy(
            "Who writes here is owed an answer within so many hours. Saturdays and Sundays do not count."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, channel: Channel, *args: Any, kept: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        self.kept = dict(kept or {})
        self._about = dataclasses.fields(channel.settings)
        for one in self._about:
            self.fields[one.name] = _field(one)
        self.settings: Any = None
        self.secrets: dict[str, str] = self.kept
        self._say_what_is_kept()

    def _say_what_is_kept(self) -> None:
        for name in self.secrets.keys() & self.fields.keys():
            self.fields[name].widget.attrs["placeholder"] = _KEPT

    def clean(self) -> dict[str, Any]:
        """Return what was typed; the channel's settings stand in self.settings when they can be right."""
        typed = {
            one.name: "" if self._is_needless(one) else self._typed(one)
            for one in self._about
            if one.name in self.cleaned_data
        }
        self.secrets = {one.name: typed[one.name] for one in self._about if is_secret(one) and typed.get(one.name)}
        self._say_what_is_kept()
        wrong = {name: text for name, text in self.errors.items() if name in typed}
        if not wrong:
            self._parse(typed)
        return self.cleaned_data

    def _is_needless(self, one: dataclasses.Field[Any]) -> bool:
        """Say whether another setting is there that takes the place of this one."""
        return "unless" in one.metadata and bool(self[one.metadata["unless"]].value())

    def _typed(self, one: dataclasses.Field[Any]) -> Any:
        if one.name not in self.data and one.default not in {dataclasses.MISSING, True, False}:
            return self.kept.get(one.name, "") or one.default  # a page that is older than the setting
        return self.cleaned_data[one.name] or self.kept.get(one.name, "") or self.cleaned_data[one.name]

    def _parse(self, typed: Mapping[str, Any]) -> None:
        try:
            self.settings = import_module(self.channel.settings.__module__).parse(typed)
        except ValueError as error:
            wrong: Mapping[str, str] = getattr(error, "wrong", {})
            for name, sentence in wrong.items() or {None: str(error)}.items():
                self.add_error(name, sentence)

    def with_settings(self, settings: Any, *, name: str) -> SettingsForm:
        """Return the form as if these settings had been typed. name: for a source without one."""
        typed = {one: value for one, value in dataclasses.asdict(settings).items() if value is not False}
        shown = {one.name: typed[one.name] for one in self._about if one.name in typed and not is_secret(one)}
        shown["source_name"] = self.cleaned_data["source_name"] or name
        shown["promise_hours"] = self.cleaned_data["promise_hours"]
        form = SettingsForm(self.channel, shown, initial=self.initial, kept=self.secrets)
        form.is_valid()
        return form

    @property
    def groups(self) -> list[Group]:
        """Return the channel's fields as they are shown; names that begin alike, and rare ones, open a group."""
        groups, named = [Group("", [])], _shared_beginnings([one.name for one in self._about])
        for one in self._about:
            if one.metadata.get("hidden") or self._is_needless(one):
                continue
            own = one.metadata.get("group") or one.name.partition("_")[0]
            is_named = own in named or "group" in one.metadata
            legend = str(_LEGENDS.get(own, own.upper())) if is_named else groups[-1].legend
            if groups[-1].legend != legend:
                groups.append(Group(legend, [], is_rare="group" in one.metadata))
            self._put(one, groups[-1].rows)
        return [group for group in groups if group.rows]

    def _put(self, one: dataclasses.Field[Any], rows: list[list[forms.BoundField]]) -> None:
        field = self[one.name]
        before = rows[-1][-1].field if rows else None
        if before is not None and _is_short(before) and _is_short(field.field):
            rows[-1].append(field)
        else:
            rows.append([field])


class AuthorityForm(forms.Form):
    """What a provider, where mailboxes are signed in to, knows us by."""

    use_required_attribute = False

    label = forms.CharField(label=gettext_lazy("Name"), max_length=100, required=False)
    client_id = forms.CharField(label=gettext_lazy("Client id"), max_length=500)
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Stored encrypted. Leave it empty to keep the one that is there."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    authorize_url = forms.CharField(
        label=gettext_lazy("Sign-in address"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("Where people sign in (the authorization endpoint)."),
    )
    token_url = forms.CharField(
        label=gettext_lazy("Token address"),
        max_length=1_000,
        required=False,
        help_text=gettext_lazy("Where tokens are fetched (the token endpoint)."),
    )
    scope = forms.CharField(
        label=gettext_lazy("Scope"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("What is asked for, with spaces between: mail by IMAP and SMTP, and offline access."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"spellcheck": "false", "autocapitalize": "none"}
            field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def in_front(self) -> list[forms.BoundField]:
        """Return what every provider needs."""
        return [self["client_id"], self["client_secret"]]

    @property
    def behind(self) -> list[forms.BoundField]:
        """Return what is known of the large providers."""
        return [self["label"], self["authorize_url"], self["token_url"], self["scope"]]


def is_secret(one: dataclasses.Field[Any]) -> bool:
    """Say whether a setting is one that is never shown."""
    return bool(one.metadata.get("secret"))


def label_of(one: dataclasses.Field[Any]) -> str:
    """Return what a setting is called on pages."""
    return str(one.metadata.get("label", one.name.replace("_", " ").capitalize()))


def words_of(one: dataclasses.Field[Any], value: Any) -> str:
    """Return a setting as a person reads it; a secret only tells whether it is there."""
    if is_secret(one):
        return _("kept, encrypted") if value else _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(_CHOICES.get(value, value)) if "choices" in one.metadata else str(value)


def _is_changed(field: forms.BoundField) -> bool:
    """Say whether something else stands in a field than at the beginning."""
    if isinstance(field.field, forms.BooleanField):
        return bool(field.value()) != bool(field.field.initial)
    return str(field.value() or "") != str(field.field.initial or "")


def _is_short(field: forms.Field) -> bool:
    return isinstance(field, forms.ChoiceField) or field.widget.attrs.get("inputmode") == "numeric"


def _shared_beginnings(names: list[str]) -> set[str]:
    beginnings = [name.partition("_")[0] for name in names if "_" in name]
    return {one for one in beginnings if beginnings.count(one) > 2}


def _field(one: dataclasses.Field[Any]) -> forms.Field:
    initial = "" if one.default is dataclasses.MISSING else one.default
    shared: dict[str, Any] = {"label": label_of(one), "help_text": one.metadata.get("help", "")}
    if isinstance(initial, bool):
        return forms.BooleanField(required=False, initial=initial, **shared)
    if choices := one.metadata.get("choices"):
        named = [(choice, _CHOICES.get(choice, choice)) for choice in choices]
        return _Chosen(choices=named, initial=initial, **shared)
    return _Told(initial=initial, strip=not is_secret(one), widget=_widget(one, initial), **shared)


def _widget(one: dataclasses.Field[Any], initial: Any) -> forms.Widget:
    attrs = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
    if one.metadata.get("hidden"):
        return forms.HiddenInput()
    if is_secret(one):
        return forms.PasswordInput(attrs={**attrs, "autocomplete": "new-password"})
    if one.metadata.get("lines"):
        return forms.Textarea(attrs={**attrs, "rows": 3})
    return forms.TextInput(attrs={**attrs, "inputmode": "numeric"} if isinstance(initial, int) else attrs)
