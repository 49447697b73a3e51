"""The addresses of the room."""

from django.urls import path

from hearback.people.pages import matching, persons, wishes

urlpatterns = [
    path("people", persons.people, name="people"),
    path("people/<int:number>", persons.person, name="person"),
    path("people/<int:number>/wishes", wishes.of_person, name="person-wishes"),
    path("people/<int:number>/consents", wishes.consents, name="person-consents"),
    path("people/asks", wishes.asked, name="asks"),
    path("people/asks/<int:number>/answer", wishes.answer, name="answer-ask"),
    path("people/asks/<int:number>/open", wishes.open_again, name="open-ask"),
    path("wishes/<str:token>", wishes.wishes, name="wishes"),
    path("wishes/<str:token>/stop", wishes.stop, name="wishes-stop"),
    path("wishes/<str:token>/ask", wishes.ask, name="wishes-ask"),
    path("people/same", matching.same, name="same-person"),
    path("people/same/<int:number>", matching.answer, name="answer-same"),
    path("people/same/<int:number>/again", matching.ask_again, name="ask-again"),
    path("people/joined", matching.joined, name="joined"),
    path("people/joined/<int:number>/confirm", matching.confirm, name="confirm-merge"),
    path("people/joined/<int:number>/back", matching.take_back, name="take-back-merge"),
    path("people/apart", matching.taken_apart, name="taken-apart"),
    path("people/apart/<int:number>/back", matching.take_back_split, name="take-back-split"),
    path("people/<int:number>/merge", matching.merge, name="merge-person"),
    path("people/identities/<int:number>/split", matching.split, name="split-person"),
    path("people/stop-words", matching.stops, name="stop-words"),
    path("people/stop-words/set", matching.set_stop, name="set-stop-word"),
    path("people/stop-words/<int:number>/forget", matching.forget_stop, name="forget-stop-word"),
]
