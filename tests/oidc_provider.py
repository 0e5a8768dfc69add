"""A provider to sign in with, on this computer: as strict as one has to be, and false where a test asks for it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID = "footprints"
CLIENT_SECRET = "a secret between the two"
HOUR = 3600


@dataclass(frozen=True)
class Person:
    """Who sits at the browser, and what the provider says of them.

    Attributes
    ----------
    claims : dict
        What its token says beside what every token says.
    signed_at : float
        How many seconds ago the token was made.
    lasts : float
        How many seconds from now it is good for.
    false : str
        What is wrong with it: `key` (another's signature), `nonce` (of another sign-in), `none` (unsigned), or nothing.
    """

    claims: dict[str, Any]
    signed_at: float = 0.0
    lasts: float = HOUR
    false: str = ""


def person(email: str, *, verified: bool = True, **changed: Any) -> Person:
    return Person({"email": email, "email_verified": verified}, **changed)


@dataclass
class Provider:
    """A provider that answers as one person, until another is set in their place."""

    address: str = ""
    cookie_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    who: Person = field(default_factory=lambda: person("nobody@example.org"))
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def code_for(self, query: dict[str, str]) -> str:
        """A code for a browser that was sent here, to be changed for a token once."""
        for name in ("state", "nonce", "code_challenge", "redirect_uri"):
            if not query.get(name):
                self.refused.append(f"no {name}")
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return code

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The answer to a code; None where the program does not prove that it asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = asked is not None and (
            base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
            and form.get("redirect_uri") == asked["redirect_uri"]
            and authorization == "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        )
        if asked is None or not right:
            self.refused.append("a code without its proof")
            return None
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self._signed(asked)}

    def _signed(self, asked: dict[str, str]) -> str:
        now = time.time()
        nonce = "of another sign-in" if self.who.false == "nonce" else asked["nonce"]
        claims = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": "one",
            "iat": int(now - self.who.signed_at),
            "exp": int(now + self.who.lasts),
            "nonce": nonce,
            **self.who.claims,
        }
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.who.false == "key" else self.key
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        if self.who.false == "none":
            header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": "one"}).encode()).rstrip(b"=").decode()
            token = f"{header}.{token.split('.')[1]}."
        return token


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider on a free port."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                back = urlencode({"code": provider.code_for(query), "state": query.get("state", "")})
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()
            elif parts.path == "/keys":
                self._say(KeySet([provider.key]).as_dict(private=False))
            else:
                self._say(provider.discovery())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            provider.asked.append(self.path)
            answer = provider.token(
                {name: values[0] for name, values in form.items()}, self.headers.get("Authorization", "")
            )
            self._say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _say(self, answer: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        provider.address = f"http://localhost:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()


def settings(provider: Provider, allowed: list[str]) -> str:
    """The secrets file of a server that lets in those who are allowed."""
    auth = {
        "redirect_uri": "http://localhost:{port}/oauth2callback",
        "cookie_secret": provider.cookie_secret,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"{provider.address}/.well-known/openid-configuration",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in auth.items()]
    return "\n".join(["[auth]", *lines, "[team]", f"allowed = {json.dumps(allowed)}", ""])
