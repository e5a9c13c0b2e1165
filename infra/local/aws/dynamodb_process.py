"""The DynamoDB child process: serve until standard input ends, then save the tables and exit."""

from ministack.app import main

from infra.local.end_of_input import leave_at_end_of_input

if __name__ == "__main__":
    leave_at_end_of_input()
    main()
