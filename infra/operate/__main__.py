"""`python -m infra.operate COMMAND [--json]`: what operators do, on the running local stack or a stage (`STAGE`).

Exit codes: 0 all is well; 1 something needs a look (a dead mail, a row set aside, a broken trail, or a row that
cannot be read, which every command passes over and names at its end); 2 it could not be done.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence

from chalicelib.bootstrap import Container
from chalicelib.domain.errors import Invalid
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from infra import rebuild_index, verify
from infra.operate import erasing, finding, link_keys, outbox
from infra.operate.address_occurrences import Traces
from infra.operate.erasable_rows import Whom
from infra.target import targeted

Answer = tuple[int, Mapping[str, object]]
WELL, LOOK, FAILED = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    options = _options(arguments)
    with collect_unreadable() as unreadable:
        status, answer = COMMANDS[options.command](targeted(), options)
    if unreadable.rows:
        status, answer = status or LOOK, {**answer, "unreadable": sorted(map("/".join, unreadable.rows))}
    print(json.dumps(answer, indent=1, ensure_ascii=False) if options.json else "\n".join(_lines(answer)))
    return status


def show_outbox(container: Container, _: argparse.Namespace) -> Answer:
    """What waits to be sent, since when, what was set aside, and what was given up."""
    found = outbox.state(container, container.ports.clock.now())
    answer = {
        "mails_due": found.mails_due,
        "requests_due": found.requests_due,
        "oldest_due_at": found.oldest_due_at.isoformat() if found.oldest_due_at else None,
        "set_aside": found.set_aside,
        "dead": [outbox.described(mail) for mail in found.dead],
    }
    return LOOK if found.dead or found.set_aside else WELL, answer


def replay(container: Container, options: argparse.Namespace) -> Answer:
    """Has dead mails tried again."""
    if not options.all and not options.mails:
        return FAILED, {"fault": "name mails as `outbox` does, or give --all"}
    replayed = outbox.replay(container, None if options.all else options.mails)
    missed = sorted(set(options.mails) - set(replayed))
    return FAILED if missed else WELL, {"replayed": replayed, "not_dead": missed}


def find(container: Container, options: argparse.Namespace) -> Answer:
    """A request by its reference, with its mails."""
    found = finding.find(container, options.reference)
    if found is None:
        return FAILED, {"fault": f"no request has the reference {options.reference}"}
    return WELL, finding.summary(found, container.ports.clock.now())


def verify_trails(container: Container, options: argparse.Namespace) -> Answer:
    """Whether audit trails are whole."""
    verdicts = list(verify.verified(container, options.requests))
    broken = [one.trail_id for one in verdicts if not one.holds]
    reasons = {one.trail_id: one.reason for one in verdicts if one.reason}
    answer: dict[str, object] = {"checked": len(verdicts), "broken": broken}
    return LOOK if broken else WELL, {**answer, "reasons": reasons} if reasons else answer


def rotate_link_keys(container: Container, _: argparse.Namespace) -> Answer:
    """A new value for LINK_KEYS, and which keys open links still need."""
    keys = container.settings.link_keys
    used = link_keys.in_use(container.table, container.ports.clock.now())
    return WELL, {
        "LINK_KEYS": link_keys.setting_of(link_keys.rotated(keys)),
        "open_links_by_key": {name: used[name] for name in keys},
        "next": "set it and deploy; drop a key from the front once no open link needs it",
    }


def rebuild(container: Container, _: argparse.Namespace) -> Answer:
    """Writes the search index anew."""
    written, dropped = rebuild_index.rebuild(container)
    return WELL, {"accounts_indexed": written, "stale_rows_dropped": dropped}


def erase(container: Container, options: argparse.Namespace) -> Answer:
    """Shows which rows name a person; with --yes, erases the person from them."""
    try:
        whom = Whom(Traces.of(options.address), options.name)
    except Invalid:
        return FAILED, {"fault": "that is no mail address"}
    if whom.traces.stand_in(list(container.settings.reviewer_addresses)):
        return FAILED, {"fault": "they are one of REVIEWER_ADDRESSES: take them out of it and deploy first"}
    changed, found = erasing.erase(container, whom) if options.yes else ({}, erasing.survey(container.table, whom))
    answer: dict[str, object] = {
        "erased": changed,
        "found": found.counts,
        "in_the_way": found.in_the_way,
        "of_an_unknown_kind": sorted(found.unknown),
    }
    if found.unreadable:
        answer["unreadable"] = sorted(found.unreadable)
    if found.in_the_way:
        return FAILED, answer
    return LOOK if found.unknown or found.unreadable or (options.yes and found.rows) else WELL, answer


COMMANDS: Mapping[str, Callable[[Container, argparse.Namespace], Answer]] = {
    "outbox": show_outbox,
    "replay": replay,
    "find": find,
    "verify": verify_trails,
    "rotate-link-keys": rotate_link_keys,
    "rebuild-index": rebuild,
    "erase": erase,
}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """With `--typed`, as `make operate` says it, one text holds all arguments, quoted as for a shell."""
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
        one = commands.add_parser(name, help=(command.__doc__ or "").strip(), allow_abbrev=False)
        one.add_argument("--json", action="store_true", help="for programs")
        if name == "replay":
            one.add_argument("mails", nargs="*", metavar="REQUEST/MAIL")
            one.add_argument("--all", action="store_true", help="every dead mail")
        if name == "find":
            one.add_argument("reference", metavar="SAR-XXXX-XXXX")
        if name == "verify":
            one.add_argument("requests", nargs="*", metavar="REQUEST")
        if name == "erase":
            one.add_argument("address", metavar="ADDRESS", help="in any spelling")
            one.add_argument("--name", default="", help="under which they decided for others")
            one.add_argument("--yes", action="store_true", help="do it")
    return parser


def _lines(answer: Mapping[str, object]) -> list[str]:
    """For people: a line a fact, a line an entry of a list."""
    lines: list[str] = []
    for name, value in answer.items():
        shown = name.replace("_", " ")
        if isinstance(value, list):
            lines.append(f"{shown}: {len(value)}")
            lines += (f"  {_entry(one)}" for one in value)
        else:
            lines.append(f"{shown}: {_entry(value)}")
    return lines


def _entry(value: object) -> str:
    if isinstance(value, Mapping):
        return "  ".join(f"{name}={one}" for name, one in value.items() if one is not None)
    return "–" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
