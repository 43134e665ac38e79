"""Words of terms: what a copyright line must not hold to be ignored, in the languages of most model cards.

A list can only be long, never whole: it stands behind the rules on the shape of a line in `copyright_lines`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ENGLISH = """
to in on at from into within outside inside above below over until after before against than with when where while is
are am be was were been being has have had do does did it this that these those you your we our my me us them they any
every each as or only void no non not nor none never nothing nobody noone sole solely may must shall should cannot
could would might except unless without if but under through during since between minus less more most least lots zero
nil null just merely purely alone always forever once soon later again also too however otherwise instead else hereby
thereof herein hereof who whom whose which what why how out off up down via about like there here then anyone anybody
everyone everybody dont cant wont isnt arent mustnt subject term terms rule rules apply applies applying applied
clause clauses addendum amendment exhibit appendix annex contract contracts nda eula tos aup policy laws lawful
unlawful legal illegal court patent patents trademark trademarks liable waiver warranty notice warning caution
attention important note mention credit credits cite citation attribution backlink right rights use uses used user
users usage using reuse reused sell sells selling seller sold sale sales resale resell train trains trained training
copy copies copying copied share shared shares sharing sharealike alike derivative derivatives keep keeps retain
include includes included including disclose disclosed disclosure release released access host hosted hosting deploy
deployed deployment production saas weight weights distill distilled distillation scrape scraped scraping mine mining
bot bots token tokens quota gpu gpus device devices seat seats mau download downloads visit click register
registration login signup obtain takes taken give gives given get gets make makes made run runs running serve served
serving lend lending allow allows allowed allowing disallow disallowed ban bans banned banning outlaw outlaws outlawed
exempt exempts exempted exemption excepts excepted excepting exception exceptions exclude excluded excludes excluding
deny denies denied block blocked barred refuse refused reject rejected stop halt cease desist bound forfeit rent rents
rented renting rental rentals lease leases leased leasing loaned hire hired tax taxed taxes tariff pay pays paid
paying payable payment payments unpaid fee fees price prices priced pricing cost costs charge charges charged invoice
bill bills billed billing purchase purchased buy buys bought buyer buyers owe owes owed donate donation donations free
nonfree gratis dollar dollars usd eur euro euros gbp pound pounds yuan rmb cny jpy rupee rupees inr chf franc francs
krw cent cents percent million millions billion billions thousand thousands hundred hundreds revenue income turnover
nonprofit month months monthly week weeks weekly year years yearly days daily hour hours hourly annual annually
quarterly biweekly trial trials demo beta preview test tests testing tester testers contact ask see read email please
per limit limits minimum maximum valid invalid effective start starts started end ends ended ending begin begins
mandatory compulsory optional voluntary member members membership customer customers client clients subscriber
subscribers subscription employee employees staff citizen citizens resident residents nonresident territory
territories country countries region regions worldwide business noncommercial nc research educational enterprise
edition community commons weapon weapons weaponry weaponized arms army war wars warfare nuclear surveillance spying
police defense defence gambling porn adult adults minors kids eu eea usa cash bitcoin upon beware unwelcome welcome
version versions mode sample lite due toll tolls away negotiate inquire enquire hate kill poison civilian peaceful
harmless ethical ethics charity charities nonlibre noncomm nonprofits resaerch reasearch reserach shareware freeware
trialware donationware abandonware nagware adware crippleware warrant warrants sue sues sued lawsuit claim claims
audit consult need needs needed want wants yes true false
"""
_LICENSE_NAMES = """
cc cco by nc nd sa gpl lgpl agpl fdl gfdl busl bsl sspl mpl eupl rail openrail openmdw cecill apsl cddl epl cpl osl
afl artistic wtfpl bsd copyleft creativecommons unlicense unlicensed odbl odc rsal ssal fsl elv polyform prosperity
nonlicensed noai
"""
_GERMAN = """
nicht niemals nur kein keine keiner keinem keinen ohne fur ausser ausgenommen ausgeschlossen lediglich ausschliesslich
unter uber auf nach siehe gilt gelten vorbehalten rechte darf durfen muss mussen soll sollen kann konnen wird werden
gestattet zulassig unzulassig untersagt genehmigung entgelt kosten kostenlos kostenpflichtig gebuhr gebuhren zahlen
zahlung zahlbar monatlich jahrlich waffen lehre schule schulen bildung zweck zwecke zwecken gebrauch weitergabe
verkauf miete gemietet
"""
_ROMANCE = """
ne pas aucun aucune sans sauf seul seule seuls seulement uniquement pour avec dans sous hors droits droit usage usages
prive privee paiement payant payante mensuel mensuelle mois frais gratuit gratuite armes militaire enseignement
conditions loyer vente vendre redevance solo sola solos solas solamente unicamente unico nunca ningun ninguna uso usos
para con bajo segun salvo excepto permiso permisos investigacion gratis gratuito gratuita pago pagos mensual
mensualmente armas derechos reservados venta vender alquiler soltanto senza tranne eccetto divieto ricerca fini scopo
scopi mensile mensilmente pagamento diritti riservati armi vendita vendere affitto sotto apenas somente sem nao exceto
pesquisa fins mensal mensalmente direitos venda aluguel sob
"""
_OTHERS = """
niet geen alleen uitsluitend zonder gebruik enkel behalve betaald voor verhuur ej inte icke ikke endast bara uden uten
kaytto zakaz zakazane zakazano tylko bez wylacznie uzytek uzytku pouze nesmi nekomercni interzis numai yasak yasaktir
ticari sadece olmaz kullanim dilarang hanya bukan tanpa komersial khong nem nincs tilos kereskedelmi csak nelkul
tilalom kinshi shiyou shoyo shogyo jinzhi shangyong feishangye feishang tolko nelzya nelzja zapreshcheno zapresheno
zaprescheno nekommercheskoe
"""
TERMS = frozenset(f"{_ENGLISH} {_LICENSE_NAMES} {_GERMAN} {_ROMANCE} {_OTHERS}".split())
"""Words of terms, in small letters without accents; a name that holds one of them is taken for terms."""

_STEMS = re.compile(
    "licen|lizen|lisens|permi|prohib|proib|restri|comm?er[ci]c|comm?erc|komm?er[zsc]|lucrat|research|recherche|academ|accadem"
    "|akadem|educat|educaz|evaluat|profit|personal|private|privat|internal|internes|purpos|agree|consent|forbid|forbad|forbud"
    "|verbot|verbod|verbied|exclu|esclu|condition|condici|condizi|bedingung|require|royalt|distribut|modif|deriv|reprodu|approv"
    "|authori[sz]|autori[sz]|polic[iy]|revok|terminat|expire|confiden|secret|propriet|militar|competi|reserv|oblig|respons|student"
    "|teach|hobby|govern|eula|legal|attribut|acknowledg|indemn|sanction|embargo|unlaw|outlaw|payment|subscri|weapon|surveil"
    "|interdi|utilis|utiliz|nutz|gewerb|forschung|wissenschaft|erlaub|untersag|genehmig|einwillig|zustimm|verwend|vervielfalt"
    "|vietat|permess|permit|toegestaan|commercieel|niekomer|zapre[sc]"
)
"""Parts of words of terms, wherever in a word they stand."""

_ACROSS_WORDS = re.compile(
    "commerci|prohibit|restrict|licen[cs]e|permitted|forbidden|verboten|interdit|prohibid|vietat|proibid"
)
"""Parts that tell even where blanks or marks were put between their letters."""

_PARTICIPLE = re.compile(r"\w{4,}ed|\w{3,}[ai]ble")
_NO_PARTICIPLE = re.compile(
    r"\w*(?:united|limited|incorporated|associated|advanced|integrated|embedded|unified|allied|chartered)"
    r"|\w*(?:fred|fried|hm+ed|h[ae]m+ed|eed|sayed|khaled|rashed|mildred|allred|aldred|eldred|constable|huxtable)"
)
"""Names and words of names that end as participles do."""
_NEGATION = re.compile(r"n['’]t\b", re.IGNORECASE)
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | {
        "ı": "i",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "TH",
        "ħ": "h",
        "Ħ": "H",
        "ŧ": "t",
        "Ŧ": "T",
        "ŋ": "n",
        "Ŋ": "N",
        "ĸ": "k",
    }
)


@lru_cache(maxsize=4096)
def is_of_terms(word: str) -> bool:
    """Return whether a word, or a part of one in camel case or with hyphens, belongs to terms rather than to a name."""
    bare = without_accents(word)
    whole = re.sub(r"[^a-z]", "", bare.lower())
    parts = {whole, *(part.lower() for part in _PARTS.findall(bare)), *re.split(r"[^a-z]+", bare.lower())}
    return bool(
        parts & TERMS
        or _STEMS.search(whole)
        or _NEGATION.search(word)
        or any(_PARTICIPLE.fullmatch(part) and not _NO_PARTICIPLE.fullmatch(part) for part in parts)
    )


def tells_terms_across_words(text: str) -> bool:
    """Return whether the letters of a text in a row hold a word of terms, as "Com Mercial" does."""
    return bool(_ACROSS_WORDS.search(re.sub(r"[^a-z]", "", without_accents(text).lower())))


def without_accents(text: str) -> str:
    """Return Latin letters as plain ones, so that "Cömmercial" reads as what it looks like."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(character for character in apart if not unicodedata.combining(character))
