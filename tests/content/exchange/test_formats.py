"""Each format as its programs write it: what becomes a question, and what is told, at its line."""

from __future__ import annotations

import pytest

from bot.content.exchange import Brought, Kind, NothingBrought, read_foreign
from bot.core.models import Item, Matching, OneChoice, Ordering, SeveralChoices, ShortText, TrueFalse, Year
from tests.content.exchange.samples import CSV, DECK, FILES, LETTERS, bank_of, brought, deck, told, trivia, zipped


def sample(name: str) -> Brought:
    return brought(FILES[name], name)


def items(found: Brought) -> list[Item]:
    return list(bank_of(found).items)


def only(text: str | bytes, name: str) -> Item:
    """The one question of a file of which nothing is left."""
    found = brought(text, name)
    assert told(found.left) == []
    (item,) = items(found)
    return item


def refused(text: str | bytes, name: str, kind: Kind | None = None) -> list[str]:
    with pytest.raises(NothingBrought) as caught:
        read_foreign(text.encode() if isinstance(text, str) else text, name, kind=kind)
    return told(caught.value.problems)


def test_gift_is_read_with_its_feedback_weights_and_gaps() -> None:
    month, bodies, ally, gap, year, days, match = items(sample("movements.gift"))
    assert isinstance(month, OneChoice)
    assert month.ask == "In which month of 1918 was **Kokand** sacked?"
    assert month.choices == ("February", "January", "March", "August")
    assert month.answer == 0
    assert month.why == "Forces of the Tashkent Soviet took the city in February.\nIt was still winter."
    assert dict(month.wrong) == {1: "The government still stood then."}
    assert isinstance(bodies, SeveralChoices)
    assert bodies.ask == "Which two bodies formed the government: name both"
    assert bodies.answers == {0, 1}
    assert isinstance(ally, TrueFalse)
    assert ally.why == "He changed sides soon after."
    assert isinstance(gap, ShortText)
    assert gap.ask == "The Kachaghs were led in Karabakh by _____ for years."
    assert gap.accept == ("Sultan bek", "Sultan")
    assert isinstance(year, Year)
    assert (year.year, year.within, year.why) == (1916, 1, "Right, in the summer.")
    assert isinstance(days, ShortText)
    assert days.accept == ("12.5",)
    assert isinstance(match, Matching)
    assert match.rights == ("Kokand", "Bukhara", "Khiva")


def test_of_gift_all_that_has_no_counterpart_is_told_at_its_line() -> None:
    assert told(sample("movements.gift").left) == [
        "8: 'March' is worth 50 % here; where one choice is right, others are wrong",
        "20: what is said to those who are wrong is left out: 'He did.'",
        "22: the answer 'bek' is worth 50 % here and is left out",
        "22: '*' has a '*', which stands for any text, and is left out",
        "22: what is said to '*' is left out: 'Read it again.'",
        "26: '12.5' may be 0.5 off here; in Dastan it must be exact",
        "26: the answer '13' is worth 50 % here and is left out",
        "35: this question is left out: it is an essay, which Dastan does not grade",
        "37: this question is left out: it has no answer in braces, so it is a description",
        "39: this question is left out: its braces do not match; there must be no blank line between '{' and '}'",
    ]


def test_what_is_told_of_a_question_stands_above_it_in_the_bank_as_a_comment() -> None:
    text = sample("movements.gift").text
    assert (
        "  # line 8: 'March' is worth 50 % here; where one choice is right, others are wrong\n  - id: sack-of" in text
    )
    assert "  # line 35: this question is left out: it is an essay, which Dastan does not grade\n" in text
    assert "  # nobody has said why the answer is right; write it into 'why'\n  - id: which-two-bodies" in text


def test_a_question_without_an_explanation_is_to_be_improved_and_says_the_answer() -> None:
    found = sample("movements.gift")
    assert [problem.line for problem in found.improve] == [13]
    assert found.improve[0].message.startswith("3 questions come without a word on why the answer is right")
    assert bank_of(found).items[1].why == "The right answers are Shura-i Islam and Ulema Jemyeti."


