"""Files that came with ideas, for their person and the editors alone."""

import re
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET

from kring.people import queries as people
from kring.people.access import Request, signed_in
from kring.people.rules import May
from kring.stories import queries, recordings
from kring.stories.models import IdeaPicture, Recording

AT_ONCE = 4 * 1024 * 1024  # of a film, when a player asks for a part of it


@signed_in
@require_GET
def idea_picture(request: Request, picture_id: int) -> HttpResponse:
    """Send a picture that came with an idea."""
    picture = queries.idea_picture(picture_id)
    if picture is None or not _may_see(request, picture) or not _is_there(picture.picture.name):
        raise Http404
    return _closed(FileResponse(picture.picture.open("rb"), content_type="image/webp"))


@signed_in
@require_GET
def recording(request: Request, recording_id: int) -> HttpResponse:
    """Send a voice note or film that the worker has checked, or the part of it that a player asks for."""
    row = queries.recording(recording_id)
    if row is None or not row.file or not _may_see(request, row) or not _is_there(row.file.name):
        raise Http404
    ending = str(row.file.name).rpartition(".")[2]
    kind = f"{'video' if row.is_film else 'audio'}/{recordings.TYPES.get(ending, 'mp4')}"
    size = row.file.size
    asked = re.fullmatch(r"bytes=(\d{1,15})-(\d{0,15})", request.headers.get("Range", ""))
    if asked is None:
        whole = FileResponse(row.file.open("rb"), content_type=kind)
        whole.headers["Accept-Ranges"] = "bytes"
        return _closed(whole)
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else size - 1, size - 1, first + AT_ONCE - 1)
    if first > last:
        return _closed(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}))
    with row.file.open("rb") as opened:
        opened.seek(first)
        part = opened.read(last - first + 1)
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Accept-Ranges": "bytes"}
    return _closed(HttpResponse(part, status=206, content_type=kind, headers=headers))


def _may_see(request: Request, file: IdeaPicture | Recording) -> bool:
    return file.person_id == request.person.pk or people.is_allowed(request.person, May.EDIT_STORIES)


def _is_there(name: str | None) -> bool:
    return bool(name) and default_storage.exists(str(name))


def _closed(response: Any) -> Any:
    """Let nothing of the file run, and no cache of others keep it."""
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
