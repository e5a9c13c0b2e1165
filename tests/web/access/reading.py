"""What a page about access offers, what it has chosen, and where it leads."""

from tests.web.browser_without_script import Answer

LIST = "/access-requests"
PART = "virtual_account_ids/"


def chosen(answer: Answer) -> set[str]:
    """What is ticked or chosen, each by its field for a Virtual Account, else by its value."""
    ticked = [one for one in answer.page.all("input") if "checked" in one]
    return {one["name"] if one["type"] == "checkbox" else one["value"] for one in ticked}


def offered(answer: Answer, name: str) -> list[str]:
    """The values that a field may have."""
    return [one["value"] for one in answer.page.all("input") if one.get("name") == name]


def parts_offered(answer: Answer) -> list[str]:
    """The Virtual Accounts, as people read them."""
    boxes = {one["id"] for one in answer.page.all("input") if one.get("name", "").startswith(PART)}
    labels = zip(answer.page.all("label"), answer.page.said("label"), strict=True)
    return [text for one, text in labels if one["for"] in boxes]


def leads_to(answer: Answer, path: str) -> bool:
    """Whether there is a link to that page."""
    return any(one["href"] == f"/api{path}" for one in answer.page.all("a"))
