"""A path that an app lives under, as API Gateway's own address puts it under the name of the stage."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from infra.local.gateway.events import raw_path

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Stage:
    """The WSGI application; the app behind it never hears of `prefix`, which begins with a slash."""

    def __init__(self, app: Callable[..., Iterable[bytes]], prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = raw_path(environ)
        if not path.startswith(f"{self._prefix}/"):
            return Response(f"The app lives below {self._prefix}/\n", 403)(environ, start_response)
        within = path.removeprefix(self._prefix)
        inner: dict[str, Any] = {**environ, "RAW_URI": within, "PATH_INFO": within}
        return self._app(inner, start_response)
