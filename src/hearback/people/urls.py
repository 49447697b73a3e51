"""The addresses of the room."""

from django.urls import path

from hearback.people.pages import persons, wishes

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
]
