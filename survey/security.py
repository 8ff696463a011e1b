"""What protects every page: headers, cookies, limits on requests, host names, forged posts."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask, Response, abort, request
from werkzeug.exceptions import BadRequest, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from survey.cookies import account_cookie, visit
from survey.cookies.visit_cookie import VisitCookie
from survey.runtime import runtime
from survey.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAXIMUM_BODY = 64 * 1024
MAXIMUM_FIELDS = 300
HEALTH = ("/healthz", "/readyz")
FORM = "application/x-www-form-urlencoded"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


def protect(app: Flask, settings: Settings) -> None:
    """Set the limits, the cookie and the checks of an app."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=MAXIMUM_BODY,
        MAX_FORM_MEMORY_SIZE=MAXIMUM_BODY,
        # The prefix makes browsers refuse the cookie from a neighbouring host name; it asks for https.
        SESSION_COOKIE_NAME="__Host-session" if settings.is_public else "session",
        SESSION_COOKIE_SECURE=settings.is_public,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.session_interface = VisitCookie(app)
    if settings.trusted_hosts:  # else any name will do for every page
        app.wsgi_app = HealthByAnyName(app.wsgi_app, settings.trusted_hosts[0].lstrip("."))  # type: ignore[method-assign]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.log_exception = partial(log_exception, app)  # type: ignore[method-assign]
    app.before_request(refuse_unknown_host)
    app.before_request(refuse_malformed_post)
    app.before_request(refuse_forged_post)
    app.after_request(tell_how_long_to_keep)
    app.wsgi_app = WithHeaders(app.wsgi_app, tuple(headers(settings.exit_url).items()))  # type: ignore[method-assign]


class LostVisitError(BadRequest):
    """A post that one of our own forms did send, as the browser says, in a visit whose cookie it has lost since."""


def log_exception(app: Flask, exc_info: Any) -> None:
    """Log an error with the pattern of its address, for the address itself may hold the secret of a link."""
    app.logger.error("Exception on %s [%s]", request.url_rule, request.method, exc_info=exc_info)


def refuse_unknown_host() -> None:
    """Raise SecurityError for a host name that is not ours, before anything else could ask for a page with our addresses."""
    if not request.host:
        raise SecurityError("A request without a host name.")


def refuse_malformed_post() -> None:
    """Answer 400 to a post that no form of ours could send, 413 to one with more fields than any of them has."""
    if request.method != "POST":
        return
    body = request.get_data()
    if request.mimetype != FORM:
        abort(400)
    if body.count(b"&") >= MAXIMUM_FIELDS:
        abort(413)
    try:
        # "&" and "=" end every character, so the fields are UTF-8 where the whole is.
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        abort(400)


def refuse_forged_post() -> None:
    """Answer 400 to a post that one of our own forms did not send."""
    if request.method != "POST":
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    # Our own forms send "null", for they send no referrer either.
    origin = request.headers.get("Origin", "null")
    if origin != "null" and _host(origin) != request.host:
        abort(400)
    tokens = request.form.getlist("csrf_token")
    key = form_key()
    if key is None or len(tokens) != 1 or not hmac.compare_digest(tokens[0].encode(), runtime().keys.csrf_token(key).encode()):
        raise LostVisitError if request.headers.get("Sec-Fetch-Site") == "same-origin" else BadRequest


def form_key() -> str | None:
    """Return the key that the forms of the present page belong to: of an account's session, or of a visit."""
    if request.blueprint == "admin" and request.endpoint != "admin.sign_in":
        return account_cookie.key()
    return visit.session_key(visit.asked_study())


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # a bracket that nothing closes, for instance
        return None


def headers(exit_url: str) -> dict[str, str]:
    """Return the headers of every response.

    Forms may lead to the page of "exit this page", for browsers hold what a form is redirected to against the policy.
    """
    parts = urlsplit(exit_url)
    if not parts.netloc:
        return HEADERS
    allowed = f"form-action 'self' {parts.scheme}://{parts.netloc};"
    policy = HEADERS["Content-Security-Policy"].replace("form-action 'self';", allowed)
    return {**HEADERS, "Content-Security-Policy": policy}


@dataclass(frozen=True)
class WithHeaders:
    """An application whose every response, that of a crash too, has some headers more."""

    application: WSGIApplication
    added: Sequence[tuple[str, str]]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, own: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            return start_response(status, [*own, *self.added], exc_info)

        return self.application(environ, start)


@dataclass(frozen=True)
class HealthByAnyName:
    """An application whose health may be asked for by any name: what looks after servers often knows their numbers alone."""

    application: WSGIApplication
    name: str

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") in HEALTH:
            environ = {**environ, "HTTP_HOST": self.name}
        return self.application(environ, start_response)


def tell_how_long_to_keep(response: Response) -> Response:
    """Let browsers keep static files, and nothing else."""
    is_static = request.endpoint == "static" and response.status_code == 200
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_static else "no-store"
    return response