def test_the_category_is_the_title_and_may_be_overruled() -> None:
    assert bank_of(sample("movements.gift")).title == "Two movements"
    found = read_foreign(FILES["movements.gift"], "x.gift", title="Kokand", movement="basmachi")
    assert (bank_of(found).title, bank_of(found).movement) == ("Kokand", "basmachi")
    both = brought("$CATEGORY: a/b\n\nWho?{=Enver}\n\n$CATEGORY: a/c\n\nWhen?{#1918}", "my-file.gift")
    assert bank_of(both).title == "My file"
    assert "# categories: a/b, a/c" in both.text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (r"Who\: \{x\} \= \~ \# \\ \n y?{=a\=b}", "Who: {x} = ~ # \\ \n y?"),
        ("[plain]a <b>b</b>{=x}", "a <b>b</b>"),
        ("[markdown]a **b** &amp;{=x}", "a **b** &amp;"),
        ("[html]a\n<i>b</i> &amp; c<br>d{=x}", "a *b* & c\nd"),
        ("a <u>b</u>\nc{=x}", "a __b__\nc"),
        ("// a comment\nWho?{\n// and one inside\n=x\n}", "Who?"),
        ("::name::Who{=x}?", "Who_____?"),
    ],
)
def test_the_text_of_a_gift_question_is_read_by_its_format_and_escapes(text: str, line: str) -> None:
    assert only(text, "x.gift").ask == line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Who?{=a =b ~c}", "1: each of 2 choices is right by itself here; in Dastan all of them must be chosen"),
        ("Who?{~%50%a ~%30%b ~c}", "1: the right choices are worth different shares here"),
        (
            "Who?{~%50%a ~%50%b ~%-100%c ~%-100%d}",
            "1: weights below zero are left out; in Dastan each wrong choice takes away 50",
        ),
        ("Who?{~%50%a ~%50%b ~%-25%c ~%-25%d}", "1: weights below zero are left out; in Dastan each wrong choice"),
        ("Who?{=a ~%-50%b}", "1: weights below zero are left out; where one choice is right"),
        ("Who?{\n=a\n~b\n~A\n}", "4: the choice 'A' is left out, because it is the same as another"),
        (f"Who?{{\n=a\n~b\n~{'c' * 81}\n}}", "4: the choice 'ccc"),
        ("Who?{\n=a\n~b\n~c\n~d\n~e\n~f\n}", "7: the choice 'f' is left out, because there is room for 5 choices"),
        ("Who?{\n=a\n~b\n~<img src\\='x/y.png'>\n}", "4: a picture 'y.png' is left out"),
        ("Who?{x =a ~b}", "1: 'x' stands before the first choice and is left out"),
        ("Who? {=a} Or {=b}?", "1: only the first pair of braces in a question holds its answer"),
        ("When?{#1916:60}", "1: an answer may be 60 off here; in Dastan at most 50 years"),
        ("When?{#=1916 ~#Read on.}", "1: what is said to those who are wrong is left out: 'Read on.'"),
        (
            "Match.{=a -> b =c -> d =e -> f = -> g}",
            "1: 'g' is left out, because it has no counterpart to be matched with",
        ),
        (
            "Match.{=a->1 =b->2 =c->3 =d->4 =e->5 =f->6}",
            "1: the pair 'f' – '6' is left out, because there is room for 5",
        ),
        (f"Who?{{=a =b ####{'why ' * 200}}}", "1: the explanation has 799 characters, and at most 700 are allowed"),
        ("Who?{=a =" + "b" * 101 + "}", "1: the answer 'bbb"),
        ("Who?{=a =?!}", "1: the answer '?!' is left out, because it has no letter and no digit"),
        (
            "Who?{=" + " =".join(f"a{n}" for n in range(21)) + "}",
            "1: the answer 'a20' is left out, because there is room",
        ),
        (
            "Who <a href\\='https\\://example.org/x'>came</a>?{~<a href\\='https\\://example.org/y'>b</a> =c}",
            "1: the link to ",
        ),
        ("Who\u200bcame?{=Enver}\u2028", "1: there is an invisible character here (U+2028)"),
    ],
)
def test_what_of_a_question_does_not_fit_is_told_and_the_rest_is_brought(text: str, message: str) -> None:
    found = brought(text, "x.gift")
    assert found.questions == 1
    assert any(line.startswith(message) for line in told(found.left)), told(found.left)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Who?{~a ~b}", "no choice of it is right"),
        ("Who?{=a ~A}", "there is only one choice left of it"),
        (f"Who?{{={'a' * 81} ~b}}", "cannot be kept, because it has 81 characters"),
        ("Who?{~a =A}", "the right choice 'A' cannot be kept, because it is the same as another"),
        ("Who?{~%17%a ~%17%b ~%17%c ~%17%d ~%17%e ~%17%f}", "6 choices of it are right"),
        (f"{'Who? ' * 101}{{=a}}", "it asks with 504 characters"),
        ("{=a}", "no question is asked"),
        ("When?{#about 1916}", "its answer 'about 1916' is not a number"),
        ("Match.{=a -> b =c -> d}", "it matches 2 pairs"),
        ("Match.{=a -> b =c -> d =A -> e}", "its left sides are not all different"),
        ("Match.{=a -> b =c -> d =x}", "'->' is missing in 'x'"),
        (f"Match.{{=a -> b =c -> d =e -> {'f' * 81}}}", "and 80 fit in a menu"),
        ("Put in order.{>2 ALL\none\ntwo\n}", "it puts 2 steps in order"),
        ("Who?{=*}", "there is no answer that could be typed"),
        ("Who?}{", "its braces do not match"),
        ("Who?{" + "=a" * 101 + "}", "it has more than 100 answers"),
    ],
)
def test_a_question_that_cannot_be_in_a_bank_is_left_out_with_the_reason(text: str, message: str) -> None:
    assert any(message in line for line in refused(text, "x.gift"))


