"""Questions: what did they ask?"""

from __future__ import annotations

from webcast.ui import downloads, figures, page, page_words, questions, words
from webcast.ui.parts import part

context = page.begin(words.QUESTIONS)
asked = questions.summary(context)

context.answer(page_words.questions_answer(asked.questions, asked.askers, asked.answered))
figures.row(questions.key_figures(context, asked))
part(questions.by_event, context)
part(questions.table, context)
part(questions.to_answer, context)
part(questions.askers, context)
downloads.files("questions", words.ALL_QUESTIONS)
