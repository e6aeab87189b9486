"""What the web server serves."""

from django.core.wsgi import get_wsgi_application

from kring.hub.door import WallDoor

application = WallDoor(get_wsgi_application())
