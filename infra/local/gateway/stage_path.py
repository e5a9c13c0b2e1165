"""Serve an app below a path prefix, as API Gateway does with the name of the stage."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from infra.local.gateway.events import raw_path

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class StagePrefix:
    """A WSGI application that removes `prefix`, which begins with a slash, before it calls the app."""

    def __init__(self, app: Callable[..., Iterable[bytes]], prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = raw_path(environ)
        if not path.startswith(f"{self._prefix}/"):
            return Response(f"The app is served below {self._prefix}/\n", 403)(environ, start_response)
        app_path = path.removeprefix(self._prefix)
        inner: dict[str, Any] = {**environ, "RAW_URI": app_path, "PATH_INFO": app_path}
        return self._app(inner, start_response)