@pytest.mark.parametrize(
    ("text", "year", "within"),
    [("{#1916}", 1916, 0), ("{#1916:2}", 1916, 2), ("{#1914..1918}", 1916, 2), ("{#=%100%1916:0#Yes.}", 1916, 0)],
)
def test_a_whole_number_that_can_be_a_year_is_one(text: str, year: int, within: int) -> None:
    item = only(f"When?{text}", "x.gift")
    assert isinstance(item, Year)
    assert (item.year, item.within) == (year, within)


@pytest.mark.parametrize(
    ("text", "form"), [("{#3.5}", "3.5"), ("{#2101}", "2101"), ("{#=1916 =1917}", "1916"), ("{#-4}", "-4")]
)
def test_any_other_number_is_a_text_to_be_typed(text: str, form: str) -> None:
    item = only(f"How many?{text}", "x.gift")
    assert isinstance(item, ShortText)
    assert item.accept[0] == form


def test_an_order_of_moodles_own_gift_is_read() -> None:
    item = only("::o::The earliest first.{>3 ALL VERTICAL\nA call-up\nA government\nA sack\n}", "x.gift")
    assert isinstance(item, Ordering)
    assert item.order == ("A call-up", "A government", "A sack")


def test_ids_are_made_of_names_and_questions_and_are_each_there_once() -> None:
    found = brought(
        "::Same::Who?{=a}\n\n::Same::When?{=b}\n\n::Кто::Кто пришёл?{=Энвер}\n\n"
        "// [id:own-id] [tag:level:3] [tag:a tag]\nWhat?{=c}"
        f"\n\n{'A long question about Kokand ' * 5}?{{=d}}",
        "x.gift",
    )
    ids = [item.id.rpartition("/")[2] for item in items(found)]
    assert ids == ["same", "same-2", "question", "own-id", "a-long-question-about-kokand-a-long-question"]
    assert items(found)[3].level == 3
    assert "# tags: a tag" in found.text


def test_moodle_xml_is_read_with_all_its_types() -> None:
    month, bodies, ally, leader, year, match, order = items(sample("movements.xml"))
    assert isinstance(month, OneChoice)
    assert month.ask == "In which month of 1918 was *Kokand* sacked?"
    assert (month.choices, month.answer) == (("January", "February", "March"), 1)
    assert (month.hint, month.level, month.why) == ("It was cold.", 2, "It fell in February.")
    assert isinstance(bodies, SeveralChoices)
    assert isinstance(ally, TrueFalse)
    assert ally.answer
    assert isinstance(leader, ShortText)
    assert isinstance(year, Year)
    assert (year.year, year.within) == (1916, 1)
    assert isinstance(match, Matching)
    assert isinstance(order, Ordering)
    assert order.order[0] == "A call-up"
    assert bank_of(sample("movements.xml")).title == "Kachagh – Basmachi"


