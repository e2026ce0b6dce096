"""The judge by Discord's own description; the bodies are what discord.py makes."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from typing import Any, TypeAlias
from unittest import mock

import discord
import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from discord import app_commands, ui
from discord.http import HTTPClient, handle_message_parameters

from tests import discord_api
from tests.discord_api import CALLBACK, DEVIATIONS, MISSING, Judge

Body: TypeAlias = Any
Wire: TypeAlias = TestClient[web.Request, web.Application]

MESSAGES = "/channels/1/messages"
ANSWER = "/interactions/1/aW50ZXJhY3Rpb24/callback"
OWN = "/webhooks/1/aW50ZXJhY3Rpb24"
COMMANDS = "/applications/1/commands"


if discord_api.judge() is None:
    pytest.skip(MISSING, allow_module_level=True)


def spoken_to(person: int) -> Body:
    """The body with which discord.py opens a direct message."""
    only_told = mock.Mock(request=lambda _, json: json)
    return HTTPClient.start_private_message(only_told, person)


@pytest.fixture
def judge() -> Judge:
    found = discord_api.judge()
    assert found is not None
    return found


def page() -> ui.LayoutView:
    """A question with a button, a select and a picture."""
    view = ui.LayoutView()
    choices = [discord.SelectOption(label="Kokand", value="0"), discord.SelectOption(label="Bukhara", value="1")]
    view.add_item(
        ui.Container(
            ui.TextDisplay("### In which month was Kokand sacked?"),
            ui.Section("The Tashkent Soviet", accessory=ui.Thumbnail("https://example.org/soviet.png")),
            ui.MediaGallery(discord.MediaGalleryItem("attachment://map.png", description="Ferghana in 1918")),
            ui.Separator(),
            ui.ActionRow(ui.Button(label="February", custom_id="pick:1:0", emoji="🅰️")),
            ui.ActionRow(ui.Select(custom_id="many:1", options=choices)),
            accent_color=discord.Color.blue(),
        )
    )
    return view


def sent(**said: Any) -> Body:
    """The body that discord.py makes of the arguments of `send` or `edit`."""
    made = handle_message_parameters(**said)
    return json.loads(made.multipart[0]["value"]) if made.multipart else made.payload


def question() -> Body:
    return sent(view=page(), nonce="7", allowed_mentions=discord.AllowedMentions.none())


def reply() -> Body:
    ephemeral = discord.MessageFlags(ephemeral=True)
    return {"type": 4, "data": sent(view=page(), flags=ephemeral)}


def modal() -> Body:
    asked = ui.Modal(title="Your answer", custom_id="typed:1")
    asked.add_item(ui.Label(text="Year", component=ui.TextInput(custom_id="text", max_length=40)))
    sure = [discord.RadioGroupOption(label="Yes"), discord.RadioGroupOption(label="No")]
    asked.add_item(ui.Label(text="Sure?", component=ui.RadioGroup(options=sure)))
    return {"type": 9, "data": asked.to_dict()}


def commands() -> Body:
    @app_commands.command(description="Start a live quiz")
    @app_commands.describe(bank="Which questions", seconds="How long each")
    async def quiz(_: discord.Interaction, bank: str, seconds: app_commands.Range[int, 10, 300] = 30) -> None: ...

    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    tree.add_command(quiz)
    return [command.to_dict(tree) for command in tree.get_commands()]


def picture() -> discord.File:
    return discord.File(io.BytesIO(b"PNG"), "map.png", description="Ferghana in 1918")


def button(message: Body) -> dict[str, Any]:
    found: dict[str, Any] = message["components"][0]["components"][4]["components"][0]
    return found


BUTTON = "components[0].components[4].components[0]"


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/users/@me", "GET /users/@me"),
        ("GET", "/oauth2/applications/@me", "GET /oauth2/applications/@me"),
        ("GET", "/gateway/bot", "GET /gateway/bot"),
        ("PUT", COMMANDS, "PUT /applications/{application_id}/commands"),
        ("GET", "/channels/1", "GET /channels/{channel_id}"),
        ("POST", MESSAGES, "POST /channels/{channel_id}/messages"),
        ("PATCH", f"{MESSAGES}/2", "PATCH /channels/{channel_id}/messages/{message_id}"),
        ("DELETE", f"{MESSAGES}/2", "DELETE /channels/{channel_id}/messages/{message_id}"),
        ("POST", ANSWER, CALLBACK),
        ("POST", OWN, "POST /webhooks/{webhook_id}/{webhook_token}"),
        ("PATCH", f"{OWN}/messages/2", "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"),
        ("PATCH", f"{OWN}/messages/@original", "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"),
    ],
)
def test_the_operation_behind_each_route_is_found(judge: Judge, method: str, path: str, operation: str) -> None:
    assert str(judge.operation(method, path)) == operation


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", MESSAGES, question),
        ("POST", MESSAGES, lambda: sent(view=page(), file=picture())),
        ("PATCH", f"{MESSAGES}/2", lambda: sent(content=None, view=page(), attachments=[])),
        ("POST", ANSWER, reply),
        ("POST", ANSWER, lambda: {"type": 5, "data": {"flags": 64}}),
        ("POST", ANSWER, lambda: {"type": 6}),
        ("POST", ANSWER, lambda: {"type": 7, "data": sent(view=page())}),
        ("POST", ANSWER, lambda: {"type": 8, "data": {"choices": [{"name": "Years", "value": "basmachi/years"}]}}),
        ("POST", ANSWER, lambda: {"type": 8, "data": {"choices": []}}),
        ("POST", ANSWER, modal),
        ("POST", OWN, lambda: sent(view=page())),
        ("PATCH", f"{OWN}/messages/@original", lambda: sent(view=page())),
        ("PUT", COMMANDS, commands),
    ],
)
async def test_what_discord_py_makes_is_accepted(
    judge: Judge, method: str, path: str, body: Callable[[], Body]
) -> None:
    assert judge.check(method, path, body()) == []


async def test_a_missing_key_is_named_with_its_place(judge: Judge) -> None:
    body = question()
    del button(body)["style"]
    assert judge.check("POST", MESSAGES, body) == [f"POST {MESSAGES}: {BUTTON}.style: is missing"]


async def test_a_value_of_a_wrong_type_is_refused(judge: Judge) -> None:
    body = question()
    button(body)["disabled"] = "no"
    assert judge.check("POST", MESSAGES, body) == [
        f'POST {MESSAGES}: {BUTTON}.disabled: "no" is not of types "null", "boolean"'
    ]


@pytest.mark.parametrize(("key", "limit"), [("custom_id", 100), ("label", 80)])
async def test_what_is_too_long_is_refused(judge: Judge, key: str, limit: int) -> None:
    body = question()
    button(body)[key] = "x" * limit
    assert judge.check("POST", MESSAGES, body) == []
    button(body)[key] += "x"
    (refused,) = judge.check("POST", MESSAGES, body)
    assert refused.startswith(f"POST {MESSAGES}: {BUTTON}.{key}: ")
    assert refused.endswith(f"is longer than {limit} characters")


async def test_an_unknown_key_is_refused_at_the_top(judge: Judge) -> None:
    body = question() | {"emphemeral": True}
    assert judge.check("POST", MESSAGES, body) == [f"POST {MESSAGES}: emphemeral: Discord knows no such key here"]


async def test_an_unknown_key_is_refused_deep_in_the_components(judge: Judge) -> None:
    body = reply()
    button(body["data"])["custum_id"] = button(body["data"]).pop("custom_id")
    assert judge.check("POST", ANSWER, body) == [
        f"POST {ANSWER}: data.{BUTTON}.custum_id: Discord knows no such key here"
    ]


async def test_a_key_that_only_another_kind_of_component_has_is_refused(judge: Judge) -> None:
    body = question()
    button(body)["placeholder"] = "Choose"
    assert judge.check("POST", MESSAGES, body) == [
        f"POST {MESSAGES}: {BUTTON}.placeholder: Discord knows no such key here"
    ]


async def test_a_component_that_may_not_stand_there_is_refused(judge: Judge) -> None:
    body = question()
    body["components"].append(button(body))
    (refused,) = judge.check("POST", MESSAGES, body)
    assert refused.startswith(f"POST {MESSAGES}: components[1].type: 2 is none of: 1, 17")


async def test_all_that_is_wrong_is_told_at_once(judge: Judge) -> None:
    body = question()
    button(body).update(style=9, emoji="A", label=None)
    body["nonce"] = "x" * 26
    assert len(judge.check("POST", MESSAGES, body)) == 3


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/channels/1/mesages"), ("PUT", MESSAGES), ("GET", "/channels//messages")]
)
def test_an_unknown_route_is_refused(judge: Judge, method: str, path: str) -> None:
    assert judge.check(method, path) == [f"{method} {path}: Discord has no such route"]


def test_a_body_is_refused_where_there_should_be_none_and_missed_where_there_should_be_one(judge: Judge) -> None:
    assert judge.check("DELETE", f"{MESSAGES}/2", {}) == [f"DELETE {MESSAGES}/2: the body: there should be none"]
    assert judge.check("POST", MESSAGES) == [f"POST {MESSAGES}: the body: is missing"]


@pytest.mark.parametrize("name", DEVIATIONS)
async def test_discord_py_still_deviates_as_named(judge: Judge, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever makes a deviation superfluous is told so here."""
    method, path, body = {
        "nsfw of a command": ("PUT", COMMANDS, commands()),
        "tts of an edit": ("PATCH", f"{MESSAGES}/2", sent(view=page())),
        "tts of an interaction's edit": ("POST", ANSWER, {"type": 7, "data": sent(view=page())}),
        "number of a file": ("POST", MESSAGES, sent(file=picture())),
        "number of an interaction's file": ("POST", ANSWER, {"type": 4, "data": sent(file=picture())}),
        "number of a person": ("POST", "/users/@me/channels", spoken_to(5)),
    }[name]
    assert judge.check(method, path, deepcopy(body)) == []
    monkeypatch.delitem(DEVIATIONS, name)
    assert len(judge.check(method, path, body)) == 1


