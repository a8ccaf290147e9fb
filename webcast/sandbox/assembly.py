"""From vectors to viewers: what an event's people typed, watched, asked and answered, put into words."""

from __future__ import annotations

import random

from webcast.sandbox import forms, texts
from webcast.sandbox.audiences import MEDIA, MODES, Audience
from webcast.sandbox.campaigns import CAMPAIGNS
from webcast.sandbox.events import LIVE, ON_DEMAND, Asked, Facts, Response, Session, Viewer
from webcast.sandbox.people import People


class Assembly:
    """Makes the viewers of one event.

    Args:
        people: Everybody.
        audience: The event's people as vectors.
        facts: The event.
        topic: What the questions are about.
        regulars: The first so many people come often.
        seed: Where chance comes from.
    """

    def __init__(
        self, people: People, audience: Audience, facts: Facts, topic: str, *, regulars: int, seed: str
    ) -> None:
        self._people = people
        self._audience = audience
        self._facts = facts
        self._topic = topic
        self._regulars = regulars
        # S311: this is a play, not a secret.
        self._rng = random.Random(seed)  # noqa: S311
        self._mood = self._rng.uniform(0.55, 0.95)
        self._answered = self._rng.uniform(0.4, 0.85)
        self._full_form = self._rng.random() < 0.35

    def __call__(self) -> list[Viewer]:
        """Return the viewers by registration time."""
        audience = self._audience
        sessions = self._sessions()
        rows = zip(
            audience.person.tolist(),
            audience.registered.tolist(),
            audience.campaign.tolist(),
            audience.spelling.tolist(),
            sessions,
            strict=True,
        )
        return [self._viewer(*row) for row in rows]

    def _sessions(self) -> list[tuple[Session, ...]]:
        seen = self._audience.viewings
        rows = zip(
            seen.owner.tolist(),
            seen.mode.tolist(),
            seen.start.tolist(),
            seen.end.tolist(),
            seen.media.tolist(),
            strict=True,
        )
        found: list[list[Session]] = [[] for _ in range(len(self._audience.person))]
        for owner, mode, start, end, media in rows:
            found[owner].append(Session(MODES[mode], start, end, MEDIA[media]))
        return [tuple(sessions) for sessions in found]

    def _viewer(
        self, person: int, registered: int, campaign: int, spelling: int, sessions: tuple[Session, ...]
    ) -> Viewer:
        answers = self._people.answers(person, full=self._full_form, spelling=spelling)
        source = CAMPAIGNS[campaign]
        if source.id:
            answers["source_track_id"] = source.id
        self._custom(answers, person)
        asked = self._questions(sessions) if sessions else ()
        return Viewer(registered, answers, source.referrer, sessions, asked, self._responses(registered, sessions))

    def _custom(self, answers: dict[str, str], person: int) -> None:
        luck, company = int(self._people.luck[person]), int(self._people.company[person])
        for question_id, text in self._facts.questions:
            answer = forms.registration_answer(text, luck, company, loyal=person < self._regulars, rng=self._rng)
            if answer:
                answers[question_id] = answer

    def _questions(self, sessions: tuple[Session, ...]) -> tuple[Asked, ...]:
        rng = self._rng
        seen = [s for s in sessions if s.mode != ON_DEMAND and s.end - s.start > 60_000]
        if not seen or rng.random() >= 0.105:
            return ()
        count = rng.choice((1, 1, 1, 1, 2, 2, 3))
        at = sorted(rng.randint(s.start, s.end) for s in rng.choices(seen, k=count))
        return tuple(self._question(moment) for moment in at)

    def _question(self, at: int) -> Asked:
        rng = self._rng
        reply: str | None
        if rng.random() < 0.28:
            question, reply = rng.choice(texts.GENERAL_QUESTIONS)
            question = question.format(city=rng.choice(texts.GREETING_CITIES))
        elif rng.random() < forms.HOSTILE_SHARE:
            question, reply = rng.choice(texts.HOSTILE), rng.choice(texts.HOSTILE)
        else:
            ending = rng.choice(texts.ENDINGS).format(number=rng.randint(2, 40))
            question = rng.choice(texts.OPENINGS) + rng.choice(texts.TOPICS[self._topic]) + ending
            reply = rng.choice(texts.REPLIES)
        return Asked(at, question, reply if rng.random() < self._answered else None)

    def _responses(self, registered: int, sessions: tuple[Session, ...]) -> tuple[Response, ...]:
        rng, facts = self._rng, self._facts
        if not sessions:
            # A few answer from the link in the follow-up mail without ever having watched.
            if facts.surveys and rng.random() < 0.0015:
                return tuple(forms.complete(facts.surveys[-1], registered, self._mood, rng))
            return ()
        live = any(s.mode == LIVE for s in sessions)
        start, end = (facts.live_start, facts.live_end) if live else (facts.simlive_start, facts.simlive_end)
        moment = forms.Moment(sessions, start, end, self._mood)
        return tuple(r for survey in facts.surveys for r in forms.responses(survey, moment, rng))
