"""The class of the sandbox: a teacher and three students, always with the same ids."""

from __future__ import annotations

from dataclasses import dataclass

import simcord

from bot.discord_ui.client import INVITE_PERMISSIONS

MANAGE_SERVER = 1 << 5
"""Discord: the permission that makes a teacher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A server with one class."""

    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    teacher: simcord.MemberActor
    students: tuple[simcord.MemberActor, ...]

    @property
    def everyone(self) -> tuple[simcord.MemberActor, ...]:
        """The teacher, then the students."""
        return (self.teacher, *self.students)


def build_world(env: simcord.Env) -> World:
    """Make the class, in an order that never changes: ids are counted, and the database remembers them.

    Dastan may do there what its invitation asks for, and no more: what works here works on Discord.
    """
    env.backend.edit_bot_profile("Dastan")
    guild = env.create_guild("History class", owner=env.create_user("school", global_name="School"))
    bot_role = guild.roles["Dastan"]
    env.backend.edit_role(guild.id, bot_role.id, {"permissions": INVITE_PERMISSIONS.value})
    channel = guild.create_text_channel("history", topic="Lessons, questions and quizzes")
    teachers = guild.create_role("Teachers", color=0xC27C0E)
    env.backend.edit_role(guild.id, teachers.id, {"permissions": MANAGE_SERVER})
    teacher = guild.add_member(env.create_user("teacher", global_name="Teacher"), roles=[teachers])
    students = tuple(
        guild.add_member(env.create_user(f"student_{letter.lower()}", global_name=f"Student {letter}"))
        for letter in "ABC"
    )
    return World(guild=guild, channel=channel, teacher=teacher, students=students)
