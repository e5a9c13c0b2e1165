"""Words of names that do not tell who an organisation is: legal forms and stop words, as search folds them."""

from chalicelib.domain.folding import fold, is_dense

_LEGAL_FORMS = """
ab ag aksjeselskap aktiebolag aktiengesellschaft aktieselskab ao aps as asa berhad bhd bt bv bvba co company corp
corporation cv cvba dd doo dooel ead ebvba eg eireli eirl ek eood eurl ev gbr ggmbh gie gk gmbh hf inc incorporated
jsc kd kda kft kg kgaa kk kommanditgesellschaft koop limited llc llp lp ltd ltda mbh nv nyrt oao oe ohg ojsc oo ood
osakeyhtio ou oy oyj pao persero pjsc plc pllc pt pte pty pvt sa sab sac sae saoc saog sapi sarl sas sasu sc sca scop
scp scrl sdn se sendirian ses sia sl sla slu snc spa spol spzoo srl srls sro stg sti tbk uab ug ultd wll zao zrt zs
ао ад ат ау ад дд доо ду еад еоод зао ип нко оао одо ооо ооод оод пао прат пат пп ск тов тоо чао
εε αε εεε επε ικε οε
ՍՊԸ ՓԲԸ ԲԲԸ შპს სს
בעמ בע״מ חלצ עמותה שותפות
شركه شركت مؤسسه بعم ذمم شمم شمع شمس شمل محدوده المحدوده سهامي
लिमिटेड प्राइवेट प्रा लि লিমিটেড লিঃ
"""
_LONG_LEGAL_FORMS = """
sp zoo
sp k
sp j
s de rl
a en p
en commandite
en comandita
private limited
limited liability company
limited liability partnership
public limited company
public joint stock company
open joint stock company
closed joint stock company
joint stock company
kabushiki kaisha
godo kaisha
gesellschaft mit beschränkter haftung
gesellschaft bürgerlichen rechts
offene handelsgesellschaft
eingetragener verein
eingetragene genossenschaft
société anonyme
société par actions simplifiée
société à responsabilité limitée
société coopérative
sociedad anónima
sociedad limitada
sociedad de responsabilidad limitada
sociedade anônima
società per azioni
società a responsabilità limitata
besloten vennootschap
naamloze vennootschap
spółka akcyjna
spółka z ograniczoną odpowiedzialnością
akciová společnost
společnost s ručením omezeným
anonim şirketi
limited şirketi
công ty cổ phần
công ty tnhh
công ty trách nhiệm hữu hạn
perseroan terbatas
общество с ограниченной ответственностью
публичное акционерное общество
закрытое акционерное общество
открытое акционерное общество
непубличное акционерное общество
акционерное общество
товариство з обмеженою відповідальністю
приватне акціонерне товариство
публічне акціонерне товариство
акціонерне товариство
ανώνυμη εταιρεία
ανώνυμος εταιρεία
εταιρεία περιορισμένης ευθύνης
ذات مسئولية محدودة
ذات مسؤولية محدودة
شركة مساهمة
با مسئولیت محدود
سهامی عام
سهامی خاص
प्राइवेट लिमिटेड
"""
_DENSE_LEGAL_FORMS = """
株式会社 有限会社 合同会社 合資会社 合名会社 相互会社 一般社団法人 一般財団法人 公益社団法人 公益財団法人
社団法人 財団法人 医療法人社団 医療法人財団 社会医療法人 医療法人 学校法人 宗教法人 社会福祉法人
特定非営利活動法人 地方独立行政法人 独立行政法人 国立大学法人 公立大学法人 国立研究開発法人
股份有限公司 有限责任公司 集团有限公司 集团股份有限公司 股份公司 有限公司 责任有限公司 有限合伙企业 有限合伙 公司
주식회사 유한회사 유한책임회사 합자회사 합명회사 농업회사법인 사회복지법인 학교법인 의료법인 사단법인 재단법인
บริษัทมหาชนจำกัด บริษัทจำกัด บริษัท มหาชนจำกัด จำกัดมหาชน จำกัด มหาชน ห้างหุ้นส่วนจำกัด ห้างหุ้นส่วนสามัญ ห้างหุ้นส่วน
ບໍລິສັດ ຈຳກັດ ມະຫາຊົນ ក្រុមហ៊ុន ကုမ္ပဏီ လီမိတက်
"""
_STOP_WORDS = """
the a an and of for in at by on or to with
de du des et la le les l d da das do dos del della delle degli di dell nel
en el los las al a o os e y i il lo gli un una une
der die das den dem des und fur im am an zu zum zur von vom bei ein eine
van het een voor te ter ten og och av af for til i ett
w we z ze na do oraz v ve u pri pro si din un az es
в во на по для имени им и с з та при
ο η το οι τα του της των στο στη και για
في من و
של את
की के का और
"""


def _folded(table: str) -> frozenset[str]:
    return frozenset(fold(one) for one in table.split())


LEGAL_FORMS = _folded(_LEGAL_FORMS)
STOP_WORDS = _folded(_STOP_WORDS)
# Those of several words, the longest first, since shorter ones stand in them.
LONG_LEGAL_FORMS = tuple(
    sorted({fold(one) for one in _LONG_LEGAL_FORMS.splitlines() if one}, key=lambda one: (-len(one), one))
)
# Those of scripts without spaces stand at either end of a word, joined to it.
DENSE_LEGAL_FORMS = tuple(sorted(_folded(_DENSE_LEGAL_FORMS), key=lambda one: (-len(one), one)))


def without_long_forms(folded: str) -> str:
    """Return a folded name without the legal forms of several words."""
    padded = f" {folded} "
    for form in LONG_LEGAL_FORMS:
        padded = padded.replace(f" {form} ", " ")
    return padded.strip()


def without_dense_forms(word: str) -> str:
    """Return a word of a script without spaces without the legal forms at its ends."""
    if not is_dense(word):
        return word
    left = None
    while left != word:
        left = word
        for form in DENSE_LEGAL_FORMS:
            word = word.removeprefix(form).removesuffix(form)
    return word
