"""Requests for a new Smart Account: from the submission to the decision, with links, reminders and deadlines."""