def test_of_moodle_xml_all_that_has_no_counterpart_is_told_at_its_line() -> None:
    assert told(sample("movements.xml").left) == [
        "7: only the first hint is kept; left out is 'It was very cold.'",
        "7: weights below zero are left out; where one choice is right, a wrong one is worth nothing",
        "9: a picture 'map.png' is left out",
        "11: the file 'map.png' is left out",
        "22: 'incorrectfeedback' is left out: 'Think of winter.'",
        "30: the right choices are worth different shares here; in Dastan each is worth the same",
        "42: what is said to those who are wrong is left out: 'He did.'",
        "47: capitals matter here; in Dastan they do not",
        "49: 'Irgash*' has a '*', which stands for any text, and is left out",
        "50: the answer 'Bey' is worth 50 % here and is left out",
        "56: units are left out",
        "58: 'Tashkent' is left out, because it has no counterpart to be matched with",
        "70: each learner gets 3 of the steps here; in Dastan everyone gets all",
        "76: this question is left out: it is an essay, which Dastan does not grade",
        "77: this question is left out: it is a text with gaps, which Dastan does not have",
    ]


def xml(*questions: str) -> str:
    return "<quiz>\n" + "\n".join(questions) + "\n</quiz>"


TRUTH = (
    '<question type="truefalse"><name><text>n</text></name><questiontext><text>It fell.</text></questiontext>'
    '{more}<answer fraction="{first}"><text>{one}</text></answer>'
    '<answer fraction="0"><text>{other}</text></answer></question>'
)


def test_true_or_false_in_a_teachers_own_language_is_told_by_its_order() -> None:
    item = only(xml(TRUTH.format(first=100, one="Wahr", other="Falsch", more="")), "x.xml")
    assert isinstance(item, TrueFalse)
    assert item.answer


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (TRUTH.format(first=0, one="true", other="false", more=""), "it does not say whether true or false is right"),
        (TRUTH.format(first="x", one="true", other="false", more=""), "it does not say whether true or false is right"),
        ('<question type="ddmarker"/>', "its type is 'ddmarker', which has no counterpart in Dastan"),
        ("<other/>", "'other' has no counterpart in a bank"),
        ('<question type="multichoice"/>', "no question is asked"),
    ],
)
def test_what_cannot_be_read_of_moodle_xml_is_told(question: str, message: str) -> None:
    (line,) = refused(xml(question), "x.xml")
    assert line.startswith("2: ")
    assert line.endswith(message)


def test_old_pictures_and_a_teachers_own_praise_are_not_lost_in_silence() -> None:
    more = "<image>old.gif</image><correctfeedback><text>It did.</text></correctfeedback>"
    found = brought(xml(TRUTH.format(first=100, one="true", other="false", more=more)), "x.xml")
    assert told(found.left) == ["2: a picture is left out"]
    assert items(found)[0].why == "It did."


def test_aiken_is_read_and_what_is_wrong_with_it_is_told() -> None:
    found = sample("movements.txt")
    month, bodies = items(found)
    assert isinstance(month, OneChoice)
    assert (month.choices, month.answer) == (("January", "February", "March"), 1)
    assert isinstance(bodies, SeveralChoices)
    assert told(found.left) == [
        "13: this question is left out: no line 'ANSWER: ' with a letter follows its choices",
        "17: this question is left out: its answer, 'D' in line 20, is not among its choices",
        "21: no question stands before this answer",
    ]
    odd = brought("Who?\nA. a\nB) b\nANSWER: B, the second\n", "x.txt")
    assert told(odd.left) == ["4: of 'B, the second' only the first letter is read"]
    letters = "".join(f"{letter}. {letter}\n" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZA")
    assert "it has more than 26 choices" in refused(f"Who?\n{letters}ANSWER: A\n", "x.txt")[0]


def test_a_table_from_excel_is_read_with_its_mark_semicolons_and_line_ends() -> None:
    found = brought(CSV, "movements.csv")
    month, leader, year, ally = items(found)
    assert isinstance(month, OneChoice)
    assert (month.choices, month.answer, month.why) == (("February", "January", "March"), 0, "It was still winter.")
    assert isinstance(leader, ShortText)
    assert leader.ask == "Who named himself leader\nof an Islamic army?"
    assert isinstance(year, Year)
    assert isinstance(ally, TrueFalse)
    assert told(found.left) == [
        "1: the column 'Author' has no counterpart in a bank; its cells are left out",
        "8: this question is left out: the cell 'correct' is empty",
    ]


def test_a_table_may_have_a_column_a_choice_and_name_the_right_one_by_its_letter() -> None:
    attackers, two = items(brought(LETTERS, "letters.tsv"))
    assert isinstance(attackers, OneChoice)
    assert attackers.choices[attackers.answer] == "The Tashkent Soviet"
    assert isinstance(two, SeveralChoices)
    assert two.answers == {0, 1}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Who?,a,essay,,", "its type is 'essay'; in a table there are one choice, several choices"),
        ("Who?,a,one choice,,", "it has no choices"),
        ("Who?,maybe,true or false,,", "'correct' is 'maybe'; write true or false"),
        ("Who?,soon,year,,", "its year is 'soon', within ''; write plain digits"),
        ("Who?,1918,year,few,", "its year is '1918', within 'few'; write plain digits"),
    ],
)
def test_a_row_that_cannot_be_a_question_is_left_out_with_the_reason(row: str, message: str) -> None:
    (line,) = refused(f"question,correct,type,within,level\n{row}\n", "x.csv")
    assert line.startswith(f"2: this question is left out: {message}")


