"""Names as they are spelled all over the world, and what people type for them."""

import pytest

from tests.domain.search.accounts import account, found

FINDS = {
    "Marks & Spencer": ["marks and spencer", "marks spencer", "marks & spencer", "Marks et Spencer", "spencer marks"],
    "Johnson und Söhne": ["johnson & soehne", "johnson sohne", "Johnson and Söhne"],
    "Ernst & Young": ["ernst and young", "ernst young"],
    "株式会社日立製作所": ["日立製作所", "日立", "㈱日立製作所", "(株)日立製作所", "製作"],
    "㈲鈴木商店": ["有限会社鈴木商店", "鈴木", "商店"],
    "東京大学": ["東京", "大学", "東京大学", "東京 大学"],
    "國立臺灣大學": ["国立台湾大学", "臺灣", "台湾大学"],
    "トヨタ自動車": ["ﾄﾖﾀ", "自動車", "トヨタ"],
    "มหาวิทยาลัยเชียงใหม่": ["เชียงใหม่", "เชียงใหม", "วิทยาลัย"],
    "บริษัท ปตท. จำกัด": ["ปตท", "บริษัทปตท"],
    "LG전자": ["lg", "전자", "lg전자", "LG 전자"],
    "서울 대학교": ["서울대학교", "대학", "서울"],
    "(주)카카오": ["주식회사 카카오", "카카오"],
    "Müller GmbH": ["Mueller", "muller", "MÜLLER"],
    "Mueller GmbH": ["Müller", "mueller"],
    "Københavns Universitet": ["Koebenhavns", "kobenhavns"],
    "Århus Kommune": ["aarhus", "arhus", "kommune aarhus"],
    "I.B.M. Corporation": ["IBM Corporation", "ibm", "I. B. M."],
    "U.S. Bank": ["US Bank", "u s bank"],
    "J.P. Morgan": ["JP Morgan", "J. P. Morgan", "j p morgan"],
    "Société Générale S.A.": ["societe generale sa", "SOCIÉTÉ GÉNÉRALE"],
    "צ'ק פוינט": ["צ׳ק פוינט", "צק פוינט"],
    'צה"ל נכסים': ["צה״ל", "צהל נכסים"],
    "شـركة الاتصالات": ["شركة الاتصالات", "شركه الاتصالات"],
    "دانشگاه ایران": ["دانشگاه ايران", "ایران دانشگاه"],
    "شركة ٣ نجوم": ["شركة 3 نجوم", "شركة ۳ نجوم"],
    "Saint-Gobain": ["St Gobain", "saint gobain", "St. Gobain"],
    "St. John's College": ["Saint John's College", "st johns college", "St John’s"],
    "Main Street Bank Staff": ["bank main st"],
    "Sainte-Marie": ["Ste Marie", "ste. marie"],
    "हिन्दी विश्वविद्यालय": ["हिंदी", "विश्वविद्यालय हिंदी"],
    "Ελληνική Τράπεζα": ["ελληνικη", "ΤΡΑΠΕΖΑ"],
    "Алёна и Фёдор": ["Алена Федор", "федор"],
    "Universidad y Empresa": ["universidad empresa", "Universidad & Empresa"],
    "O’Reilly Media": ["oreilly", "O'Reilly", "O`Reilly"],
    "L'Oréal": ["loreal", "l'oreal", "oreal"],
    "3M": ["3m"],
    "AI": ["ai"],
}
BESIDE = [account("London University Press", "press.com", "press")]


@pytest.mark.parametrize(("name", "query"), [(name, query) for name, queries in FINDS.items() for query in queries])
def test_a_name_is_found_by_what_people_type_for_it(name: str, query: str) -> None:
    assert "a1" in found([account(name), *BESIDE], query)


@pytest.mark.parametrize("query", ["london university", "arts london"])
def test_a_phrase_that_finds_something_hides_nothing(query: str) -> None:
    assert "a1" in found([account("University of the Arts London"), *BESIDE], query)


@pytest.mark.parametrize(
    ("name", "query"), [("WeWork", "work.com"), ("Workday", "day"), ("LG전자", "g전"), ("東京", "京")]
)
def test_nothing_is_found_inside_of_a_word_or_by_one_character(name: str, query: str) -> None:
    assert "a1" not in found([account(name, f"{name.lower()}.com" if name.isascii() else "unrelated.net")], query)


def test_the_main_label_comes_before_names_that_begin_with_it() -> None:
    mit = account("Massachusetts Institute of Technology", "mit.edu", "mit")
    names = ["Nordakademie University mit dualen Studiengängen", "Mitchell College", "Studium mit"]
    others = [account(name, f"n{number}.com", f"n{number}") for number, name in enumerate(names)]
    assert found([*others, mit], "mit")[0] == "mit"


def test_where_nothing_follows_the_word_names_are_in_order_and_never_ids() -> None:
    accounts = [
        account(f"{name} University", f"{name}.com", number) for number, name in (("9", "Aachen"), ("1", "Zagreb"))
    ]
    assert found(accounts, "university") == ["9", "1"]


def test_an_account_id_pasted_whole_finds_its_account() -> None:
    account_id = "0123456789abcdef" * 2
    assert found([account("Acme", account_id=account_id)], f" {account_id.upper()} ") == [account_id]


@pytest.mark.parametrize("start", [0, 17, 36])
def test_two_characters_are_found_from_each_of_the_first_37_on(start: int) -> None:
    name = "".join(map(chr, range(0x5000, 0x5000 + 60)))
    assert found([account(name)], name[start : start + 2]) == ["a1"]
    assert found([account(name)], name[start : start + 20]) == ["a1"]


@pytest.mark.parametrize(
    ("name", "query"), [("Futureworks", "Futureworks futureworks"), ("HAW Hamburg", "Hamburg) Hamburg")]
)
def test_word_typed_twice_is_one_word_that_the_name_may_have_once(name: str, query: str) -> None:
    assert "a1" in found([account(name), *BESIDE], query)
