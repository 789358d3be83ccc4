"""Security headers that Django's own middleware does not set."""

# Browser features no page uses, so that injected content cannot use them either. Passkeys are used.
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
# Not cookies: one carries the message "You have signed out", and the session behind it is already gone.
CLEARED = '"cache", "storage"'


class SecurityHeadersMiddleware:
    """Sets the headers. It comes before WhiteNoise, so that static files get them too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def clear_site_data(response):
    """Tell the browser to clear its cache and storage for this site, after somebody signs out."""
    response.headers["Clear-Site-Data"] = CLEARED
    return response
