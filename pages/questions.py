"""Questions: what did they ask?"""

from __future__ import annotations

from webcast.ui.frame import page
from webcast.ui.kit import downloads, figures
from webcast.ui.kit.fragments import part
from webcast.ui.voices import question_words, questions

context = page.begin(question_words.QUESTIONS)
asked = questions.summary(context)

downloads.of_page(context, downloads.table("questions", question_words.EVERY_QUESTION_ASKED))
context.answer(question_words.questions_answer(asked.questions, asked.askers, asked.answered))
figures.row(questions.key_figures(context, asked))
part(questions.table, context)
part(questions.to_answer, context)
part(questions.askers, context)
