"""Free mail domains: anybody can get a mailbox there, so an address does not identify an organisation.

Maintained by hand. A domain is listed if its mailboxes are for the public and its owner's staff use another one. Public
lists to check it against: https://github.com/Kikobeats/free-email-domains, https://github.com/willwhite/freemail, and
for mail that is thrown away https://github.com/disposable-email-domains/disposable-email-domains.
"""

_WORLDWIDE = """
    gmail.com googlemail.com icloud.com me.com mac.com privaterelay.appleid.com aol.com aol.co.uk aol.de
    aol.fr aol.it aol.es aol.jp aim.com love.com ygm.com wow.com netscape.net gmx.com gmx.net gmx.de gmx.at
    gmx.ch gmx.org gmx.biz gmx.info gmx.eu gmx.us gmx.fr gmx.es gmx.it gmx.co.uk gmx.pt gmx.pl gmx.ca gmx.tm
    gmx.li gmx.co.in gmx.ie gmx.se gmx.ru gmx.cn gmx.hk gmx.sg gmx.ph gmx.my gmx.tw mail.com email.com
    usa.com myself.com consultant.com post.com europe.com asia.com iname.com writeme.com engineer.com
    techie.com dr.com accountant.com journalist.com teachers.org proton.me protonmail.com protonmail.ch
    pm.me tutanota.com tutanota.de tutamail.com tuta.com tuta.io keemail.me zoho.com zoho.eu zoho.in
    zohomail.com zohomail.eu zohomail.in fastmail.com fastmail.fm fastmail.net fastmail.org hey.com
    hushmail.com hush.com hush.ai mailbox.org posteo.de posteo.net posteo.org posteo.eu runbox.com
    mailfence.com startmail.com countermail.com kolabnow.com disroot.org riseup.net autistici.org duck.com
    skiff.com inbox.com lycos.com excite.com myway.com care2.com bigfoot.com juno.com netzero.net
    netzero.com pobox.com mail2web.com mail2world.com inbox.eu mail.ee mozmail.com rediffmail.com rediff.com
    indiatimes.com passmail.net passinbox.com passfwd.com mail.tm cock.li airmail.cc
"""

_MICROSOFT = """
    hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es hotmail.nl hotmail.be hotmail.ch
    hotmail.se hotmail.no hotmail.dk hotmail.fi hotmail.gr hotmail.ca hotmail.com.au hotmail.com.br
    hotmail.com.ar hotmail.com.mx hotmail.com.tr hotmail.co.jp hotmail.co.kr hotmail.co.th hotmail.co.il
    hotmail.co.in hotmail.co.nz hotmail.co.id hotmail.co.za hotmail.com.hk hotmail.com.tw hotmail.com.vn
    hotmail.cl hotmail.hu hotmail.cz hotmail.sk hotmail.rs hotmail.lt hotmail.lv hotmail.my hotmail.ph
    hotmail.sg hotmail.pt hotmail.ru hotmail.at outlook.com outlook.fr outlook.de outlook.es outlook.it
    outlook.be outlook.at outlook.dk outlook.ie outlook.pt outlook.cz outlook.sk outlook.hu outlook.lv
    outlook.jp outlook.kr outlook.in outlook.sa outlook.ph outlook.my outlook.sg outlook.cl outlook.co.id
    outlook.co.il outlook.co.nz outlook.co.th outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr
    outlook.com.tr outlook.com.vn live.com live.co.uk live.fr live.de live.it live.nl live.be live.at
    live.ca live.cl live.cn live.dk live.fi live.ie live.in live.jp live.no live.ru live.se live.hk
    live.com.ar live.com.au live.com.mx live.com.my live.com.ph live.com.pt live.com.sg live.com.pe
    live.com.ve live.co.kr live.co.za live.co.in msn.com msn.cn msn.nl msn.co.uk windowslive.com
    windowslive.es passport.com
"""

_YAHOO = """
    yahoo.com yahoo.ae yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca yahoo.ie yahoo.nl yahoo.be
    yahoo.at yahoo.ch yahoo.se yahoo.no yahoo.dk yahoo.fi yahoo.gr yahoo.pl yahoo.pt yahoo.ro yahoo.cz
    yahoo.hu yahoo.bg yahoo.hr yahoo.ee yahoo.lt yahoo.lv yahoo.rs yahoo.cl yahoo.in yahoo.jp yahoo.cn
    yahoo.co.in yahoo.co.jp yahoo.co.id yahoo.co.kr yahoo.co.nz yahoo.co.th yahoo.co.za yahoo.co.il
    yahoo.co.hu yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.cn yahoo.com.co yahoo.com.hk yahoo.com.mx
    yahoo.com.my yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw yahoo.com.ua yahoo.com.ve
    yahoo.com.vn ymail.com rocketmail.com myyahoo.com yahoomail.com yahoo.ne.jp ymail.ne.jp ybb.ne.jp
"""

