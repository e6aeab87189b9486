"""Files that people might send: photos, voice notes, films, and what pretends to be one."""

import io
import zipfile
from fractions import Fraction

import av
import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kring.stories.uploads import Upload

PLACE = "+52.3702+004.8952/"


def photo(kind="JPEG", size=(800, 600), **saved):
    """A photo with a camera's name and place in it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera", {1: "N", 2: (52.0, 5.0, 0.0)}
    held = io.BytesIO()
    Image.new("RGB", size, "teal").save(held, kind, **{"exif": exif} | saved)
    return held.getvalue()


def zipped(inside=b"0" * 10_000_000):
    """An archive that becomes a thousand times as large."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("inside.txt", inside)
    return held.getvalue()


def recorded(container="mp4", film="libx264", sound="aac", *, seconds=1, size=(64, 48)):
    """A recording as a phone makes it: with the place in it."""
    held = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if container in ("mp4", "mov") else {}
    with av.open(held, "w", format=container, options=options) as made:
        made.metadata["com.apple.quicktime.location.ISO6709"] = made.metadata["comment"] = PLACE
        pictures = made.add_stream(film, rate=5) if film else None
        if pictures:
            pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        sounds = made.add_stream(sound, rate=48000, layout="mono") if sound else None
        for number in range(seconds * 5 if pictures else 0):
            frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), number % 255, np.uint8), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            made.mux(pictures.encode(frame))
        if pictures:
            made.mux(pictures.encode())
        if sounds:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 48000 * seconds), np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
            fit = av.AudioResampler(
                format=sounds.format, layout="mono", rate=48000, frame_size=sounds.frame_size or None
            )
            for part in [*fit.resample(frame), *fit.resample(None)]:
                made.mux(sounds.encode(part))
            made.mux(sounds.encode())
    return held.getvalue()


# What somebody might try: name, type that the browser says, what is in it, and words of the sentence that answers.
HOSTILE = {
    "svg with a script": ("x.svg", "image/svg+xml", b"<svg><script>alert(1)</script></svg>", "not a picture"),
    "svg that says png": ("x.png", "image/png", b"<svg><script>alert(1)</script></svg>", "not a picture"),
    "page behind a photo": ("x.jpg", "image/jpeg", photo() + b"<html><script>alert(1)</script>", "hidden"),
    "archive behind a photo": ("x.jpg", "image/jpeg", photo() + zipped(b"x"), "hidden"),
    "40 megapixels": ("x.png", "image/png", photo("PNG", (8000, 5000)), "too many pixels"),
    "zip bomb": ("x.zip", "application/zip", zipped(), "not a picture"),
    "zip bomb that says mp3": ("x.mp3", "audio/mpeg", zipped(), "not a voice note"),
    "photo that says it is a page": ("x.html", "text/html", photo(), "something else than it is"),
    "film that says jpg": ("x.jpg", "image/jpeg", b"\0\0\0\x18ftypisom" + b"\0" * 99, "something else than it is"),
    "page that says mp4": ("x.mp4", "video/mp4", b"<html><script>alert(1)</script>", "not a voice note"),
    "playlist": ("x.mp4", "video/mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not a voice note"),
}


def upload(name, data, kind=""):
    return Upload.of(name, data, kind)


def sent(name, data, kind=""):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data, kind)
