"""Where many strangers have their mailboxes, and how those houses read an address."""

from hearback.people.rules.matching.languages import words

PROVIDERS = words(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com aol.com aim.com compuserve.com
    icloud.com me.com mac.com fastmail.com fastmail.fm messagingengine.com hey.com zoho.com zohomail.com mail.com
    email.com usa.net inbox.com hushmail.com tutanota.com tutanota.de tuta.io tuta.com protonmail.com protonmail.ch
    proton.me pm.me riseup.net disroot.org posteo.de posteo.net posteo.eu mailbox.org cock.li autistici.org runbox.com
    gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de online.de email.de alice-dsl.de
    bluewin.ch hispeed.ch sunrise.ch chello.at aon.at wanadoo.fr orange.fr free.fr laposte.net sfr.fr neuf.fr
    numericable.fr club-internet.fr libero.it tiscali.it virgilio.it alice.it tin.it fastwebnet.it telenet.be skynet.be
    xs4all.nl planet.nl home.nl ziggo.nl hetnet.nl kpnmail.nl telia.com bredband.net comhem.se tele2.se online.no
    broadpark.no tdcadsl.dk mail.dk kolumbus.fi elisanet.fi pp.inet.fi welho.com seznam.cz centrum.cz email.cz
    volny.cz atlas.cz post.cz azet.sk zoznam.sk wp.pl o2.pl onet.pl interia.pl poczta.fm poczta.onet.pl gazeta.pl
    tlen.pl mail.ru bk.ru list.ru inbox.ru rambler.ru yandex.ru yandex.com ya.ru ukr.net i.ua abv.bg freemail.hu
    citromail.hu t-online.hu comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net
    earthlink.net mindspring.com juno.com netzero.net optonline.net roadrunner.com rr.com windstream.net
    frontiernet.net rogers.com shaw.ca sympatico.ca telus.net videotron.ca btinternet.com btopenworld.com
    blueyonder.co.uk ntlworld.com virgin.net virginmedia.com sky.com talktalk.net tiscali.co.uk freeserve.co.uk
    demon.co.uk bigpond.com bigpond.net.au optusnet.com.au iinet.net.au internode.on.net tpg.com.au westnet.com.au
    xtra.co.nz paradise.net.nz qq.com foxmail.com 163.com 126.com yeah.net 139.com 189.cn sina.com sina.cn sohu.com
    tom.com aliyun.com naver.com daum.net hanmail.net nate.com rediffmail.com rediff.com sify.com vsnl.net
    uol.com.br bol.com.br terra.com.br ig.com.br globo.com users.sourceforge.net users.sf.net lists.sourceforge.net
    ieee.org acm.org alumni.org student.org rocketmail.com ymail.com dispostable.com mailinator.com
    """
)
# First labels of a registered domain that are a provider's in every country.
PROVIDER_WORDS = frozenset(["yahoo", "hotmail", "live", "outlook", "gmx", "yandex", "rediffmail", "googlemail"])
# The same house under several domains.
ONE_HOUSE = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "fastmail.fm": "fastmail.com",
    "users.sf.net": "users.sourceforge.net",
}
# Houses that give mail with these signs left out to the same mailbox.
DOTS_MEAN_NOTHING = {"gmail.com": ".", "proton.me": ".-_"}
# Houses that give name<sign>anything to the mailbox of the name.
TAGS = {
    **dict.fromkeys(["gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "proton.me"], "+"),
    **dict.fromkeys(["fastmail.com", "yandex.ru", "zoho.com", "posteo.de", "mailbox.org", "runbox.com"], "+"),
    **dict.fromkeys(["yahoo.com", "ymail.com", "rocketmail.com"], "-"),
}
# Where a forge's address stands for an account there.
FORGES = {
    "users.noreply.github.com": "github",
    "noreply.github.com": "github",
    "users.noreply.gitlab.com": "gitlab",
    "noreply.codeberg.org": "codeberg",
    "users.noreply.gitea.com": "gitea",
}
