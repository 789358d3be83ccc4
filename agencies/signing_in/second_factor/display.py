"""How second factors look on a page: an app's key as a square to scan and as letters to type, and each one's name."""

import qrcode
from allauth.mfa.models import Authenticator
from django.utils.safestring import SafeString

from agencies.models import User
from agencies.signing_in.second_factor.adapter import Adapter

QUIET_ZONE = 4  # modules of white around the square, which scanners need


def secret_context(user: User, secret: str) -> dict:
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"square": _qr_code_svg(Adapter().build_totp_url(user, secret)), "letters": letters}


def authenticator_row(authenticator: Authenticator) -> dict:
    is_app = authenticator.type == Authenticator.Type.TOTP
    return {
        "pk": authenticator.pk,
        "kind": "Authenticator app" if is_app else "Passkey",
        "name": "" if is_app else authenticator.data["name"],
        "since": authenticator.created_at,
        "used": authenticator.last_used_at,
    }


def _qr_code_svg(words: str) -> SafeString:
    """Our own drawing: nothing in it is anybody's markup, and nothing needs a style of its own."""
    code = qrcode.QRCode(border=QUIET_ZONE)
    code.add_data(words)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return SafeString(
        f'<svg class="app-square" viewBox="0 0 {len(rows)} {len(rows)}" role="img" aria-label="Square code to scan">'
        f'<path fill="#fff" d="M0 0h{len(rows)}v{len(rows)}h-{len(rows)}z"/><path d="{dark}"/></svg>'
    )