def test_a_deviation_excuses_nothing_but_itself(judge: Judge) -> None:
    edit = f"{MESSAGES}/2"
    assert judge.check("PATCH", edit, {"tts": True}) == [f"PATCH {edit}: tts: Discord knows no such key here"]
    assert len(judge.check("PATCH", edit, {"attachments": [{"id": "first"}]})) == 1
    assert len(judge.check("PUT", COMMANDS, [{"name": "quiz", "nsfw": True}])) == 1


@pytest.fixture
async def wire(judge: Judge) -> AsyncIterator[Wire]:
    """A server that answers each request with what is wrong with it."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response(await discord_api.check_request(request, "/api/v10"))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_a_request_is_judged_as_it_comes_over_the_wire(wire: Wire) -> None:
    good = await wire.post(f"/api/v10{ANSWER}?with_response=true", json=reply())
    assert await good.json() == []
    bad = await wire.post(f"/api/v10{ANSWER}", json={"type": 4, "date": {}})
    assert await bad.json() == [f"POST {ANSWER}: date: Discord knows no such key here"]
    bare = await wire.get("/api/v10/gateway/bot")
    assert await bare.json() == []


@pytest.mark.parametrize(
    ("part", "wrong"), [("files[0]", []), ("file", [f"POST {MESSAGES}: Discord knows no such part of a form: file"])]
)
async def test_a_request_with_files_is_judged_part_by_part(wire: Wire, part: str, wrong: list[str]) -> None:
    form = FormData()
    form.add_field("payload_json", json.dumps(sent(view=page(), file=picture())))
    form.add_field(part, b"PNG", filename="map.png", content_type="application/octet-stream")
    answer = await wire.post(f"/api/v10{MESSAGES}", data=form)
    assert await answer.json() == wrong
