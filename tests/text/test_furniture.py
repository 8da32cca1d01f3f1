"""Ends of English articles and press releases: credits, contacts and notes, and body text that resembles them."""

import pytest

from annotate.text.lines._kinds import lines_of

BODY = "The minister of Veldania said on Monday that the talks with Karsovia would go on until an agreement was found."


def kinds(*lines):
    return [line.kind for line in lines_of("\n".join(lines))]


@pytest.mark.parametrize(
    "line",
    [
        "(With inputs from PTN)",
        "(With agency inputs)",
        "(With PTN inputs)",
        "Staff Writer",
        "—With assistance from Tomas Oss and Ilse Marran",
        "With files from The Velda Press",
        "— Lena Oss reported from Velda.",
        "Lena Oss reported from Velda, and Tomas Oss from Orle.",
        "Reporting was contributed by Kim Tran.",
        "Our Correspondent",
        "Edited By: Lena Oss",
        "First Published: May 3, 2031, 10:15 IST",
        "Published3 hours ago",
        "* Lena Oss is a fellow at the Orle Institute.",
    ],
)
def test_who_reported_is_a_byline(line):
    assert kinds(BODY, BODY, BODY, line)[3] == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "Follow @lenaoss on X",
        "Follow us @veldapost",
        "On Twitter: @toss",
        "Email Tomas Oss at toss@post.example.",
        "Reach Tomas Oss at 555-0142 or toss@post.example.",
        "Contact Tomas Oss: toss@post.example",
        "Jana Roth, +47 555 0142, press@orlesk.example",
        "Contact: Ines Caldeira, +44 555 0142, ines@clearwater.example",
        "To comment on this story, email letters@post.example.",
        "For details call 555-0142.",
        "For tickets visit www.quay.example or call 555-0142.",
        "Lena Oss’s memoir is published by Quay Press. To order a copy for £12, go to quaybooks.example.",
        "(This story has not been edited by our staff and is published from a syndicated feed.)",
        "Views expressed are personal.",
        "(The author is a former ambassador. Views are personal)",
        "*Names have been changed to protect privacy.",
        "What do you think? Let us know in the comments below.",
        "Listen to our podcast",
        "Call 101 quoting reference 1189 of 3 May.",
        "Media: Ulla Berg, +47 555 0199",
        "FOR IMMEDIATE RELEASE",
        "This press release contains forward-looking statements that involve risks.",
        "About Orlesk Foods: Orlesk Foods is a maker of canned fish.",
        "About the author",
    ],
)
def test_contacts_and_notes_are_boilerplate(line):
    assert kinds(BODY, BODY, BODY, line, BODY)[3] == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "With assistance from the army, the town rebuilt its bridge.",
        "To comment on the plan, residents must visit the town hall.",
        "Reach 500 homes by 2030, the plan says, and the rest can wait.",
        "“You can reach us at any time,” the minister told the crowd.",
        "“The views are my own,” the minister said.",
        "“Names have been changed,” the minister said.",
        "“If you have been affected by the flood, call us,” the mayor said.",
        "“Email your letters to me,” the minister said.",
        "“What do you think?” the minister asked.",
        "For details of the plan they had to wait until Friday.",
        "About the dam the minister said nothing at all on Monday.",
    ],
)
def test_body_text_that_resembles_notes_is_kept(line):
    assert kinds(BODY, BODY, BODY, line, BODY)[3] == "body"


def test_what_is_under_about_at_the_end_of_a_press_release_is_boilerplate():
    about = ["About Orlesk Foods", "Orlesk Foods is a maker of canned fish.", "It has 400 workers in Velda and Orle."]
    notes = ["Forward-Looking Statements", "Actual results may differ.", "Media Contact:", "Jana Roth, Orlesk Foods"]
    assert kinds(BODY, BODY, BODY, *about, *notes) == ["body"] * 3 + ["boilerplate"] * 7
    assert kinds(BODY, BODY, BODY, *about) == ["body"] * 3 + ["boilerplate"] * 3
    notes = ["Notes to editors:", "1. The Orle estuary is home to 41 species.", "ENDS"]
    assert kinds(BODY, BODY, BODY, *notes) == ["body"] * 3 + ["boilerplate"] * 3


def test_a_section_about_something_is_kept():
    section = ["About Orlesk Foods", "Orlesk Foods is a maker of canned fish."]
    assert kinds(*section, BODY, BODY, BODY)[1:] == ["body"] * 4
    assert kinds(BODY, BODY, *section, BODY, BODY, BODY)[3:] == ["body"] * 4
    assert kinds(BODY, BODY, *section, "What comes next", BODY)[3:] == ["body", "heading", "body"]
    assert kinds(BODY, BODY, "About Time", BODY) == ["body", "body", "heading", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Pell with her class in 1974 — Photo courtesy of the Pell family",
        "The quay at Orle — File photo",
        "The quay at Orle on Friday. PHOTO: LENA OSS",
    ],
)
def test_captions_end_with_a_dash_and_credit(line):
    assert kinds(BODY, line, BODY)[1] == "caption"


def test_a_day_and_a_time_alone_are_a_heading():
    assert kinds("Friday, 6 p.m.", BODY, "Saturday, 9 a.m.", BODY) == ["heading", "body"] * 2


def test_one_word_with_a_question_mark_is_body():
    assert kinds(BODY, "Really?", BODY) == ["body"] * 3


def test_a_brief_before_another_with_a_dateline_is_body():
    assert kinds("ORLE — Ferries to Karr resume, the port said.", "VELDA — A driver was fined.", BODY) == ["body"] * 3
