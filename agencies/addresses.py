"""E-mail addresses by which people are known: written one way, and compared nowhere else.

An address is kept in lower case, in the plain letters, digits and signs of ASCII, so that Python and PostgreSQL compare
the same bytes. Letters that only look alike, or that one program folds into another and a second does not (ſ and s,
ı and i, the Kelvin sign and k), are refused where an address is given, and match nobody where one is asked for.
"""

ADDRESS_PATTERN = r"^[!-?A-~]+@[!-?A-~]+$"  # no space, nothing beyond ASCII, one @ between two parts
LOWER_CASE_PATTERN = r"^[^A-Z]*$"
# Where anybody gets an address, whoever else has one there; and parts of domains that many organisations share.
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
SHARED_SUFFIXES = {"ac.uk", "co.uk", "gov.uk", "nhs.uk", "org.uk", "police.uk", "sch.uk"}
NOT_PLAIN = "Enter an email address in plain letters a to z, numbers and signs, like name@example.com"


def normalise(written: str) -> str:
    """As it is kept; "" for what nobody can have: not one @ between two parts, or beyond plain ASCII."""
    told = written.strip()
    local, at, domain = told.partition("@")
    if not (local and at and domain) or "@" in domain or not all("!" <= mark <= "~" for mark in told):
        return ""
    return told.lower()  # ASCII by now, so every program folds it alike


def domain_of(written: str) -> str:
    """The part behind the @, as it is kept; "" for no address."""
    return normalise(written).rpartition("@")[2]


def same_domain(written: str, domain: str) -> bool:
    """Is this an address of this domain, exactly?"""
    return bool(domain) and domain_of(written) == domain_of(f"any@{domain}")


def normalise_part(word: str) -> str:
    """A part of an address that somebody looks for, as it would be kept; "" where it is in nobody's."""
    return word.lower() if word.isascii() else ""