_WESTERN_EUROPE = """
    orange.fr wanadoo.fr free.fr aliceadsl.fr laposte.net sfr.fr neuf.fr cegetel.net 9online.fr club-internet.fr
    numericable.fr noos.fr bbox.fr voila.fr dbmail.com libertysurf.fr caramail.com caramail.fr mailo.com
    netcourrier.com web.de t-online.de freenet.de arcor.de online.de onlinehome.de vodafone.de vodafonemail.de
    vodafone.it pt.lu a1.net a1.at email.de magenta.de kabelmail.de unitybox.de mail.de firemail.de lycos.de
    directbox.com bluewin.ch hispeed.ch sunrise.ch swissonline.ch vtxmail.ch aon.at chello.at inode.at utanet.at
    kabsi.at skynet.be telenet.be scarlet.be voo.be belgacom.net ziggo.nl home.nl planet.nl hetnet.nl kpnmail.nl
    kpnplanet.nl xs4all.nl zonnet.nl chello.nl upcmail.nl casema.nl quicknet.nl onsnet.nl caiway.nl solcon.nl
    btinternet.com btopenworld.com talktalk.net tiscali.co.uk virginmedia.com virgin.net ntlworld.com
    blueyonder.co.uk sky.com plus.com lineone.net freeserve.co.uk o2.co.uk orange.net fsmail.net mail.co.uk
    eircom.net iol.ie libero.it virgilio.it alice.it tin.it tim.it tiscali.it iol.it inwind.it blu.it giallo.it
    email.it fastwebnet.it poste.it supereva.it interfree.it katamail.com terra.es telefonica.net ono.com
    wanadoo.es lycos.es movistar.es jazztel.es euskalnet.net sapo.pt iol.pt netcabo.pt clix.pt aeiou.pt mail.pt
    ewetel.net ewe.net osnanet.de alice-dsl.net o2mail.de o2online.de genion.de versanet.de mnet-mail.de
    mnet-online.de htp-tel.de superkabel.de tele2.at upcmail.ch tele2.nl versatel.nl hccnet.nl wxs.nl online.nl
    telfort.nl talk21.com tesco.net madasafish.com iolfree.ie indigo.ie oceanfree.net oninet.pt netvisao.pt
    teletu.it tiscalinet.it infinito.it internet.lu
"""

_NORTHERN_AND_EASTERN_EUROPE = """
    telia.com spray.se bredband.net tele2.se comhem.se passagen.se online.no frisurf.no mail.dk stofanet.dk
    jubii.dk ofir.dk luukku.com suomi24.fi elisanet.fi kolumbus.fi saunalahti.fi pp.inet.fi hot.ee online.ee
    inbox.lv apollo.lv inbox.lt mail.lt one.lt wp.pl o2.pl tlen.pl go2.pl onet.pl op.pl onet.eu vp.pl
    autograf.pl interia.pl interia.eu poczta.fm intmail.pl gazeta.pl spoko.pl seznam.cz email.cz post.cz
    centrum.cz volny.cz atlas.cz quick.cz tiscali.cz azet.sk zoznam.sk centrum.sk post.sk pobox.sk freemail.hu
    citromail.hu indamail.hu vipmail.hu t-online.hu abv.bg mail.bg dir.bg gbg.bg gyuvetch.bg mail.ru bk.ru
    list.ru inbox.ru internet.ru yandex.ru yandex.com yandex.ua yandex.by yandex.kz yandex.com.tr ya.ru narod.ru
    rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru pochta.ru hotbox.ru newmail.ru ukr.net i.ua meta.ua
    bigmir.net online.ua email.ua mail.ua tut.by mynet.com mail.com.tr otenet.gr forthnet.gr in.gr freemail.gr
    pathfinder.gr home.se swipnet.se broadpark.no c2i.net get2net.dk cybercity.dk forum.dk dnainternet.net
    welho.com netti.fi sci.fi simnet.is neostrada.pl amorki.pl buziaczek.pl chello.cz upcmail.cz chello.sk
    stonline.sk chello.hu upcmail.hu home.ro rdslink.ro hol.gr vivodinet.gr cytanet.com.cy maltanet.net
    onvol.net ttmail.com superonline.com pisem.net ukrpost.ua mail.by neti.ee takas.lt zebra.lt navigator.lv
    e-apollo.lv net.hr inet.hr siol.net t-2.net volja.net email.si ptt.rs bih.net.ba teol.net
"""

