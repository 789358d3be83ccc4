"""A small OpenID provider that truly runs: discovery, authorisation, tokens signed with RS256, and its keys."""

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
KEY, STRANGERS_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class OpenIDProvider:
    """`claims` go into the next token; `changed` may spoil it: key, alg, and what the token endpoint says."""

    def __init__(self):
        self.says_it_is = ""  # another name than the one it is asked under
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.claims: dict = {}
        self.changed: dict = {}
        self.waiting: dict[str, dict] = {}
        self.asked: list[dict] = []
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def describe(self) -> dict:
        return {
            "issuer": self.says_it_is or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorise(self, asked: dict) -> str:
        """Where the browser is sent back to: somebody has signed in here."""
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.waiting[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict) -> dict:
        asked = self.waiting.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET)
            or sent.get("redirect_uri") != asked["redirect_uri"]
            or proof.rstrip(b"=").decode() != asked.get("code_challenge")
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "17", "iat": now, "exp": now + 300, **self.claims}
        key, algorithm = self.changed.get("key", KEY), self.changed.get("alg", "RS256")
        token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.changed.get("kid", "one")})
        return {"access_token": "a", "token_type": "Bearer", "id_token": token, **self.changed.get("answer", {})}


def _handler(provider: OpenIDProvider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorise({name: given[0] for name, given in asked.items()}))
                self.end_headers()
            else:
                pages = {"/.well-known/openid-configuration": provider.describe, "/keys": provider.keys}
                self._say(pages[path]())

        def do_POST(self):
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = provider.token({name: given[0] for name, given in sent.items()})
            self._say(answer, 400 if "error" in answer else 200)

        def _say(self, answer: dict, status: int = 200):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args):
            pass

    return Handler
