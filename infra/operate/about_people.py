"""The commands about people and their data: invite, erase, export, remove-addresses, record-holders."""

import argparse

from botocore.exceptions import ClientError

from chalicelib.bootstrap import Container
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.mail_address import MailAddress
from infra.operate import ATTENTION, FAILED, OK, CommandResult, address_holders, erasing, exporting, retained
from infra.operate.address_occurrences import AddressMatcher
from infra.operate.erasable.kinds import DataSubject
from infra.operate.inviting import pool_of

NOT_AN_ADDRESS: CommandResult = (FAILED, {"error": "not a mail address"})


def invite(container: Container, options: argparse.Namespace) -> CommandResult:
    """invite somebody to the stage's user pool; with --reviewer, as a reviewer"""
    pool = pool_of(container.settings.oidc_issuer)
    if pool is None:
        return FAILED, {"error": "the sign-in provider is no Cognito user pool: add people there"}
    try:
        address = MailAddress.parse_exact(options.address)
    except Invalid:
        return NOT_AN_ADDRESS
    group = container.settings.reviewers_group
    try:
        is_mailed = pool.invite(address, options.name)
        if options.reviewer:
            pool.add_to_group(address, group)
    except ClientError as error:
        return FAILED, {"error": f"Cognito refuses it: {error.response['Error']['Code']}"}
    return OK, {"mailed": is_mailed, "group": group if options.reviewer else None}


def erase(container: Container, options: argparse.Namespace) -> CommandResult:
    """list the rows that name a person; with --yes, erase the person from them"""
    subject = _subject(container, options)
    if subject is None:
        return NOT_AN_ADDRESS
    if subject.address.occurs_in(list(container.settings.reviewer_addresses)):
        return FAILED, {"error": "the address is in REVIEWER_ADDRESSES: remove it there and deploy first"}
    table = container.table
    changed, found = erasing.erase(container, subject) if options.yes else ({}, erasing.survey(table, subject))
    result: dict[str, object] = {
        "erased": changed,
        "found": found.counts,
        "blocked_by": found.blocked_by,
        "unknown_kinds": sorted(found.unknown),
    }
    if found.unreadable:
        result["unreadable"] = sorted(found.unreadable)
    if found.blocked_by:
        return FAILED, result
    return ATTENTION if found.unknown or found.unreadable or (options.yes and found.rows) else OK, result


def export(container: Container, options: argparse.Namespace) -> CommandResult:
    """print as JSON what is stored of a person, with the addresses of other people masked"""
    subject = _subject(container, options)
    if subject is None:
        return NOT_AN_ADDRESS
    exported = exporting.export(container.table, subject)
    result: dict[str, object] = {"address": subject.address.folded, "rows": exported.rows}
    if exported.unreadable:
        return ATTENTION, {**result, "unreadable": sorted(exported.unreadable)}
    return OK, result


def remove_addresses(container: Container, options: argparse.Namespace) -> CommandResult:
    """remove at once all addresses that are older than ADDRESS_RETENTION_DAYS allows"""
    kept_for = options.days or container.ports.policy.address_retention
    if not kept_for:
        return FAILED, {"error": "ADDRESS_RETENTION_DAYS is not set: give --days"}
    overdue, left = retained.remove_all(container.ports, kept_for)
    return ATTENTION if left else OK, {"removed": overdue - left, "left": left}


def record_holders(container: Container, options: argparse.Namespace) -> CommandResult:
    """before a change of the sign-in provider, record from requests and roles which person has which address"""
    settings = container.settings
    issuer = settings.oidc_former_issuer if options.former else settings.oidc_issuer
    if not issuer:
        return FAILED, {"error": "OIDC_FORMER_ISSUER is not set"}
    if options.subject:
        decided = address_holders.decide(container, issuer, options.subject)
        if not decided:
            return FAILED, {"error": "no undecided address has a person with this subject"}
    found = address_holders.record(container, issuer)
    result: dict[str, object] = {
        "issuer": issuer,
        "recorded": found.recorded,
        "holders_by_issuer": dict(found.by_issuer),
        "undecided": found.undecided,
    }
    return ATTENTION if found.undecided else OK, result


def _subject(container: Container, options: argparse.Namespace) -> DataSubject | None:
    try:
        return DataSubject(AddressMatcher.of(options.address), container.ports.clock.now(), options.name)
    except Invalid:
        return None