_AMERICAS = """
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net pacbell.net swbell.net ameritech.net flash.net
    prodigy.net snet.net nvbell.net cox.net charter.net rr.com roadrunner.com twc.com spectrum.net earthlink.net
    mindspring.com frontier.com frontiernet.net centurylink.net centurytel.net embarqmail.com q.com qwest.net
    windstream.net optonline.net optimum.net mchsi.com cableone.net suddenlink.net wowway.com rcn.com tds.net
    peoplepc.com hughes.net usa.net sympatico.ca bell.net rogers.com shaw.ca telus.net videotron.ca cogeco.ca
    eastlink.ca mts.net sasktel.net uol.com.br bol.com.br terra.com.br ig.com.br oi.com.br globo.com
    globomail.com zipmail.com.br terra.com terra.cl terra.com.ar fibertel.com.ar arnet.com.ar ciudad.com.ar
    speedy.com.ar vtr.net prodigy.net.mx latinmail.com starmedia.com adinet.com.uy superig.com.br brturbo.com.br
    click21.com.br pop.com.br veloxmail.com.br infovia.com.ar netizen.com.ar telmexmail.com une.net.co
    etb.net.co cantv.net montevideo.com.uy vera.com.uy cwpanama.net coqui.net cwjamaica.com
"""

_ASIA_PACIFIC_AND_AFRICA = """
    qq.com foxmail.com 163.com 126.com yeah.net 188.com 139.com 189.cn wo.cn sina.com sina.cn sina.com.cn
    sohu.com tom.com 21cn.com 263.net aliyun.com eyou.com naver.com hanmail.net daum.net nate.com kakao.com
    korea.com empas.com paran.com dreamwiz.com docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp
    nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp excite.co.jp infoseek.jp goo.jp pchome.com.tw yam.com
    goo.ne.jp bezeqint.net emirates.net.ae eim.ae seed.net.tw hinet.net netvigator.com singnet.com.sg sify.com
    sifymail.com vsnl.net bsnl.in dataone.in sancharnet.in bigpond.com bigpond.net.au optusnet.com.au
    ozemail.com.au iinet.net.au iprimus.com.au tpg.com.au internode.on.net westnet.com.au dodo.com.au xtra.co.nz
    slingshot.co.nz walla.com walla.co.il 012.net.il netvision.net.il zahav.net.il maktoob.com webmail.co.za
    mweb.co.za telkomsa.net vodamail.co.za ananzi.co.za iafrica.com menara.ma plala.or.jp odn.ne.jp dion.ne.jp
    infoweb.ne.jp hi-ho.ne.jp asahi-net.or.jp jcom.home.ne.jp zaq.ne.jp eonet.ne.jp commufa.jp livedoor.com
    mopera.net vodafone.ne.jp willcom.com ymobile.ne.jp lycos.co.kr hanmir.com hitel.net chollian.net
    unitel.co.kr netian.com biznetvigator.com starhub.net.sg pacific.net.sg tm.net.my streamyx.com thaimail.com
    telkom.net plasa.com vnn.vn sltnet.lk aapt.net.au netspace.net.au clear.net.nz paradise.net.nz
    ihug.co.nz orcon.net.nz absamail.co.za barak.net.il actcom.co.il 013net.net awalnet.net.sa qualitynet.net
    omantel.net.om cyberia.net.lb idm.net.lb tedata.net.eg planet.tn topnet.tn gnet.tn
"""

