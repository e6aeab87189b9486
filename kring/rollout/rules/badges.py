"""A badge as Open Badges 3.0 has it: a verifiable credential, signed as a JSON Web Token.

https://www.imsglobal.org/spec/ob/v3p0: the data model of section 5, and the JSON Web Token proof of section 8.2: the
credential is the payload, the header tells with `kid` where the public key is.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
ALGORITHM = "RS256"  # the one that every verifier of Open Badges knows
BITS = 2048


@dataclass(frozen=True)
class Addresses:
    """Where what a badge names can be read."""

    badge: str
    issuer: str
    achievement: str
    picture: str


def profile(*, address: str, name: str, url: str) -> dict[str, Any]:
    """Return who gives the badge."""
    return {"id": address, "type": ["Profile"], "name": name, "url": url}


def achievement(*, address: str, name: str, description: str, criteria: str, picture: str) -> dict[str, Any]:
    """Return what the badge is for."""
    return {
        "id": address,
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "name": name,
        "description": description,
        "criteria": {"narrative": criteria},
        "image": {"id": picture, "type": "Image"},
    }


def subject_of(*, email: str, salt: str, achievement: dict[str, Any]) -> dict[str, Any]:
    """Return whose badge it is: a salted hash, which only says something to whoever knows the address already."""
    mark = hashlib.sha256(f"{email}{salt}".encode()).hexdigest()
    identity = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${mark}",
        "identityType": "emailAddress",
        "salt": salt,
    }
    return {"type": ["AchievementSubject"], "identifier": [identity], "achievement": achievement}


def credential(
    *, addresses: Addresses, issuer: dict[str, Any], subject: dict[str, Any], name: str, issued_at: datetime
) -> dict[str, Any]:
    """Return the credential."""
    return {
        "@context": CONTEXT,
        "id": addresses.badge,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": issuer,
        "validFrom": issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": subject,
    }


def new_key() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the public and the private half of a new key, as JSON Web Keys."""
    key = RSAKey.generate_key(BITS, {"alg": ALGORITHM, "use": "sig"})
    return dict(key.as_dict(private=False)), dict(key.as_dict(private=True))


def sign(made: dict[str, Any], *, private: dict[str, Any], key_address: str, issued_at: datetime) -> str:
    """Return the credential as a signed token."""
    claims = {"iss": made["issuer"]["id"], "jti": made["id"], "nbf": int(issued_at.timestamp()), **made}
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key_address}
    return jwt.encode(header, claims, RSAKey.import_key(private), algorithms=[ALGORITHM])


def opened(token: str, *, public: dict[str, Any]) -> dict[str, Any] | None:
    """Return the credential in a token when its signature holds, else None."""
    try:
        return dict(jwt.decode(token, RSAKey.import_key(public), algorithms=[ALGORITHM]).claims)
    except (JoseError, ValueError):
        return None
