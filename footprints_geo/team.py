"""Who may enter a server: addresses and whole domains, and what the provider has to say of somebody who signs in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

SIGN_IN_HOURS: Final = 12
"""A sign-in counts for a working day: whoever gets hold of somebody's cookie must not enter for its 30 days."""

_CLOCKS_DIFFER: Final = 300
"""Seconds by which the provider's clock may be ahead of ours."""

# Letters of other scripts look like these: an address with one of them is another person's. Written out, because
# 'ignore case' would count the sign of kelvin as a k.
_NAME: Final = r"[A-Za-z0-9!#$%&'+/=?^_`{|}~.-]{1,64}"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = rf"{_LABEL}(?:\.{_LABEL})+"
_ADDRESS: Final = re.compile(rf"{_NAME}@{_DOMAIN}")
_WHOLE_DOMAIN: Final = re.compile(f"@{_DOMAIN}")
_LONGEST_ADDRESS: Final = 254


class Standing(Enum):
    """What somebody is to a server that has a team."""

    STRANGER = auto()
    """Has not signed in."""
    REFUSED = auto()
    """Has signed in, and may not enter."""
    OVER = auto()
    """Has signed in too long ago to be believed."""
    MEMBER = auto()
    """May enter."""


@dataclass(frozen=True)
class Team:
    """The people who may enter.

    Attributes
    ----------
    addresses : frozenset of str
        Whole addresses, in small letters.
    domains : frozenset of str
        What follows the @ of addresses that all may enter, in small letters; domains below it are others.
    """

    addresses: frozenset[str]
    domains: frozenset[str]

    def admits(self, claims: Mapping[str, object]) -> bool:
        """Whether the provider says that somebody has an address of the list, and that it made sure of it."""
        address = plain_address(claims.get("email"))
        known = claims.get("is_logged_in") is True and claims.get("email_verified") is True
        return known and (address in self.addresses or address.rpartition("@")[2] in self.domains)

    def standing(self, claims: Mapping[str, object], now: float) -> Standing:
        """What somebody is, by what the provider said of them, at a time in seconds since 1970."""
        if claims.get("is_logged_in") is not True:
            return Standing.STRANGER
        if not self.admits(claims):
            return Standing.REFUSED
        since = claims.get("iat")
        if isinstance(since, bool) or not isinstance(since, int | float):
            return Standing.OVER
        return Standing.MEMBER if since - _CLOCKS_DIFFER <= now < since + SIGN_IN_HOURS * 3600 else Standing.OVER


def plain_address(text: object) -> str:
    """An address as it is compared: without blanks around it, in small letters; '' for what is no plain address."""
    address = text.strip() if isinstance(text, str) else ""
    return address.lower() if len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address) else ""


def whole_domain(text: str) -> str:
    """The domain of an entry such as `@example.org`, in small letters; '' for what is no such entry."""
    entry = text.strip()
    return entry[1:].lower() if len(entry) <= _LONGEST_ADDRESS and _WHOLE_DOMAIN.fullmatch(entry) else ""


def sign_in_mark(claims: Mapping[str, object]) -> str:
    """A word that is another one for every sign-in, and from which nobody learns who it was."""
    said = repr([claims.get(name) for name in ("iss", "sub", "iat", "nonce")])
    return hashlib.sha256(said.encode("utf-8", "backslashreplace")).hexdigest()
