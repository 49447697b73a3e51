"""The addresses of the room."""

from django.urls import path

from hearback.listening.pages import (
    attached,
    connecting,
    hooks,
    importing,
    running,
    sheets,
    signing_in,
    sources,
    unreadable,
)

urlpatterns = [
    path("sources", sources.sources, name="sources"),
    path("sources/list", sources.sources_list, name="sources-list"),
    path("sources/providers", signing_in.providers, name="providers"),
    path("sources/providers/<slug:kind>", signing_in.describe, name="describe-provider"),
    path("sources/sign-in/<slug:kind>", signing_in.sign_in, name="sign-in-at"),
    path("sources/signed-in", signing_in.signed_in, name="signed-in"),
    path("sources/connect/<str:kind>", connecting.connect, name="connect"),
    path("sources/<int:number>", sources.source, name="source"),
    path("sources/<int:number>/state", sources.source_state, name="source-state"),
    path("sources/<int:number>/edit", connecting.edit, name="edit-source"),
    path("sources/<int:number>/pause", sources.pause, name="pause"),
    path("sources/<int:number>/go-on", sources.go_on, name="go-on"),
    path("sources/<int:number>/listen", sources.listen_now, name="listen-now"),
    path("sources/<int:number>/compare", sources.compare, name="compare"),
    path("hooks/<int:number>/<slug:secret>/<slug:what>", hooks.hook, name="hook"),
    path("import", importing.bring, name="import"),
    path("runs/<int:number>", running.run, name="run"),
    path("runs/<int:number>/state", running.run_state, name="run-state"),
    path("runs/<int:number>/stop", running.stop_run, name="stop-run"),
    path("runs/<int:number>/go-on", running.go_on_run, name="go-on-run"),
    path("unreadable", unreadable.unreadable, name="unreadable"),
    path("unreadable/again", unreadable.read_all_again, name="read-all-again"),
    path("unreadable/<int:number>/<int:arrival>/again", unreadable.read_again, name="read-again"),
    path("arrivals/<int:number>/<int:arrival>/original", unreadable.original, name="original"),
    path("arrivals/<int:number>/<int:arrival>/as-sent", sheets.as_sent, name="as-sent"),
    path("arrivals/<int:number>/<int:arrival>/sheet", sheets.sheet, name="sheet"),
    path("arrivals/<int:number>/<int:arrival>/frame", sheets.frame, name="frame"),
    path("arrivals/<int:number>/<int:arrival>/pictures/<slug:choice>", sheets.decide, name="decide-pictures"),
    path("arrivals/<int:number>/<int:arrival>/parts/<int:part>", attached.attached, name="attached"),
    path("arrivals/<int:number>/<int:arrival>/parts/<int:part>/seen", attached.seen, name="attached-seen"),
    path("pictures/<str:token>", attached.picture_from_elsewhere, name="picture-from-elsewhere"),
]
