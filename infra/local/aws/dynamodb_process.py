"""The DynamoDB child process: serve until standard input ends."""

import os
from pathlib import Path

from ministack.app import main

from infra.local.aws.narrow_queries import narrow_queries
from infra.local.aws.table_journal import Journal, keep_journal
from infra.local.end_of_input import leave_at_end_of_input

if __name__ == "__main__":
    journal = Journal(Path(os.environ["JOURNAL_DIRECTORY"]))
    journal.restore()
    keep_journal(journal)
    narrow_queries()
    leave_at_end_of_input()
    main()
