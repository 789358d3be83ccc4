"""What a browser may do with our pages, beyond what Django's own middleware says of it."""

# None of these is used here, so no page, and nothing smuggled into one, can ask for them. Passkeys are.
DENIED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
ALLOWED = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join([*(f"{name}=()" for name in DENIED), *(f"{name}=(self)" for name in ALLOWED)])
# Cookies stay: they carry the words "You have signed out", and the session behind them is already gone.
CLEARED = '"cache", "storage"'


class SecurityHeadersMiddleware:
    """Stands above WhiteNoise, so that style sheets and scripts carry the same headers as pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def clear_site_data(response):
    """Tells the browser to drop what it kept of us: a sign-in has ended."""
    response.headers["Clear-Site-Data"] = CLEARED
    return response
