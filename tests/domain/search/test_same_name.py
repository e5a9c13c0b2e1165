"""When two names are the same: all rows of the tables of legal forms and stop words, before a name and after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.folding import fold
from chalicelib.domain.search.legal_forms import DENSE_LEGAL_FORMS, LEGAL_FORMS, LONG_LEGAL_FORMS, STOP_WORDS
from chalicelib.domain.search.same_name import name_key


@pytest.mark.parametrize("form", sorted([*LEGAL_FORMS, *LONG_LEGAL_FORMS, *STOP_WORDS]))
def test_legal_form_or_stop_word_says_nothing_about_who_it_is(form: str) -> None:
    assert {name_key(f"Quince {form} Orchards"), name_key(f"{form} Quince Orchards")} == {"orchards quince"}
    assert name_key(f"Quince Orchards {form}") == "orchards quince"


@pytest.mark.parametrize("form", DENSE_LEGAL_FORMS)
def test_legal_form_of_a_script_without_spaces_stands_at_either_end(form: str) -> None:
    for name in ("東京", "서울", "เอบีซี"):
        assert name_key(f"{form}{name}") == name_key(f"{name}{form}") == name_key(f"{name} {form}") == fold(name)
    assert name_key(f"{form} Quince") == "quince"


@pytest.mark.parametrize("form", sorted([*LEGAL_FORMS, *LONG_LEGAL_FORMS, *STOP_WORDS, *DENSE_LEGAL_FORMS]))
def test_rows_are_folded_and_a_name_of_one_row_alone_keeps_a_word_of_its_own(form: str) -> None:
    assert fold(form) == form
    assert name_key(form)
    assert set(name_key(form).split(" ")) <= set(form.split(" "))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Acme, S.A.", "acme"),
        ("Acme Sp. z o.o.", "acme"),
        ("Sp. z o.o. Acme", "acme"),
        ("Acme sp zoology", "acme sp zoology"),
        ("San Diego Zoo", "diego san zoo"),
        ("Acme A/S", "acme"),
        ("Acme S. de R.L. de C.V.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Acme d.o.o.", "acme"),
        ("ACME A.Ş.", "acme"),
        ("Acme Ltd. Şti.", "acme"),
        ("Công ty TNHH Acme", "acme"),
        ("ООО «Ромашка»", "ромашка"),
        ("Εταιρία Α.Ε.", "εταιρια"),
        ('אקמי בע"מ', "אקמי"),
        ("شركة أرامكو ذ.م.م", fold("أرامكو")),
        ("ՍՊԸ Արարատ", fold("Արարատ")),
        ("(株)トヨタ", "トヨタ"),
        ("トヨタ㈱", "トヨタ"),
        ("医療法人社団 東京会", fold("東京会")),
        ("บริษัท เอบีซี จำกัด (มหาชน)", "เอบีซี"),
        ("주식회사 삼성", "삼성"),
        ("(주)삼성", "삼성"),
        ("The University of York", "university york"),
        ("York University", "university york"),
        ("Université de Nantes", "nantes universite"),
        ("The The", "the the"),
        ("SA de CV", "cv de sa"),
        ("株式会社", "株式会社"),
        ("+++", "+++"),
    ],
)
def test_key_is_the_words_of_its_own_in_one_order(name: str, key: str) -> None:
    assert name_key(name) == key


WORDS = st.sampled_from(
    ["Plan", "B", "C", "S", "T", "The", "AG", "st", "東京", "大学", "公司", "Λ", "of", "sp", "z", "o"]
)
ORDERED = st.lists(st.sampled_from(["york", "university", "the", "inc", "labs", "acme", "of"]), min_size=1)


@given(st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=7).map(" ".join)))
def test_key_of_a_key_is_the_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key


@given(ORDERED.flatmap(st.permutations))
def test_key_does_not_depend_on_the_order_of_the_words(words: list[str]) -> None:
    assert name_key(" ".join(words)) == name_key(" ".join(sorted(words)))
