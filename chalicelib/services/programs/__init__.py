"""Use cases of programs: invite, confirm, revoke and list them, and tell who acts by one."""
