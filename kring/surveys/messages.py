"""What this room tells people by itself: the letters that ask, which it sends on its own."""

from django.utils.translation import gettext_lazy as _

from kring.reach.kinds import Kind

# The same for a first letter and a reminder: which of them somebody got would tell that they had not answered.
LETTER = Kind(
    key="surveys.letter",
    name=_("Surveys"),
    why=_("You get this because you agreed to mail from Kring, and a survey is open for you."),
)
KINDS = (LETTER,)
