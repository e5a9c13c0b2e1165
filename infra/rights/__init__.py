"""The functions' policies, enforced outside AWS: in the local run and in the tests."""
