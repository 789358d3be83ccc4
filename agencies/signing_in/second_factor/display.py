"""How second factors are shown: an app's secret as a QR code and as text, and rows of a list."""

import qrcode
from allauth.mfa.models import Authenticator
from django.utils.safestring import SafeString

from agencies.models import User
from agencies.signing_in.second_factor.adapter import Adapter

QUIET_ZONE = 4  # white modules around the code, which scanners need


def secret_context(user: User, secret: str) -> dict:
    letters = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
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


def _qr_code_svg(text: str) -> SafeString:
    """Draw a QR code as SVG markup."""
    # Without inline styles, which the content security policy forbids. Marked safe, as only numbers are inserted.
    code = qrcode.QRCode(border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return SafeString(
        f'<svg class="app-square" viewBox="0 0 {len(rows)} {len(rows)}" role="img" aria-label="Square code to scan">'
        f'<path fill="#fff" d="M0 0h{len(rows)}v{len(rows)}h-{len(rows)}z"/><path d="{dark}"/></svg>'
    )
