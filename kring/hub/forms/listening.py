"""What is filled in to listen somewhere: the fields are what the listener says it needs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kring.connectors.listener import SECRET, Asks, Capabilities, Listener, NotUnderstoodError, SetUp
from kring.ui.forms import Form

if TYPE_CHECKING:
    from kring.people.models import Department

# What each thing that a listener may ask for is called, and an example of it.
WORDS = {
    Asks.FEED: (gettext_lazy("Address of the feed"), gettext_lazy("Such as https://www.example.org/news/feed.")),
    Asks.SERVER: (
        gettext_lazy("Which server is the account on?"),
        gettext_lazy("The part after the last @, such as mastodon.social."),
    ),
    Asks.HANDLE: (gettext_lazy("What is the account called?"), gettext_lazy("Such as organisation.bsky.social.")),
    Asks.APP_PASSWORD: (
        gettext_lazy("App password"),
        gettext_lazy("On Bluesky: Settings, Privacy and security, App passwords. Never the account's own password."),
    ),
    Asks.WORDS: (
        gettext_lazy("Words to look for"),
        gettext_lazy("Besides what is said to the account. On Mastodon each word is looked for as a hashtag."),
    ),
    Asks.ADDRESS: (gettext_lazy("E-mail address"), gettext_lazy("What people mail to, such as hub@example.org.")),
    Asks.MAIL_SERVER: (
        gettext_lazy("Mail server (IMAP)"),
        gettext_lazy("Such as imap.example.org. The connection is always encrypted."),
    ),
    Asks.LOGIN: (gettext_lazy("Name to sign in with"), gettext_lazy("Often the e-mail address itself.")),
    Asks.PASSWORD: (
        pgettext_lazy("of a mailbox", "Password"),
        gettext_lazy("An app password, where your mail provider has those."),
    ),
}
WRONG = {
    Asks.FEED: gettext_lazy("This is not a web address. It begins with https://."),
    Asks.SERVER: gettext_lazy("This is no server. It looks like mastodon.social."),
    Asks.HANDLE: gettext_lazy("This is no name of an account. It looks like name.bsky.social."),
    Asks.ADDRESS: gettext_lazy("This is no e-mail address."),
    Asks.MAIL_SERVER: gettext_lazy("This is no mail server. It looks like imap.example.org."),
}
KEPT = gettext_lazy("Leave it empty to keep the one you gave before.")
FEED_WORDS = gettext_lazy("Only items with at least one of these words come in. Empty: all of them.")


class PostForm(Form):
    """A place to listen: what it is called, who answers, and what its kind asks for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    department = forms.TypedChoiceField(
        label=gettext_lazy("Which department answers?"), coerce=int, empty_value=None, required=False
    )
    answer_within = forms.TypedChoiceField(
        label=gettext_lazy("Answer within"),
        coerce=int,
        choices=[
            (60, gettext_lazy("1 hour")),
            (120, gettext_lazy("2 hours")),
            (240, gettext_lazy("4 hours")),
            (480, gettext_lazy("a working day")),
            (960, gettext_lazy("two working days")),
        ],
        help_text=gettext_lazy("Counted in opening hours of the desk."),
    )

    def __init__(
        self, *args: Any, listener: Listener, departments: "Iterable[Department]", is_new: bool, **kwargs: Any
    ) -> None:
        self.listener, self.is_new = listener, is_new
        super().__init__(*args, **kwargs)
        choices = [("", _("The desk decides")), *((one.pk, one.name) for one in departments)]
        self.fields["department"].choices = choices  # type: ignore[attr-defined]

    @property
    def caps(self) -> Capabilities:
        """What the listener says of itself."""
        return self.listener.caps

    def set_up_from(self, said: dict[str, Any], kept: dict[str, Any]) -> SetUp | None:
        """Return how the place is reached, from what was filled in; a wrong field says so."""
        asked = {asks: str(said.get(asks.value) or kept.get(asks.value) or "") for asks in self.caps.asks}
        try:
            return self.listener.set_up(asked)
        except NotUnderstoodError as error:
            self.add_error(error.asks.value, WRONG[error.asks])
            return None


def post_form(
    data: Any, *, listener: Listener, departments: "Iterable[Department]", is_new: bool, initial: dict[str, Any]
) -> PostForm:
    """Return the form for one kind of place."""
    fields: dict[str, forms.Field] = {}
    for asks in listener.caps.asks:
        if listener.caps.signs_in and not is_new and asks == Asks.SERVER:
            continue  # another account is connected anew
        label, about = WORDS[asks]
        is_secret = asks in SECRET
        if asks == Asks.WORDS and Asks.FEED in listener.caps.asks:
            about = FEED_WORDS
        fields[asks.value] = forms.CharField(
            label=label,
            help_text=KEPT if is_secret and not is_new else about,
            required=asks not in listener.caps.optional and (is_new or not is_secret),
            max_length=500 if asks == Asks.FEED else 300,
            strip=not is_secret,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}) if is_secret else forms.TextInput(),
        )
    order = ["name", *fields, "department", "answer_within"]
    kind = type("PostFormOfKind", (PostForm,), fields)
    made = kind(data, listener=listener, departments=departments, is_new=is_new, initial=initial)
    made.order_fields(order)
    return made
