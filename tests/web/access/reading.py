"""What a page about access offers, what is selected on it, and where it links."""

from tests.web.browser_without_script import Response

LIST = "/access-requests"
VIRTUAL_ACCOUNT_FIELD = "virtual_account_ids/"


def chosen(response: Response) -> set[str]:
    """Return what is checked or selected: the field name for a Virtual Account, otherwise the value."""
    ticked = [field for field in response.page.elements_of("input") if "checked" in field]
    return {field["name"] if field["type"] == "checkbox" else field["value"] for field in ticked}


def offered(response: Response, name: str) -> list[str]:
    """Return the values that a field may have."""
    return [field["value"] for field in response.page.elements_of("input") if field.get("name") == name]


def offered_virtual_accounts(response: Response) -> list[str]:
    """Return the offered Virtual Accounts by their labels."""
    boxes = {
        element["id"]
        for element in response.page.elements_of("input")
        if element.get("name", "").startswith(VIRTUAL_ACCOUNT_FIELD)
    }
    labels = zip(response.page.elements_of("label"), response.page.texts("label"), strict=True)
    return [text for label, text in labels if label["for"] in boxes]


def leads_to(response: Response, path: str) -> bool:
    """Tell whether the page links to that path."""
    return any(link["href"] == f"/api{path}" for link in response.page.elements_of("a"))
