"""Questions: what did they ask?"""

from __future__ import annotations

from webcast.ui import figures, page, page_words, questions, words

context = page.begin(words.QUESTIONS)
asked = questions.summary(context)

context.answer(page_words.questions_answer(asked.questions, asked.askers, asked.answered))
figures.row(questions.key_figures(context, asked))
questions.by_event(context)
questions.table(context)
