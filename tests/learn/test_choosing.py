"""Model selection, and a student that learns from a better one."""

import skops.io
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from annotate.learn.estimators.distilling import Distilled
from annotate.learn.estimators.model_selection import CandidateScore, ModelSelection, Selection
from annotate.learn.features.bag_of_words import Words
from annotate.learn.models.archive import TRUSTED
from annotate.learn.recipes.catalogue import build

TEXTS = [
    f"{place} {verb} {n} ships" for n in range(10) for place in ("Veldania", "Karsovia") for verb in ("seized", "freed")
]
LABELS = ["critical" if "seized" in text else "conciliatory" for text in TEXTS]


class Takes(DummyClassifier):
    def __init__(self, strategy="prior"):
        super().__init__(strategy="prior")

    def fit(self, X, y, groups=None):
        return super().fit(X, y)


def selection(**options):
    return ModelSelection([("constant", Takes()), ("words", build("fast").estimator)], **options)


def test_the_better_candidate_is_chosen_and_fitted():
    fitted = selection().fit(TEXTS, LABELS)
    assert fitted.name_ == "words"
    assert fitted.predict(["Torvik seized a boat", "Torvik freed a boat"]).tolist() == ["critical", "conciliatory"]


def test_the_first_is_kept_unless_another_is_better_by_the_margin():
    assert selection(margin=0.9).fit(TEXTS, LABELS).name_ == "constant"


def test_when_time_is_up_the_best_so_far_is_the_answer():
    result = selection(minutes=0).select(TEXTS, LABELS)
    assert result.name == "constant"
    assert len(result.scores) == 1
    assert result.untried == 1


def test_best_starts_from_default_and_names_every_candidate_once():
    names = [name for name, _ in build("best").estimator.candidates]
    assert names[0] == "default"
    assert len(set(names)) == len(names) > 8


def test_a_student_learns_words_that_only_unlabelled_texts_have():
    teacher = build("words_and_characters").estimator
    unlabelled = [f"{verb} by the Ostren navy" for verb in ("seized", "freed") for _ in range(3)]
    unlabelled += [f"seized trawler {n}" for n in range(40)] + [f"freed sailor {n}" for n in range(40)]
    student = Distilled(teacher, Words(), LogisticRegression(C=10), unlabelled).fit(TEXTS, LABELS)
    assert student.predict(["the trawler", "the sailor"]).tolist() == ["critical", "conciliatory"]


def test_neither_the_teacher_nor_the_texts_are_saved():
    secret = "Unpublished sentence of the Merrow archive"
    student = Distilled(build("fast").estimator, Words(), LogisticRegression(), [secret]).fit(TEXTS, LABELS)
    saved = skops.io.dumps(student)
    again = skops.io.loads(saved, trusted=list(TRUSTED))
    assert again.teacher is None
    assert list(again.unlabelled) == []
    assert (again.predict_proba(TEXTS) == student.predict_proba(TEXTS)).all()


def test_a_note_names_the_best_candidates_and_counts_the_others():
    scores = tuple(CandidateScore(f"c{number}", number / 10, 1.0) for number in range(5))
    note = Selection("c4", scores, untried=2).note()
    assert "selected c4" in note
    assert note.endswith("c4 0.400; c3 0.300; c2 0.200; 2 more were no better (2 more were not tried: time was up)")
    assert Selection("c0", scores[:1], untried=0).note().endswith("training part: c0 0.000")
