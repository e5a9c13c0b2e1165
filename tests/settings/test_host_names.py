"""How host names in settings are read."""

from chalicelib.settings.parsing import host_names


def test_host_names_are_kept_as_they_are_compared() -> None:
    assert host_names("") == frozenset()
    assert host_names(" Sites.Provider.COM,, münchen.provider.de ") == {
        "sites.provider.com",
        "xn--mnchen-3ya.provider.de",
    }