def test_what_of_a_row_is_not_read_is_told() -> None:
    found = brought("question,correct,level\nWho?,Enver,4\nWhen?,1918,2,more\n", "x.csv")
    assert told(found.left) == [
        "2: the level '4' is none of 1, 2 and 3, and is left out",
        "3: the cell 'more' stands under no heading and is left out",
    ]
    assert refused("Frage,Antwort\nWer?,Enver\n", "x.csv")[0].startswith("1: the first line names no columns")


def test_a_trivia_list_of_red_is_read_and_loses_nothing_to_equal_keys() -> None:
    found = sample("movements.yaml")
    leader, year, ally = items(found)
    assert isinstance(leader, ShortText)
    assert leader.accept == ("Irgash Bey", "Irgash")
    assert isinstance(year, Year)
    assert isinstance(ally, TrueFalse)
    assert [line.partition(": ")[0] for line in told(found.left)] == ["3", "13", "15", "16", "17"]
    assert "# By A teacher\n# What the two movements had in common.\n" in found.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: x\nquestions: []\n", "1: this is a bank of Dastan's own"),
        ("- a\n- b\n", "1: a trivia list is made of lines 'question:'"),
        ("Who: came?:\n- a\n", "1: in 'Who': there is a second ': ' on this line"),
    ],
)
def test_a_file_that_is_no_trivia_list_is_refused(text: str, message: str) -> None:
    assert refused(text, "x.yaml")[0].startswith(message)


@pytest.mark.parametrize("encoding", ["", "url3986", "base64"])
def test_the_open_trivia_db_is_read_in_each_of_its_encodings(encoding: str) -> None:
    found = brought(trivia(encoding), "x.json")
    soviet, ally = items(found)
    assert isinstance(soviet, OneChoice)
    assert soviet.ask == 'Which "Soviet" attacked Kokand & sacked it?'
    assert soviet.choices == ("Tashkent’s", "Khiva’s", "Bukhara’s", "Moscow’s")
    assert soviet.answer == 0
    assert isinstance(ally, TrueFalse)
    assert ally.answer
    assert "# History, hard" in found.text
    assert told(found.left) == []


def test_what_is_odd_in_json_is_told_at_its_line() -> None:
    good = '{"question": "Who?", "correct_answer": "a", "incorrect_answers": ["b", 1], "source": "x"}'
    found = brought(f'[\n{good},\n7,\n{{"question": "Who?"}}\n]', "x.json")
    assert [line[:40] for line in told(found.left)] == [
        "2: 'source' of this question has no coun",
        "2: a wrong answer of this question is le",
        "3: this question is left out: it is not ",
        "4: this question is left out: it needs t",
    ]
    assert refused('{"results":\n[{"a" 1}]}', "x.json") == ["2: this cannot be read as JSON from here on"]
    assert refused('{"response_code": 1}', "x.json") == ["1: there are no 'results' in this file, and so no questions"]
    assert refused('{"a": 1; "b": 2}', "x.json") == ["1: this cannot be read as JSON from here on"]
    assert refused("7", "x.json") == ["1: this cannot be read as JSON from here on"]
    plus = '[{"question": "Who+came%3F", "correct_answer": "a+b", "incorrect_answers": ["c"], "type": "multiple"}]'
    assert only(plus, "x.json").ask == "Who came?"


