"""What the web server serves."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kring.hub.door import WallDoor

settings.PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # jobs, and all that they need, are the worker's to load
application = WallDoor(get_wsgi_application())
