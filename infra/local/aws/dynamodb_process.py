"""The DynamoDB child process: it serves until its standard input ends, then saves its tables and leaves."""

from ministack.app import main

from infra.local.end_of_input import leave_at_end_of_input

if __name__ == "__main__":
    leave_at_end_of_input()
    main()