def test_an_anki_deck_is_read_by_the_names_of_its_fields() -> None:
    found = brought(DECK, "x.apkg")
    month, year, came = items(found)
    assert isinstance(month, ShortText)
    assert (month.ask, month.accept, month.why) == (
        "In which month of 1918 was Kokand sacked?",
        ("February",),
        "It was winter.",
    )
    assert isinstance(year, Year)
    assert came.ask == "Who came?"
    assert told(found.left) == [
        "1: the field 'Mnemonic' is left out: 'cold'",
        "3: this question is left out: it is a text with gaps (cloze), which Dastan does not have",
        "4: a picture 'enver.jpg' is left out",
        "4: this question is left out: there is no answer that could be typed",
        "5: the sound 'who.mp3' is left out",
    ]
    assert "# tags: basmachi kokand" in found.text or "# tags: basmachi, kokand" in found.text


def test_of_a_card_whose_back_has_several_lines_the_first_is_the_answer() -> None:
    found = brought(deck([("Who?", "Enver Pasha<div>He came in 1921.</div>")]), "x.apkg")
    (item,) = items(found)
    assert isinstance(item, ShortText)
    assert (item.accept, item.why) == (("Enver Pasha",), "He came in 1921.")
    assert told(found.left) == [
        "1: only the first line of the back, 'Enver Pasha', is the answer; the rest is in 'why'"
    ]


def test_a_deck_with_other_names_is_read_by_their_order_and_the_newer_database_is_preferred() -> None:
    data = deck([("Who?", "Enver")], names=["Vorderseite", "Rückseite"], held="collection.anki21")
    newer = deck([], names=["a"], held="collection.anki2")
    assert only(data, "x.apkg").ask == "Who?"
    assert refused(newer, "x.apkg") == ["1: there is no question in this file, read as Anki"]
    odd = deck([("Who?", "Enver", "• a<br>• b")], names=["Front", "Back", "Choices"])
    assert refused(odd, "x.apkg") == ["1: this question is left out: its answer, 'Enver', is not among its choices"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped({"media": b"{}"}), "there is no collection of notes"),
        (zipped({"collection.anki2": b"no database"}), "the collection in this deck is no database"),
        (zipped({"collection.anki2": b"SQLite format 3\0" + bytes(200)}), "the database in this deck is damaged"),
        (deck([], schema="CREATE TABLE other (id)"), "there are no notes in this deck"),
        (deck([], schema="CREATE TABLE notes (id)"), "the database in this deck is damaged"),
        (deck([("a", "b")] * 10_001), "more than 10000 notes"),
    ],
)
def test_a_deck_that_cannot_be_read_is_refused_with_the_reason(data: bytes, message: str) -> None:
    (line,) = refused(data, "x.apkg")
    assert message in line


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.txt", "Who?\nA. a\nB. b\nANSWER: A\n", Kind.AIKEN),
        ("a.txt", "Who?{=Enver}", Kind.GIFT),
        ("a.txt", "::n::Who?{=Enver}", Kind.GIFT),
        ("a.txt", "question\tcorrect\nWho?\tEnver\n", Kind.CSV),
        ("a", xml(TRUTH.format(first=100, one="true", other="false", more="")), Kind.XML),
        ("a", trivia(), Kind.OPENTDB),
        ("A.GIFT", "Who?{=Enver}", Kind.GIFT),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_name_or_its_content(name: str, text: str, kind: Kind) -> None:
    assert brought(text, name).kind is kind


def test_a_file_of_no_known_kind_is_refused_with_the_kinds_that_there_are() -> None:
    (line,) = refused("Hello.", "hello.doc")
    assert line.startswith("1: this is no kind of question file that is known; say which it is: gift (Moodle GIFT)")


def test_a_name_of_blanks_and_a_bad_movement_still_make_a_bank() -> None:
    found = read_foreign(b"Who?{=Enver}", " .gift", movement="No Movement")
    assert (bank_of(found).title, bank_of(found).movement) == ("Questions", "imported")
    assert bank_of(read_foreign(b"Who?{=Enver}", "\u200b", kind=Kind.GIFT)).title == "Questions"
