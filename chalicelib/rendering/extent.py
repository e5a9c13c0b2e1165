"""What an access is to, in words: by names as far as a request for access has kept them, else by their number."""

from chalicelib.domain.access_request import AccessRequest, AccessScope
from chalicelib.domain.rights import Access
from chalicelib.rendering.languages import translator
from chalicelib.rendering.outcome_words import label


def extent(access: Access, request: AccessRequest, language: str) -> str:
    """The whole account, or its Virtual Accounts: by name where all are among those asked for, else how many."""
    ids = access.virtual_account_ids
    if not ids:
        return label(AccessScope.ACCOUNT, language)
    names = dict(zip(request.asked.virtual_account_ids, request.part_names, strict=True))
    if names.keys() >= set(ids):
        return ", ".join(names[one] for one in ids)
    counted = translator(language).ngettext("{count} Virtual Account", "{count} Virtual Accounts", len(ids))
    return counted.format(count=len(ids))
