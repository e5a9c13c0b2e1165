"""Decide when two names are the same or nearly the same, so that nobody founds a second account unawares.

A question to whoever requests an account, never a refusal.
"""

from chalicelib.domain.folding import fold
from chalicelib.domain.folding.scripts import is_dense

# Legal forms, as words of a folded name; they say nothing about who the organisation is.
_LEGAL_FORMS = """
ab ag aps as asa bhd bv bvba co company corp corporation cv doo eg ek eood ev gbr ggmbh gmbh hf inc
incorporated jsc kft kg kgaa kk limited llc llp lp ltd ltda mbh nv nyrt ohg oo ood oy oyj pjsc plc pllc pt pte
pty pvt sa sab sae sarl sas sasu sca scrl se sia sl sla slu snc spa spol spzoo srl sro tbk ug uab zrt ao oao
ooo pao zao оао ооо пао зао ао ae εε αε επε ike שותפות בעמ شركه
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
# Those of scripts without spaces stand at either end of a name, unparted from it.
DENSE_LEGAL_FORMS = tuple(
    fold(form)
    for form in (
        *(
            "株式会社",
            "有限会社",
            "合同会社",
            "合資会社",
            "合名会社",
            "一般社団法人",
            "公益財団法人",
            "社団法人",
            "財団法人",
        ),
        *(
            "股份有限公司",
            "有限责任公司",
            "集团有限公司",
            "有限公司",
            "公司",
            "주식회사",
            "유한회사",
            "บริษัท",
            "จำกัด(มหาชน)",
            "จำกัด",
        ),
    )
)
_STOP_WORDS = """
the a an of for in at on to de du des la le les l d da do dos das del della delle di der die den dem fur el
los las von van het een i
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def name_key(name: str) -> str:
    """Return the words of a name without legal forms and stop words, sorted; all of them if nothing else is left."""
    folded = fold(name)
    found = [part for word in folded.replace(" sp zoo", "").split(" ") if (part := _without_form(word))]
    significant = [word for word in found if word not in LEGAL_FORMS and word not in STOP_WORDS]
    return " ".join(sorted(significant or folded.split(" ")))


def _without_form(word: str) -> str:
    """Return a word of a script without spaces without the legal forms at its ends."""
    if not is_dense(word):
        return word
    for form in DENSE_LEGAL_FORMS:
        word = word.removeprefix(form).removesuffix(form)
    return word
