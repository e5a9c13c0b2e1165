"""Invite people to the Cognito user pool of the system, which mails them a first password."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import botocore.session

from chalicelib.domain.identity.mail_address import MailAddress

# The last part of the issuer; it begins with the pool's region.
POOL_ID = re.compile(r"(?P<region>[a-z]{2}(-[a-z]+)+-\d)_[0-9A-Za-z]+")
# Of somebody who has not signed in since the invitation.
INVITED = "FORCE_CHANGE_PASSWORD"


@dataclass(frozen=True)
class UserPool:
    """A user pool. `cognito` is the client for it."""

    cognito: Any
    pool_id: str

    def invite(self, address: MailAddress, name: str) -> bool:
        """Add a person and mail an invitation, also to who has not used theirs; return whether it was mailed."""
        attributes = {"email": str(address), "email_verified": "true", **({"name": name} if name else {})}
        person = {"UserPoolId": self.pool_id, "Username": str(address)}
        values = [{"Name": key, "Value": text} for key, text in attributes.items()]
        mailed = {"DesiredDeliveryMediums": ["EMAIL"]}
        try:
            self.cognito.admin_create_user(**person, UserAttributes=values, **mailed)
        except self.cognito.exceptions.UsernameExistsException:
            if self.cognito.admin_get_user(**person)["UserStatus"] != INVITED:
                return False
            self.cognito.admin_create_user(**person, MessageAction="RESEND", **mailed)
        return True

    def add_to_group(self, address: MailAddress, group: str) -> None:
        """Add a person to a group."""
        self.cognito.admin_add_user_to_group(UserPoolId=self.pool_id, Username=str(address), GroupName=group)


def pool_of(issuer: str) -> UserPool | None:
    """Return the pool that is this issuer; None if it is another sign-in provider."""
    found = POOL_ID.fullmatch(urlsplit(issuer).path.removeprefix("/"))
    if found is None:
        return None
    session = botocore.session.get_session()
    return UserPool(session.create_client("cognito-idp", region_name=found["region"]), found[0])