_DISPOSABLE_AND_ALIASES = """
    mailinator.com guerrillamail.com guerrillamail.net guerrillamail.org guerrillamailblock.com sharklasers.com
    grr.la yopmail.com yopmail.fr yopmail.net 10minutemail.com temp-mail.org tempmail.com tempmailo.com
    maildrop.cc mailnesia.com mailcatch.com getnada.com trashmail.com trashmail.de trashmail.net dispostable.com
    mintemail.com throwawaymail.com fakeinbox.com emailondeck.com moakt.com mohmal.com mytemp.email
    spamgourmet.com discard.email tempr.email 33mail.com anonaddy.com anonaddy.me addy.io simplelogin.com
    simplelogin.fr simplelogin.co simplelogin.io slmail.me slmails.com aleeas.com 1secmail.com 1secmail.org
    1secmail.net dropmail.me emlpro.com 10mail.org 8alias.com 8shield.net dralias.com silomails.com jetable.org
    wegwerfemail.de byom.de einrot.com mail.gw mailsac.com mail7.io inboxkitten.com burnermail.io mailpoof.com
    spam4.me tempinbox.com guerrillamail.de guerrillamail.biz guerrillamail.info pokemail.net tempmail.net
    tempmail.io temp-mail.io temp-mail.com tempmail.plus tmpmail.org tmpmail.net mailto.plus fexpost.com
    fexbox.org any.pink merepost.com rover.info mailbox.in.ua chitthi.in armyspy.com cuvox.de dayrep.com
    fleckens.hu gustr.com jourrapide.com rhyta.com superrito.com teleworm.us nada.email getairmail.com
    inboxbear.com zetmail.com tafmail.com abyssmail.com boximail.com clrmail.com dropjar.com givmail.com
    robot-mail.com vomoto.com mailtothis.com harakirimail.com mailinator.net mailinator2.com spamherelots.com
    sogetthis.com chammy.info tradermail.info bobmail.info suremail.info binkmail.com safetymail.info
    veryrealemail.com letthemeatspam.com devnullmail.com zippymail.info notmailinator.com incognitomail.com
    incognitomail.org mailexpire.com mytrashmail.com trashmail.me trashmail.io trashmail.ws trash-mail.com
    trash-mail.de kurzepost.de objectmail.com proxymail.eu rcpt.at wegwerfmail.de wegwerfmail.net
    wegwerfmail.org wegwerfadresse.de spambog.com spambog.de spambog.ru sofort-mail.de mailtemp.info
    muellmail.com smellfear.com 0815.ru 20minutemail.com 10minutemail.net 10minutemail.co.uk 10minutesmail.com
    fakemail.net fakemailgenerator.com emailtemporanea.com emailtemporanea.net mailtemporaire.com
    mailtemporaire.fr jetable.com jetable.net jetable.fr.nf yopmail.info nospam.ze.tc nomail.xl.cx mega.zik.dj
    speed.1s.fr courriel.fr.nf moncourrier.fr.nf monemail.fr.nf monmail.fr.nf cool.fr.nf filzmail.com
    anonbox.net anonymbox.com mailnull.com spamex.com spam.la spamfree24.org spamavert.com spamspot.com
    deadaddress.com mailforspam.com mail-temporaire.fr e4ward.com gishpuppy.com sneakemail.com owlymail.com
    crazymailing.com mohmal.im mohmal.in mohmal.tech cs.email emltmp.com minimail.gq 10mail.tk dropmail.cc
    emlhub.com spymail.one yomail.info freeml.net laste.ml wwjmp.com esiix.com xojxe.com yoggm.com smailpro.com
    tempmail.email tempmail.ninja tempmails.org tempemail.co tempemail.net discardmail.com discardmail.de
    0-mail.com moza.pl generator.email emailfake.com email-fake.com cmail.club addymail.com mailer.me
"""

# Certified mail in Italy (PEC), which anybody can rent by the mailbox; the providers are listed at
# https://www.agid.gov.it/it/piattaforme/posta-elettronica-certificata
_CERTIFIED = """
    pec.it legalmail.it arubapec.it postacert.it postecert.it pec.aruba.it registerpec.it pecimprese.it
    sicurezzapostale.it mypec.eu ticertifica.it gigapec.it pec.cloud messaggipec.it actaliscertymail.it
    telecompost.it casellapec.com lamiapec.it pecmail.it peceasy.it
"""

# Mail of a whole profession: each mailbox belongs to another office, and the domain to none of them. Its chamber
# runs it (archiworldpec.it, ingpec.eu and the like are certified mail in Italy), or its network (hin.ch, mssante.fr).
PROFESSIONAL_MAIL_DOMAINS = frozenset(
    {
        "apicrypt.org",
        "archiworldpec.it",
        "avocat-conseil.fr",
        "cjsm.net",
        "conafpec.it",
        "consulentidellavoropec.it",
        "doctors.net.uk",
        "doctors.org.uk",
        "geopec.it",
        "hin.ch",
        "ingpec.eu",
        "mssante.fr",
        "nhs.net",
        "notaires.fr",
        "notariato.it",
        "notarnet.de",
        "pecavvocati.it",
        "psypec.it",
    }
)

FREE_MAIL_DOMAINS = frozenset(
    (
        _WORLDWIDE
        + _MICROSOFT
        + _YAHOO
        + _WESTERN_EUROPE
        + _NORTHERN_AND_EASTERN_EUROPE
        + _AMERICAS
        + _ASIA_PACIFIC_AND_AFRICA
        + _DISPOSABLE_AND_ALIASES
        + _CERTIFIED
    ).split()
)


def is_free_mail(domain: str) -> bool:
    """Whether the domain (A-labels) or one of its parents is listed."""
    return _is_below(domain, FREE_MAIL_DOMAINS)


def is_professional_mail(domain: str) -> bool:
    """Whether the domain (A-labels) or one of its parents serves a whole profession. It may have an account."""
    return _is_below(domain, PROFESSIONAL_MAIL_DOMAINS)


def identifies_nobody(domain: str) -> bool:
    """Whether an address there says nothing about the organisation of its holder."""
    return is_free_mail(domain) or is_professional_mail(domain)


def _is_below(domain: str, listed: frozenset[str]) -> bool:
    labels = domain.split(".")
    return any(".".join(labels[first:]) in listed for first in range(len(labels)))
