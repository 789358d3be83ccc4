"""Normalising and comparing the email addresses that identify people. No other module does either.

An address is stored in lower case and plain ASCII, so that Python and PostgreSQL compare the same bytes. Letters that
look alike, or that some programs fold together and others do not (ſ and s, ı and i, the Kelvin sign and k), are
refused when an address is entered and match nobody when one is looked up.
"""

ADDRESS_PATTERN = r"^[!-?A-~]+@[!-?A-~]+$"  # no space, nothing beyond ASCII, one @ between two parts
LOWER_CASE_PATTERN = r"^[^A-Z]*$"
# Anybody can open a mailbox at these, so an address there says nothing about an employer.
PUBLIC_MAIL_DOMAINS = {
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "gmx.com",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "talktalk.net",
    "virginmedia.com",
    "yahoo.co.uk",
    "yahoo.com",
}
# Suffixes that many organisations share: "gov.uk" would admit every council.
SHARED_SUFFIXES = {"ac.uk", "co.uk", "gov.uk", "nhs.uk", "org.uk", "police.uk", "sch.uk"}
NOT_PLAIN = "Enter an email address in plain letters a to z, numbers and signs, like name@example.com"


def normalise(text: str) -> str:
    """Return the address as it is stored; "" unless it is plain ASCII with one @ between two parts."""
    address = text.strip()
    local, at, domain = address.partition("@")
    if not (local and at and domain) or "@" in domain or not all("!" <= mark <= "~" for mark in address):
        return ""
    return address.lower()  # plain ASCII by now, which every program lower-cases alike


def domain_of(address: str) -> str:
    """Return the part after the @, as it is stored; "" if this is no address."""
    return normalise(address).rpartition("@")[2]


def same_domain(address: str, domain: str) -> bool:
    """Whether the address is of exactly this domain; a subdomain is another one."""
    return bool(domain) and domain_of(address) == domain_of(f"any@{domain}")


def normalise_part(word: str) -> str:
    """Return a search term as it would be stored; "" if no stored address can contain it."""
    return word.lower() if word.isascii() else ""
