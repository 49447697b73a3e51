"""The addresses of the room."""

from django.urls import path

from hearback.inbox.pages import (
    conversation,
    deciding,
    files,
    finding,
    inbox,
    joining,
    letterhead,
    unreached,
    who,
    writing,
)

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("turns", inbox.turns, name="turns"),
    path("unreached", unreached.unreached, name="unreached"),
    path("unreached/list", unreached.unreached_list, name="unreached-list"),
    path("unreached/<int:number>/seen", unreached.see, name="see-unreached"),
    path("unreached/<int:number>/again", unreached.list_again, name="list-unreached-again"),
    path("people/find", finding.find, name="find"),
    path("conversations/<int:number>", conversation.conversation, name="conversation"),
    path("conversations/<int:number>/thread", conversation.thread, name="thread"),
    path("conversations/<int:number>/head", conversation.talk_head, name="head"),
    path("conversations/<int:number>/who", who.who, name="who"),
    path("conversations/<int:number>/suggested", who.suggested, name="suggested"),
    path("conversations/<int:number>/assign", deciding.assign, name="assign"),
    path("conversations/<int:number>/settle", deciding.settle, name="settle"),
    path("conversations/<int:number>/reopen", deciding.reopen, name="reopen"),
    path("conversations/<int:number>/join", joining.join, name="join"),
    path("conversations/<int:number>/split", joining.split, name="split"),
    path("conversations/<int:number>/move", joining.move, name="move"),
    path("conversations/<int:number>/apart", joining.apart, name="apart"),
    path("conversations/<int:number>/undo/<int:line>", deciding.undo, name="undo"),
    path("conversations/<int:number>/draft", writing.draft, name="draft"),
    path("conversations/<int:number>/answer", writing.answer, name="answer"),
    path("conversations/<int:number>/files", files.attach, name="attach"),
    path("conversations/<int:number>/recipients", writing.recipients, name="recipients"),
    path("files/<int:number>", files.saved, name="file"),
    path("files/<int:number>/seen", files.seen, name="file-seen"),
    path("files/<int:number>/remove", files.remove, name="remove-file"),
    path("files/<int:number>/put-back", files.put_back, name="put-back"),
    path("sources/<int:number>/letterhead", letterhead.letterhead, name="letterhead"),
    path("attempts/<int:number>/<slug:choice>", deciding.decide, name="decide"),
]
