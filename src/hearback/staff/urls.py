"""The addresses of the room."""

from django.urls import path

from hearback.staff.pages import colleagues, mine, signing_in

urlpatterns = [
    path("sign-in", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("first", signing_in.first, name="first"),
    path("invitations/<str:token>", signing_in.accept, name="accept"),
    path("invitations/<int:number>/withdraw", colleagues.withdraw, name="withdraw-invitation"),
    path("colleagues", colleagues.colleagues, name="colleagues"),
    path("me", mine.mine, name="me"),
    path("me/password", mine.change_password, name="change-password"),
    path("theme", mine.theme, name="theme"),
]
