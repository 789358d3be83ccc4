"""A small OpenID provider for tests: discovery, authorisation, tokens signed with RS256, and its public keys."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "mash", "between us"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class OpenIDProvider:
    """A running provider.

    `claims` go into the next token; `token_changes` replace its key, algorithm or key id, or parts of the response.
    """

    def __init__(self):
        self.claimed_issuer = ""  # published in place of its own URL, if set
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.claims: dict = {}
        self.token_changes: dict = {}
        self.codes: dict[str, dict] = {}
        self.requests: list[dict] = []
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def describe(self) -> dict:
        return {
            "issuer": self.claimed_issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorise(self, query: dict) -> str:
        """Return the URL the browser is sent back to, as if somebody had signed in."""
        self.requests.append(query)
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict) -> dict:
        query = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            query is None
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
            or form.get("redirect_uri") != query["redirect_uri"]
            or proof.rstrip(b"=").decode() != query.get("code_challenge")
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "17", "iat": now, "exp": now + 300, **self.claims}
        key, algorithm = self.token_changes.get("key", KEY), self.token_changes.get("alg", "RS256")
        token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.token_changes.get("kid", "one")})
        return {"access_token": "a", "token_type": "Bearer", "id_token": token, **self.token_changes.get("answer", {})}


def _handler(provider: OpenIDProvider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorise({name: values[0] for name, values in query.items()}))
                self.end_headers()
            else:
                pages = {"/.well-known/openid-configuration": provider.describe, "/keys": provider.keys}
                self._send_json(pages[path]())

        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = provider.token({name: values[0] for name, values in form.items()})
            self._send_json(answer, 400 if "error" in answer else 200)

        def _send_json(self, answer: dict, status: int = 200):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args):
            pass

    return Handler
