"""What the columns of a table mean: guessed from their headings in many languages, else from what stands in them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hearback.people.rules.importing.entries import MOST_OF_A_KIND, Entry, is_address

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME, FIRST, LAST, MAIL, PHONE, LINK = "name", "first", "last", "mail", "phone", "link"
ORGANISATION, TITLE, TAGS, ROLE = "organisation", "title", "tags", "role"
PLACE, LANGUAGE, NOTE, NOTHING = "place", "language", "note", ""
MEANINGS = (NAME, FIRST, LAST, MAIL, PHONE, LINK, ORGANISATION, TITLE, TAGS, ROLE, PLACE, LANGUAGE, NOTE)
_HEADINGS = {
    NAME: "name fullname displayname contact person contactname nom nombre nome navn namn naam nimi imie nazwisko"
    " vollername nomcomplet nombrecompleto nomecompleto meno jmeno имя фио 姓名 名前 氏名 이름 الاسم",
    FIRST: "firstname givenname forename vorname prenom nombredepila primernombre nomedibattesimo primeironome voornaam"
    " fornavn fornamn etunimi krestnijmeno keresztnev имя1 名 имяпервое",
    LAST: "lastname surname familyname nachname familienname nomdefamille apellido apellidos cognome sobrenome"
    " apelido achternaam etternavn efternamn efternavn sukunimi prijmeni vezeteknev фамилия 姓",
    MAIL: "email mail emailaddress emails mailaddress adressemail courriel correo correoelectronico correio posta"
    " epost eposta epostadresse sahkoposti emailadres emailadresse mailadresse adreseemail"
    " почта электроннаяпочта"
    " メール メールアドレス"
    " 电子邮件 邮箱 이메일 البريدالإلكتروني primaryemail workemail emailvalue",
    PHONE: "phone telephone tel mobile mobil cell cellphone telefon telefono telefone telephonenumber phonenumber"
    " handy portable movil celular telefoon puhelin телефон 電話 电话 전화 mobilephone workphone",
    LINK: "url link website web homepage site siteweb webseite sitioweb paginaweb sito profile linkedin blog"
    " mastodon twitter сайт",
    ORGANISATION: "organisation organization company firm employer firma unternehmen entreprise societe empresa"
    " azienda bedrijf foretag selskab yritys firme компания организация 会社 公司 회사 account accountname",
    TITLE: "title jobtitle position role2 funktion beruf stelle poste fonction cargo puesto ruolo functie befattning"
    " stilling должность 役職 职位 jobposition",
    TAGS: "tags tag labels label categories category keywords groups group groupmembership schlagworte kategorie"
    " etiquettes etiquetas etichette метки",
    ROLE: "role roles kind type rolle rôle relationship beziehung",
    PLACE: "place city town country location address ort stadt land wohnort ville pays ciudad pais citta paese"
    " plaats stad kaupunki miasto mesto город страна 都市 国 城市",
    LANGUAGE: "language languages lang sprache langue idioma lingua taal sprak kieli jezyk язык 言語 语言",
    NOTE: "note notes notizen comment comments remark remarks"
    " description notiz bemerkung kommentar commentaire nota notas"
    " comentario osservazioni opmerking заметка примечание 備考 备注",
}
_MEANING = {word: meaning for meaning, words in _HEADINGS.items() for word in words.split()}
_NO_LETTER = re.compile(r"[\W_\d]+")
_PARTS = re.compile(r"[;,|\n]|:::")
_LINK = re.compile(r"^https?://\S+$", re.IGNORECASE)
_PHONE = re.compile(r"^\+?[\d\s().\-/]{6,40}$")
SAMPLE = 50  # lines


def guessed(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return what each column seems to mean, "" where nobody can tell. rows: the first lines below the header."""
    meanings: list[str] = []
    for place, heading in enumerate(header):
        cells = [row[place].strip() for row in rows[:SAMPLE] if place < len(row) and row[place].strip()]
        meaning = _MEANING.get(_key(heading), "") or _of_cells(cells)
        is_single = meaning in (NAME, FIRST, LAST, ORGANISATION, TITLE, NOTE)
        meanings.append("" if is_single and meaning in meanings else meaning)
    return meanings


def has_header(first: Sequence[str]) -> bool:
    """Return whether the first line of a table names its columns: no cell of it is an address, a link or a number."""
    return not any(is_address(one.strip()) or _LINK.match(one.strip()) or _PHONE.match(one.strip()) for one in first)


def _key(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading.casefold())
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return _NO_LETTER.sub("", unicodedata.normalize("NFC", bare))


def _of_cells(cells: Sequence[str]) -> str:
    for meaning, fits in ((MAIL, is_address), (LINK, _LINK.match), (PHONE, _PHONE.match)):
        if cells and 2 * sum(bool(fits(one)) for one in cells) > len(cells):
            return meaning
    return NOTHING


def entry(line: int, cells: Sequence[str], meanings: Sequence[str]) -> Entry:
    """Return what a line of a table tells."""
    told: dict[str, list[str]] = {meaning: [] for meaning in MEANINGS}
    for meaning, cell in zip(meanings, cells, strict=False):
        if meaning and (words := _plain(cell)):
            told[meaning].append(words)
    name = " ".join(told[NAME][:1]) or " ".join([*told[FIRST], *told[LAST]])
    return Entry(
        line=line,
        name=name,
        mails=_parts(told[MAIL]),
        phones=_several(told[PHONE]),
        links=_several(told[LINK]),
        organisation=" ".join(told[ORGANISATION][:1]),
        title=" ".join(told[TITLE][:1]),
        tags=_parts(told[TAGS]),
        roles=tuple(one.casefold() for one in _parts(told[ROLE])),
        places=_several([", ".join(told[PLACE])] if told[PLACE] else []),
        languages=_parts(told[LANGUAGE]),
        note="\n".join(told[NOTE]),
    )


def _plain(cell: str) -> str:
    return cell.replace("\0", "").strip().removeprefix("mailto:")


def _parts(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the parts of cells that hold several, each once."""
    return _several([part for cell in cells for part in _PARTS.split(cell)])


def _several(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in cells if one.strip()))[:MOST_OF_A_KIND]
