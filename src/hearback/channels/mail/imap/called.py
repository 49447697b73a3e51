"""What mail programs call the folders that nobody is asked in, where a server does not mark them (RFC 6154)."""

from __future__ import annotations

# \ALL and \FLAGGED are views of mail that lies in other folders, too.
LEFT_OUT = {
    b"\\DRAFTS": "drafts", b"\\JUNK": "junk", b"\\TRASH": "trash", b"\\ALL": "", b"\\FLAGGED": "",
}  # fmt: skip
_NAMES = {
    "drafts": frozenset({
        "drafts", "draft", "entwürfe", "brouillons", "borradores", "rascunhos", "bozze", "concepten", "utkast",
        "kladder", "luonnokset", "wersje robocze", "szkice", "koncepty", "rozepsané", "piszkozatok", "schițe",
        "черновики", "чернетки", "taslaklar", "πρόχειρα", "טיוטות", "المسودات", "下書き", "草稿",
        "草稿箱", "임시 보관함",
    }),
    "junk": frozenset({
        "junk", "junk e-mail", "junk email", "junk mail", "spam", "bulk mail", "spamverdacht", "junk-e-mail",
        "courrier indésirable", "indésirables", "correo no deseado", "lixo eletrônico", "lixo eletrónico",
        "posta indesiderata", "ongewenste e-mail", "skräppost", "søppelpost", "uønsket e-mail", "uønsket mail",
        "roskaposti", "wiadomości-śmieci", "nevyžádaná pošta", "levélszemét", "mesaje nedorite", "спам",
        "нежелательная почта", "önemsiz e-posta", "ανεπιθύμητη αλληλογραφία", "דואר זבל", "البريد غير الهام",
        "迷惑メール", "垃圾邮件", "垃圾郵件", "정크 메일", "스팸메일함",
    }),
    "trash": frozenset({
        "trash", "deleted", "deleted items", "deleted messages", "bin", "papierkorb", "gelöscht", "gelöschte elemente",
        "gelöschte objekte", "gelöschte nachrichten", "corbeille", "éléments supprimés", "messages supprimés",
        "papelera", "elementos eliminados", "lixeira", "itens excluídos", "itens eliminados", "cestino",
        "posta eliminata", "prullenbak", "verwijderde items", "papperskorgen", "borttagna objekt", "papirkurv",
        "slettede elementer", "slettet post", "roskakori", "poistetut", "kosz", "elementy usunięte", "koš",
        "odstraněná pošta", "kuka", "törölt elemek", "coș de gunoi", "elemente șterse", "корзина", "удаленные",
        "удалённые", "кошик", "çöp kutusu", "silinmiş öğeler", "διαγραμμένα", "פריטים שנמחקו", "العناصر المحذوفة",
        "ごみ箱", "削除済みアイテム", "已删除邮件", "已删除", "刪除的郵件", "휴지통", "지운 편지함",
    }),
}  # fmt: skip


def is_called(name: str, use: str) -> bool:
    """Say whether the last part of a folder's name is what programs call a folder of that use."""
    return name.casefold() in _NAMES.get(use, frozenset())
