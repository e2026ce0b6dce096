"""The Discord of these tests behaves as Discord does, where the other tests lean on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.loopback.interactions import Kind, Reply
from tests.loopback.rest import API
from tests.loopback.server import Discord
from tests.loopback.world import Channel

TEXT = {"flags": 1 << 15, "components": [{"type": 10, "content": "Hello"}]}


class Client:
    """A bot's requests, one by one."""

    def __init__(self, discord: Discord, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
        url = self.discord.address + API + path
        headers = {"Authorization": f"Bot {self.discord.token}"} | headers
        async with self._session.request(method, url, json=body, headers=headers) as response:
            told = await response.json() if response.status != 204 else None
            return response.status, told, {key.lower(): value for key, value in response.headers.items()}

    async def post(self, channel: Channel, **more: Any) -> tuple[int, Any, dict[str, str]]:
        return await self.ask("POST", f"/channels/{channel.id}/messages", TEXT | more)

    async def acknowledge(self, reply: Reply, kind: int = 4, **data: Any) -> tuple[int, Any, dict[str, str]]:
        path = f"/interactions/{reply.id}/{reply.token}/callback?with_response=1"
        return await self.ask("POST", path, {"type": kind, "data": TEXT | data})


@pytest.fixture
async def client(discord: Discord) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(discord, session)


@pytest.fixture
def channel(discord: Discord) -> Channel:
    return discord.channel()


@pytest.fixture
def reply(discord: Discord, channel: Channel) -> Reply:
    """An interaction that waits to be acknowledged."""
    reply = Reply(person=discord.teacher, channel=channel, kind=Kind.COMMAND)
    discord.rest.replies[reply.token] = reply
    return reply


async def test_another_token_is_refused(client: Client) -> None:
    assert (await client.ask("GET", "/users/@me"))[0] == 200
    assert (await client.ask("GET", "/users/@me", Authorization="Bot another"))[0] == 401


async def test_what_is_not_there_has_discords_own_code(client: Client, channel: Channel) -> None:
    elsewhere = Channel("elsewhere", client.discord.guild)
    assert (await client.post(elsewhere))[1]["code"] == 10003
    assert (await client.ask("PATCH", f"/channels/{channel.id}/messages/1", TEXT))[1]["code"] == 10008


async def test_an_enforced_nonce_gives_the_same_message_again(client: Client, channel: Channel) -> None:
    once = await client.post(channel, nonce="r1", enforce_nonce=True)
    again = await client.post(channel, nonce="r1", enforce_nonce=True)
    other = await client.post(channel, nonce="r1")
    assert once[1]["id"] == again[1]["id"] != other[1]["id"]
    assert len(client.discord.messages(channel)) == 2
    client.discord.forget_nonces()
    assert (await client.post(channel, nonce="r1", enforce_nonce=True))[1]["id"] != once[1]["id"]


async def test_history_is_newest_first_and_can_be_asked_for_in_part(client: Client, channel: Channel) -> None:
    ids = [(await client.post(channel))[1]["id"] for _ in range(5)]
    path = f"/channels/{channel.id}/messages"

    async def history(query: str) -> list[str]:
        return [one["id"] for one in (await client.ask("GET", f"{path}?{query}"))[1]]

    assert await history("limit=100") == ids[::-1]
    assert await history(f"after={ids[0]}&limit=2") == ids[1:3][::-1]
    assert await history(f"before={ids[4]}&limit=2") == ids[2:4][::-1]


async def test_an_interaction_is_acknowledged_once_and_in_time(client: Client, reply: Reply) -> None:
    status, told, _ = await client.acknowledge(reply, flags=(1 << 15) + (1 << 6))
    assert (status, told["resource"]["message"]["id"]) == (200, str(reply.message and reply.message.id))
    assert reply.ephemeral
    assert client.discord.messages(reply.channel) == []
    assert (await client.acknowledge(reply))[1]["code"] == 40060

    reply.after = None
    client.discord.rest.acknowledge_within = 0
    assert (await client.acknowledge(reply))[1]["code"] == 10062
    assert reply.refused == 10062


async def test_after_thinking_the_first_followup_takes_its_place(client: Client, reply: Reply) -> None:
    path = f"/webhooks/{client.discord.application_id}/{reply.token}"
    assert (await client.ask("POST", path, TEXT))[1]["code"] == 10015
    await client.acknowledge(reply, 5, components=[])
    assert reply.thinking
    await client.ask("POST", path, TEXT)
    assert (reply.thinking, reply.text, len(reply.followups)) == (False, "Hello", 0)
    await client.ask("POST", path, TEXT)
    assert len(reply.followups) == 1
    await client.ask("PATCH", f"{path}/messages/@original", {"components": [{"type": 10, "content": "Changed"}]})
    assert reply.text == "Changed\nHello"
    client.discord.rest.token_lives = 0
    assert (await client.ask("POST", path, TEXT))[1]["code"] == 50027


async def test_five_messages_in_five_seconds_are_enough_for_a_channel(client: Client, channel: Channel) -> None:
    client.discord.limits.on = True
    other = client.discord.channel("other")
    answers = [await client.post(channel) for _ in range(6)]
    assert [status for status, _, _ in answers] == [200] * 5 + [429]
    assert [headers.get("x-ratelimit-remaining") for _, _, headers in answers] == ["4", "3", "2", "1", "0", "0"]
    _, told, headers = answers[-1]
    assert 4 < told["retry_after"] <= 5
    assert not told["global"]
    assert (headers["retry-after"], headers["x-ratelimit-scope"], headers["content-type"]) == (
        "5",
        "user",
        "application/json",
    )
    assert headers["via"]
    assert (await client.post(other))[0] == 200
    assert len(client.discord.refused()) == 1


async def test_fifty_requests_in_a_second_are_enough_for_a_bot_but_interactions_do_not_count(
    client: Client, reply: Reply
) -> None:
    client.discord.limits.on = True
    answers = [await client.ask("GET", "/users/@me") for _ in range(51)]
    assert [status for status, _, _ in answers] == [200] * 50 + [429]
    assert answers[-1][1]["global"]
    assert answers[-1][2]["x-ratelimit-global"] == "true"
    assert (await client.acknowledge(reply))[0] == 200


async def test_trouble_comes_as_often_as_it_was_planned(client: Client, channel: Channel) -> None:
    faults = client.discord.faults
    faults.answer("POST", "/channels/*/messages", 500, times=2)
    faults.rate_limit("POST", "/channels/*/messages", retry_after=2, via=False)
    got = [await client.post(channel) for _ in range(4)]
    assert [status for status, _, _ in got] == [500, 500, 429, 200]
    assert ["via" in headers for _, _, headers in got] == [True, True, False, False]
    assert len(client.discord.messages(channel)) == 1


async def test_an_answer_may_get_lost_whether_or_not_anything_was_done(client: Client, channel: Channel) -> None:
    for carried_out, left in ((False, 0), (True, 1)):
        client.discord.faults.lose("POST", "/channels/*/messages", carried_out=carried_out)
        with pytest.raises(aiohttp.ClientError):
            await client.post(channel)
        assert len(client.discord.messages(channel)) == left
