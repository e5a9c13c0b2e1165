"""`python -m infra.operate COMMAND [--json]`: operator commands for the running local stack or a stage (`STAGE`).

Exit codes: 0 nothing to do; 1 something needs attention (a dead mail, a row set aside, a broken trail or an
unreadable row, which every command skips and lists at its end); 2 the command failed.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from chalicelib.bootstrap import Container
from chalicelib.domain.errors import Invalid
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from infra import rebuild_index, verify
from infra.operate import ATTENTION, FAILED, OK, address_holders, erasing, finding, link_keys, migration, outbox
from infra.operate.address_occurrences import AddressMatcher
from infra.operate.erasable_rows import DataSubject
from infra.target import target_container

CommandResult = tuple[int, Mapping[str, object]]


def main(arguments: Sequence[str]) -> int:
    """Run the command, print its result and return the exit status."""
    options = _options(arguments)
    with collect_unreadable() as unreadable:
        status, result = COMMANDS[options.command](target_container(), options)
    if unreadable.rows:
        status, result = status or ATTENTION, {**result, "unreadable": sorted(map("/".join, unreadable.rows))}
    print(json.dumps(result, indent=1, ensure_ascii=False) if options.json else "\n".join(_lines(result)))
    return status


def show_outbox(container: Container, _: argparse.Namespace) -> CommandResult:
    """show mails and requests that are due, rows set aside and dead mails"""
    found = outbox.state(container, container.ports.clock.now())
    result = {
        "mails_due": found.mails_due,
        "requests_due": found.requests_due,
        "oldest_due_at": found.oldest_due_at.isoformat() if found.oldest_due_at else None,
        "set_aside": found.set_aside,
        "dead": [outbox.summary_of(mail) for mail in found.dead],
    }
    return ATTENTION if found.dead or found.set_aside else OK, result


def replay(container: Container, options: argparse.Namespace) -> CommandResult:
    """make dead mails due again"""
    if not options.all and not options.mails:
        return FAILED, {"error": "name mails as `outbox` lists them, or give --all"}
    replayed = outbox.replay(container, None if options.all else options.mails)
    missed = sorted(set(options.mails) - set(replayed))
    return FAILED if missed else OK, {"replayed": replayed, "not_dead": missed}


def find(container: Container, options: argparse.Namespace) -> CommandResult:
    """show a request, found by its reference, with its mails"""
    found = finding.find(container, options.reference)
    if found is None:
        return FAILED, {"error": f"no request has the reference {options.reference}"}
    return OK, finding.summary(found, container.ports.clock.now())


def verify_trails(container: Container, options: argparse.Namespace) -> CommandResult:
    """verify audit trails"""
    verdicts = list(verify.verified(container, options.requests))
    broken = [verdict.trail_id for verdict in verdicts if not verdict.is_intact]
    reasons = {verdict.trail_id: verdict.reason for verdict in verdicts if verdict.reason}
    sealed = sum(verdict.is_sealed for verdict in verdicts)
    result: dict[str, object] = {"checked": len(verdicts), "broken": broken, "sealed": sealed}
    return ATTENTION if broken else OK, {**result, "reasons": reasons} if reasons else result


def rotate_link_keys(container: Container, _: argparse.Namespace) -> CommandResult:
    """print a new value for LINK_KEYS, and how many open links each key has signed"""
    keys = container.settings.link_keys
    used = link_keys.in_use(container.table, container.ports.clock.now())
    return OK, {
        "LINK_KEYS": link_keys.setting_of(link_keys.rotated(keys)),
        "open_links_by_key": {name: used[name] for name in keys},
        "next": "set LINK_KEYS and deploy; remove the oldest key once no open link needs it",
    }


def rebuild(container: Container, _: argparse.Namespace) -> CommandResult:
    """rebuild the search index"""
    written, dropped = rebuild_index.rebuild(container)
    return OK, {"accounts_indexed": written, "stale_rows_dropped": dropped}


def migrate(container: Container, options: argparse.Namespace) -> CommandResult:
    """move rows of earlier releases, and of another list of suffixes, to where this release has them"""
    if options.hold:
        is_held = migration.hold(container)
        return OK, {"needed": migration.is_needed(container), "held": is_held}
    if options.if_needed and not migration.is_needed(container):
        return OK, {"needed": False}
    done = migration.migrate(container)
    return ATTENTION if done.conflicts else OK, asdict(done)


def erase(container: Container, options: argparse.Namespace) -> CommandResult:
    """list the rows that name a person; with --yes, erase the person from them"""
    try:
        subject = DataSubject(AddressMatcher.of(options.address), options.name)
    except Invalid:
        return FAILED, {"error": "not a mail address"}
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


COMMANDS: Mapping[str, Callable[[Container, argparse.Namespace], CommandResult]] = {
    "outbox": show_outbox,
    "replay": replay,
    "find": find,
    "verify": verify_trails,
    "rotate-link-keys": rotate_link_keys,
    "rebuild-index": rebuild,
    "migrate": migrate,
    "erase": erase,
    "record-holders": record_holders,
}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; `--typed`, which `make operate` uses, takes all of them in one shell-quoted string."""
    parser = _parser()
    match arguments:
        case ["--typed", text]:
            try:
                arguments = shlex.split(text)
            except ValueError as fault:
                parser.error(f"{fault} in: {text}")
        case _:
            pass
    return parser.parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operate", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        subparser = commands.add_parser(name, help=command.__doc__, allow_abbrev=False)
        subparser.add_argument("--json", action="store_true", help="print JSON")
        if name == "replay":
            subparser.add_argument("mails", nargs="*", metavar="REQUEST/MAIL")
            subparser.add_argument("--all", action="store_true", help="every dead mail")
        if name == "find":
            subparser.add_argument("reference", metavar="SAR-XXXX-XXXX")
        if name == "verify":
            subparser.add_argument("requests", nargs="*", metavar="REQUEST")
        if name == "migrate":
            subparser.add_argument("--hold", action="store_true", help="move nothing; let no new release take a lock")
            subparser.add_argument("--if-needed", action="store_true", help="move nothing if the list is the same")
        if name == "record-holders":
            subparser.add_argument("--former", action="store_true", help="of OIDC_FORMER_ISSUER, after the change")
            subparser.add_argument("--subject", default="", help="whose an undecided address is, as the provider says")
        if name == "erase":
            subparser.add_argument("address", metavar="ADDRESS", help="the mail address, in any spelling")
            subparser.add_argument("--name", default="", help="the name under which the person decided for others")
            subparser.add_argument("--yes", action="store_true", help="erase the person")
    return parser


def _lines(result: Mapping[str, object]) -> list[str]:
    """Format the result for people: a line for each value and each entry of a list."""
    lines: list[str] = []
    for name, value in result.items():
        shown = name.replace("_", " ")
        if isinstance(value, list):
            lines.append(f"{shown}: {len(value)}")
            lines += (f"  {_entry(entry)}" for entry in value)
        else:
            lines.append(f"{shown}: {_entry(value)}")
    return lines


def _entry(value: object) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name}={part}" for name, part in value.items() if part is not None)
    return "–" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
