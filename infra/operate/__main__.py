"""`python -m infra.operate COMMAND [--json]`: what `command_line` says of each command."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable
from chalicelib.bootstrap import Container
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from infra import rebuild_index, verify
from infra.operate import (
    ATTENTION,
    FAILED,
    OK,
    CommandResult,
    about_people,
    callers,
    copying,
    finding,
    given_up_events,
    link_keys,
    listing,
    migration,
    outbox,
    timetables,
)
from infra.operate.command_line import parse
from infra.operate.domains import proofs, recoveries
from infra.target import target_container


def main(arguments: Sequence[str]) -> int:
    """Run the command, print its result and return the exit status."""
    options = parse(arguments, COMMANDS)
    with collect_unreadable() as unreadable:
        status, result = COMMANDS[options.command](target_container(), options)
    if unreadable.rows:
        status, result = status or ATTENTION, {**result, "unreadable": sorted(map("/".join, unreadable.rows))}
    is_json = options.json or options.command in JSON_ALONE
    print(json.dumps(result, indent=1, ensure_ascii=False) if is_json else "\n".join(_lines(result)))
    return status


def show_outbox(container: Container, _: argparse.Namespace) -> CommandResult:
    """show what waits, since when, why and until when; rows set aside and dead mails"""
    now = container.ports.clock.now()
    found = outbox.state(container, now)
    is_late = outbox.is_late(found, now)
    result = {
        "late": is_late,
        "mails_waiting": found.unsent.count,
        "waiting": [outbox.waiting(mail) for mail in found.unsent.mails[: outbox.MOST_LISTED]],
        "mails_due": found.mails_due,
        "requests_due": found.requests_due,
        "oldest_due_at": found.oldest_due_at.isoformat() if found.oldest_due_at else None,
        "set_aside": found.set_aside,
        "dead": [outbox.summary_of(mail) for mail in found.dead],
    }
    return ATTENTION if is_late or found.dead or found.set_aside else OK, result


def replay(container: Container, options: argparse.Namespace) -> CommandResult:
    """make dead mails due again"""
    if not options.all and not options.mails:
        return FAILED, {"error": "name mails as `outbox` lists them, or give --all"}
    replayed = outbox.replay(container, None if options.all else options.mails)
    missed = sorted(set(options.mails) - set(replayed))
    return FAILED if missed else OK, {"replayed": replayed, "not_dead": missed}


def replay_events(container: Container, _: argparse.Namespace) -> CommandResult:
    """publish the events again that Lambda gave up"""
    try:
        done = given_up_events.replay(container)
    except given_up_events.NoQueue as error:
        return FAILED, {"error": str(error)}
    return ATTENTION if done.unreadable else OK, asdict(done)


def show_caller(container: Container, options: argparse.Namespace) -> CommandResult:
    """show the network behind a caller of the log"""
    keys, today = container.settings.link_keys, container.ports.clock.now().date()
    found = callers.find_caller(keys, options.pseudonym, today)
    if found is None:
        return FAILED, {"error": "no link key that is left has made this pseudonym in the last 90 days"}
    return OK, {"network": found[0], "day": found[1].isoformat()}


def find(container: Container, options: argparse.Namespace) -> CommandResult:
    """show a request, found by its reference, with its mails"""
    found = finding.find(container, options.reference)
    if found is None:
        return FAILED, {"error": f"no request has the reference {options.reference}"}
    return OK, finding.summary(found, container.ports.clock.now())


def show_proofs(container: Container, _: argparse.Namespace) -> CommandResult:
    """list domain proofs under way: what they wait for, until when, and checks that are late"""
    return proofs.listed(container)


def show_recoveries(container: Container, _: argparse.Namespace) -> CommandResult:
    """list recoveries under way: what they wait for, until when, and those that are late"""
    return recoveries.listed(container)


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


def rebuild(container: Container, options: argparse.Namespace) -> CommandResult:
    """rebuild the search index"""
    if options.prepare:
        return OK, {"accounts_indexed": rebuild_index.prepare(container)}
    if options.if_needed:
        return OK, {"accounts_indexed": rebuild_index.rebuild_if_needed(container)}
    written, dropped = rebuild_index.rebuild(container)
    return OK, {"accounts_indexed": written, "stale_rows_dropped": dropped}


def migrate(container: Container, options: argparse.Namespace) -> CommandResult:
    """move rows of earlier releases and of another list of suffixes to where they belong, and list their requests"""
    if options.hold:
        is_held = migration.hold(container)
        is_needed = migration.is_needed(container) or listing.is_needed(container)
        return OK, {"needed": is_needed, "held": is_held or listing.has_unlisted(container)}
    moves, lists = (not options.if_needed or one.is_needed(container) for one in (migration, listing))
    if not (moves or lists):
        return OK, {"needed": False}
    done = migration.migrate(container) if moves else migration.Migrated()
    begun = timetables.begin_all(container) if lists else 0
    # Listing is last: it also records that all is done for this version.
    asked = listing.note_asked(container) if lists else 0
    listed = listing.list_all(container) if lists else 0
    counts = {"begun": begun, "asked": asked, "listed": listed}
    return ATTENTION if done.conflicts else OK, {**asdict(done), **counts}


def copy_rows(container: Container, options: argparse.Namespace) -> CommandResult:
    """copy rows from a restored table: those that are missing or older; with --overwrite, all that differ"""
    if options.source == container.settings.table_name:
        return FAILED, {"error": "--from names the table of the system itself"}
    chosen = [options.all, options.trail, options.partition]
    if sum(map(bool, chosen)) != 1 or (options.row and not options.partition):
        return FAILED, {"error": "give --trail, --partition (with --row for one row of it) or --all"}
    source = PynamoTable(options.source, container.settings.region)
    try:
        source.client.describe_table(TableName=options.source)
    except ClientError as error:
        return FAILED, {"error": f"{options.source} cannot be read: {error.response['Error']['Code']}"}
    if options.trail:
        rows = copying.rows_of_trail(source, options.trail)
    elif options.partition:
        rows = copying.rows_of_partition(source, options.partition, options.row)
    else:
        rows = source.scan(consistent=True)
    done = copying.copy_rows(rows, container.table, options.overwrite)
    return ATTENTION if done.kept else OK, asdict(done)


# What a person is handed, and what programs read.
JSON_ALONE = ("export",)
COMMANDS: Mapping[str, Callable[[Container, argparse.Namespace], CommandResult]] = {
    "outbox": show_outbox,
    "replay": replay,
    "replay-events": replay_events,
    "caller": show_caller,
    "find": find,
    "proofs": show_proofs,
    "recoveries": show_recoveries,
    "verify": verify_trails,
    "rotate-link-keys": rotate_link_keys,
    "rebuild-index": rebuild,
    "migrate": migrate,
    "copy-rows": copy_rows,
    "invite": about_people.invite,
    "erase": about_people.erase,
    "export": about_people.export,
    "remove-addresses": about_people.remove_addresses,
    "record-holders": about_people.record_holders,
}


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
