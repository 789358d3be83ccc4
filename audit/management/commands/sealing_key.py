"""Make a key for sealing the access log, or show the public part of the one that is set."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management.base import BaseCommand

from audit import keys


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--public", action="store_true", help="show the public part of AUDIT_SEALING_KEY")

    def handle(self, *args, public, **options):
        if public:
            self.stdout.write(keys.public_part(keys.sealing_key()))
            return
        key = Ed25519PrivateKey.generate()
        self.stdout.write(f"AUDIT_SEALING_KEY={base64.b64encode(key.private_bytes_raw()).decode()}")
        self.stdout.write(f"# public part, for who checks exports: {keys.public_part(key)}")
