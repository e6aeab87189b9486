"""What a unit's lead fills in about a story of the unit: what the editors fill in, without what only they decide."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from kring.stories.actions import Writing
from kring.stories.fields import Moment, WritingForm


class LocalStoryForm(WritingForm):
    """A story of one unit."""

    live_until = Moment(label=_("News until"), help_text=_("Empty: until you take it down."))

    def writing(self, kept: Writing) -> Writing:
        """Return what was filled in; what only editors fill in stays as it was kept."""
        said: dict[str, Any] = self.said()
        return replace(kept, **said)
