"""Facts about who thanks, and who only closes a letter."""

from __future__ import annotations

import pytest

from hearback.understanding.rules.thanking import thanks

THANKS = [
    "Thank you, that helped a lot!",
    "Thanks!",
    "Hello Bea,\n\nmany thanks for the quick answer, the valve fits.\n\nAnn",
    "Vielen Dank für die schnelle Hilfe, jetzt passt alles.",
    "Merci beaucoup pour votre aide, tout fonctionne.",
    "Muchas gracias por la ayuda, ya funciona.",
    "Muito obrigada pela ajuda com o filtro!",
    "Grazie mille per la risposta veloce.",
    "Hartelijk dank voor de snelle hulp.",
    "Tack så mycket för hjälpen!",
    "Dziękuję bardzo za pomoc z zaworem.",
    "Děkuji za rychlou odpověď, funguje to.",
    "Köszönöm szépen a segítséget!",
    "Çok teşekkürler, şimdi çalışıyor.",
    "Спасибо большое за помощь!",
    "Дуже дякую за допомогу!",
    "Σας ευχαριστώ πολύ για τη βοήθεια.",
    "ありがとうございます。直りました。",
    "非常感谢您的帮助,谢谢!",
    "도와주셔서 감사합니다.",
    "شكرا جزيلا على المساعدة",
    "תודה רבה על העזרה",
]
CLOSINGS = [
    "Does the blue one fit?\n\nThanks,\nAnn",
    "Could you send me the manual?\n\nThank you in advance,\nAnn Archer",
    "Passt der blaue?\n\nVielen Dank im Voraus\nAnn",
    "Pouvez-vous m'aider ?\n\nMerci d'avance\nAnn",
    "The pump is broken since Monday and nobody came to look at it.\nThanks.",
    "No thanks, we have one already and need no other.",
    "Please call me back today about the tank in the cellar.",
    "",
]


@pytest.mark.parametrize("words", THANKS)
def test_who_thanks_for_something_thanks(words):
    assert thanks(words)


@pytest.mark.parametrize("words", CLOSINGS)
def test_who_closes_a_letter_or_asks_for_something_does_not(words):
    assert not thanks(words)
